import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { Conflict, NotFound } from '../base/index.js';
import { hideAddress, parseForm } from '../web/index.js';
import { addAddress } from './add-address.js';
import { addressKeyOf } from './address.js';
import { currentHome, requireHome } from './current-home.js';
import type { HomeDeps } from './home-deps.js';
import { hashToken } from './link.js';
import { sendLink } from './send-link.js';
import type { ShowSettings } from './settings-page.js';

const emailForm = z.object({ email: z.email().max(254) });
const addressForm = z.object({ address: z.string().max(254) });

const spent = () =>
  new NotFound('home_link_unknown', 'This link was used already, or is too old.', {
    action: 'Ask for a new one: it works once, for 15 minutes.',
  });

/**
 * The addresses of a home. One is added by a link that is sent to it, and only in a browser that is signed in to the home
 * that asked: whoever is sent such a link by a stranger cannot give their badges away with it.
 */
export function createAddressRoutes(
  deps: Parameters<typeof addAddress>[0] & Pick<HomeDeps, 'limits' | 'settings' | 'mail' | 'web'>,
  showSettings: ShowSettings,
): Router {
  const { web, addresses, links, clock } = deps;

  const ask: RequestHandler = async (req, res) => {
    const homeId = requireHome(req);
    const emailed = parseForm(req, emailForm);
    if (!emailed.ok) return showSettings(req, res, { emailForm: emailed }, 422);
    const { email } = emailed.value;
    const target = addressKeyOf(email);
    await deps.limits.spend('confirm_mail', { person: homeId, target, address: req.ip });
    await sendLink(deps, { kind: 'add', address: email, homeId }, req.locale.code);
    res.redirect(303, '/home/settings?done=asked');
  };

  // A GET shows a button and changes nothing: mail scanners follow links, and the link works once.
  const showLink: RequestHandler<{ token: string }> = async (req, res) => {
    hideAddress(res);
    const { token } = req.params;
    const link = await links.find(hashToken(token), 'add', clock.now());
    if (link === null) throw spent();
    const isHere = currentHome(req) === link.homeId;
    const known = isHere ? await addresses.find(addressKeyOf(link.address)) : null;
    web.page(res, 'home/address', {
      title: req.t('home.address.title'),
      noindex: true,
      token,
      isHere,
      address: link.address,
      hasHome: known !== null && known.homeId !== link.homeId,
    });
  };

  const add: RequestHandler<{ token: string }> = async (req, res) => {
    hideAddress(res);
    const homeId = requireHome(req);
    const hash = hashToken(req.params.token);
    const link = await links.find(hash, 'add', clock.now());
    // Of another home: it stays good for the browser that asked for it.
    if (link?.homeId !== homeId) throw spent();
    if ((await links.take(hash, 'add', clock.now())) === null) throw spent();
    await addAddress(deps, homeId, link.address);
    res.redirect(303, '/home/settings?done=added');
  };

  const remove: RequestHandler = async (req, res) => {
    const homeId = requireHome(req);
    const form = parseForm(req, addressForm);
    const address = form.ok ? form.value.address : '';
    const key = addressKeyOf(address);
    const all = await addresses.list(homeId);
    if (!all.some((one) => addressKeyOf(one.address) === key))
      throw new NotFound('address_unknown', 'This address is not one of yours here.');
    if (all.length === 1)
      throw new Conflict('last_address', 'Without an address nobody could come in here any more.', {
        action: 'Add another address first, or erase your home.',
      });
    await addresses.remove(homeId, key);
    await links.removeAll(homeId);
    const home = `home:${homeId}`;
    await deps.audit.record({ actor: home, action: 'home.address_removed', subject: home });
    res.redirect(303, '/home/settings?done=removed');
  };

  const routes = Router();
  routes.post('/home/settings/addresses', ask);
  routes.post('/home/settings/addresses/remove', remove);
  routes.get('/home/address/:token', showLink);
  routes.post('/home/address/:token', add);
  return routes;
}
