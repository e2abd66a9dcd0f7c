import { Router, type RequestHandler } from 'express';
import type { Bulk } from '../bulk/index.js';
import { addressKeyOf } from './address.js';
import type { HomeDeps } from './home-deps.js';
import { hideAddress } from '../web/index.js';
import { joinHome } from './join-home.js';

/**
 * The pages of invitations: a badge that waits for whoever the address of a mail belongs to. The link proves the address; its button
 * gives the badge and opens the address's home. A GET changes nothing, for mail scanners follow links.
 */
export function createClaimRoutes(
  deps: Parameters<typeof joinHome>[0] &
    Pick<HomeDeps, 'mail' | 'web'> & { readonly invitations: Bulk['invitations'] },
): Router {
  const { web, invitations, addresses } = deps;

  const show: RequestHandler<{ token: string }> = async (req, res) => {
    hideAddress(res);
    const { token } = req.params;
    const shown = await invitations.show(token);
    const title = req.t('home.invitation.title', { badge: shown.badge });
    web.page(res, 'home/invitation', { ...shown, title, token, noindex: true });
  };

  const claim: RequestHandler<{ token: string }> = async (req, res) => {
    hideAddress(res);
    let proven = '';
    await invitations.claim(req.params.token, async (person, address) => {
      await deps.mail.confirmAddress(address);
      await joinHome(deps, person.id, address);
      proven = address;
    });
    const home = await addresses.find(addressKeyOf(proven));
    if (home !== null) {
      const { homeId } = home;
      await web.sessions.open(req, res, { subject: { homeId }, strength: 'bound' });
      const subject = `home:${homeId}`;
      await deps.audit.record({ actor: subject, action: 'home.entered', subject });
    }
    res.redirect(303, '/home');
  };

  const showStop: RequestHandler<{ token: string }> = async (req, res) => {
    hideAddress(res);
    const { token } = req.params;
    const { address } = await invitations.show(token);
    const title = req.t('home.invitation.stopTitle');
    web.page(res, 'home/invitation-stop', { title, token, address, noindex: true });
  };

  // A mail program's button posts here without a page (RFC 8058).
  const stop: RequestHandler<{ token: string }> = async (req, res) => {
    hideAddress(res);
    await invitations.stop(req.params.token);
    const title = req.t('home.invitation.stopTitle');
    web.page(res, 'home/invitation-stop', { title, isStopped: true, noindex: true });
  };

  const routes = Router();
  routes.get('/home/invitations/:token', show);
  routes.post('/home/invitations/:token', claim);
  routes.get('/mail/invitations/:token/stop', showStop);
  routes.post('/mail/invitations/:token/stop', stop);
  return routes;
}
