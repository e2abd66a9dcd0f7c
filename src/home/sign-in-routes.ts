import { Router, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { NotFound } from '../base/index.js';
import { hideAddress, parseForm } from '../web/index.js';
import { addressKeyOf } from './address.js';
import { currentHome, requireHome } from './current-home.js';
import type { HomeDeps } from './home-deps.js';
import { hashToken, LINK_MINUTES } from './link.js';
import { sendSignInLink } from './send-link.js';

const signInForm = z.object({ email: z.email().max(254) });

/** What the page of the sign-in may say was done, as its address names it. */
const DONE = ['out', 'everywhere', 'erased'];

const spent = () =>
  new NotFound('home_link_unknown', 'This link was used already, or is too old.', {
    action: 'Ask for a new one: it works once, for 15 minutes.',
  });

/** The way into a home and out of it: a link by mail, a button that spends it, and signing out. */
export function createSignInRoutes(
  deps: Pick<
    HomeDeps,
    | 'clock'
    | 'settings'
    | 'audit'
    | 'limits'
    | 'mail'
    | 'web'
    | 'afterAnswer'
    | 'addresses'
    | 'links'
  >,
): Router {
  const { web, clock, limits, links, addresses } = deps;

  const showSignIn = (res: Response, more: object = {}, status = 200): void => {
    res.set('Cache-Control', 'no-store');
    const { t, query } = res.req;
    const done = DONE.find((one) => one === query['done']);
    web.page(res, 'home/sign-in', { title: t('home.signIn.title'), done, ...more }, { status });
  };

  const askForLink: RequestHandler = async (req, res) => {
    const form = parseForm(req, signInForm);
    if (!form.ok) return showSignIn(res, { form }, 422);
    await limits.spend('sign_in', { address: req.ip });
    // Whether the address is known shows neither in the answer nor in its time.
    deps.afterAnswer.run(res, () => sendSignInLink(deps, form.value.email, req.locale.tag));
    res.redirect(303, '/home/sent');
  };

  const showSent: RequestHandler = (req, res) => {
    const title = req.t('home.sent.title');
    web.page(res, 'home/sent', { title, minutes: LINK_MINUTES });
  };

  // A GET shows a button and changes nothing: mail scanners follow links, and the link works once.
  const showLink: RequestHandler<{ token: string }> = async (req, res) => {
    hideAddress(res);
    const { token } = req.params;
    const link = await links.find(hashToken(token), 'sign-in', clock.now());
    if (link === null) throw spent();
    const title = req.t('home.enter.title');
    web.page(res, 'home/enter', { title, token, address: link.address, noindex: true });
  };

  const enter: RequestHandler<{ token: string }> = async (req, res) => {
    hideAddress(res);
    const link = await links.take(hashToken(req.params.token), 'sign-in', clock.now());
    // The address may have left its home since.
    const proven = link && (await addresses.find(addressKeyOf(link.address)));
    if (proven === null) throw spent();
    const { homeId } = proven;
    await deps.mail.confirmAddress(proven.address);
    await web.sessions.open(req, res, { subject: { homeId }, strength: 'bound' });
    const home = `home:${homeId}`;
    await deps.audit.record({ actor: home, action: 'home.entered', subject: home });
    res.redirect(303, '/home');
  };

  const leave: RequestHandler = async (req, res) => {
    await web.sessions.end(req, res);
    res.redirect(303, '/home?done=out');
  };

  const leaveEverywhere: RequestHandler = async (req, res) => {
    const homeId = requireHome(req);
    await web.sessions.endAll({ homeId });
    await web.sessions.end(req, res);
    await links.removeAll(homeId);
    const home = `home:${homeId}`;
    await deps.audit.record({ actor: home, action: 'home.signed_out', subject: home });
    res.redirect(303, '/home?done=everywhere');
  };

  const routes = Router();
  routes.get('/home', (req, res, next) =>
    currentHome(req) === null ? showSignIn(res) : next('route'),
  );
  routes.post('/home/sign-in', askForLink);
  routes.get('/home/sent', showSent);
  routes.get('/home/enter/:token', showLink);
  routes.post('/home/enter/:token', enter);
  routes.post('/home/sign-out', leave);
  routes.post('/home/sign-out-everywhere', leaveEverywhere);
  return routes;
}
