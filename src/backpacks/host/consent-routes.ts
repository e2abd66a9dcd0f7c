import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { Audit } from '../../audit/index.js';
import { currentHome, homeNav, requireHome, type Home } from '../../home/index.js';
import { OFFLINE, type OAuth, type ConsentRequest } from '../../oauth/index.js';
import { allowFormsTo, allowFraming, type Web } from '../../web/index.js';
import { OB_SCOPES } from '../scopes.js';

export interface ConsentDeps {
  readonly apps: OAuth['apps'];
  readonly home: Pick<Home, 'addressesOf'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly web: Pick<Web, 'page'>;
}

const AUTHORIZE = '/home/authorize';

const NAMES = Object.entries(OB_SCOPES);
/** What the request says stands in the form again, and is read again as if it came anew. */
const FIELDS = [
  ...['client_id', 'redirect_uri', 'response_type', 'scope', 'state'],
  ...['code_challenge', 'code_challenge_method'],
];
const texts = z.record(z.string(), z.string().catch(''));

/** What scopes let an app do, in words. */
export const wordsOf = ({ t }: Pick<Request, 't'>, scopes: readonly string[]): string[] =>
  NAMES.filter(([, scope]) => scopes.includes(scope)).map(([name]) =>
    t(`backpacks.consent.${name}`),
  );

/** The page on which a person lets an app act in their name (RFC 6749, 4.1.1). */
export function createConsentRoutes(deps: ConsentDeps): Router {
  const { apps, web, audit } = deps;
  const routes = Router();

  /** Of no lasting address, and in nobody's frame: a click here lets somebody in (RFC 9700, 4.16). */
  const guard = (res: Response): void => {
    res.setHeader('Cache-Control', 'no-store');
    allowFraming(res, []);
  };

  const showConsent = async (
    req: Request,
    res: Response,
    homeId: string,
    { app, scopes, redirectUri }: ConsentRequest,
  ): Promise<void> => {
    // Browsers hold a form to where its answer leads, too.
    allowFormsTo(res, [new URL(redirectUri).origin]);
    const given = texts.catch({}).parse(req.query);
    const { host } = new URL(app.uri);
    const [address] = await deps.home.addressesOf(homeId);
    web.page(res, 'backpacks/consent', {
      title: req.t('backpacks.consent.title', { host }),
      nav: homeNav(req, 'settings'),
      name: app.name,
      host,
      address,
      links: Object.entries({ site: app.uri, terms: app.termsUri, policy: app.policyUri })
        .filter(([, url]) => url !== undefined)
        .map(([kind, url]) => ({ url, text: req.t(`backpacks.consent.${kind}`) })),
      may: wordsOf(req, scopes),
      goesOn: scopes.includes(OFFLINE),
      fields: FIELDS.map((name) => ({ name, value: given[name] ?? '' })),
      noindex: true,
    });
  };

  /** Nobody is sent on by themselves: anybody may register an address (RFC 9700, 4.11.2). */
  const showWrong = (req: Request, res: Response, uri: string, back: string): void => {
    const { host } = new URL(uri);
    const title = req.t('backpacks.consent.wrong');
    web.page(res, 'backpacks/wrong', { title, host, back, noindex: true }, { status: 400 });
  };

  routes.get(AUTHORIZE, async (req, res) => {
    guard(res);
    const asked = await apps.read(req.query);
    if ('back' in asked) return showWrong(req, res, asked.app.uri, asked.back);
    const homeId = currentHome(req);
    if (homeId !== null) return showConsent(req, res, homeId, asked);
    web.page(res, 'backpacks/sign-in', {
      title: req.t('backpacks.consent.signIn'),
      host: new URL(asked.app.uri).host,
      again: req.originalUrl,
      noindex: true,
    });
  });

  routes.post(AUTHORIZE, async (req, res) => {
    guard(res);
    const homeId = requireHome(req);
    const body = texts.catch({}).parse(req.body ?? {});
    const asked = await apps.read(body);
    if ('back' in asked) return showWrong(req, res, asked.app.uri, asked.back);
    if (body['do'] !== 'allow') return res.redirect(303, apps.deny(asked));
    const back = await apps.allow(asked, homeId);
    const subject = `app:${asked.app.id}`;
    await audit.record({ actor: `home:${homeId}`, action: 'home.app_allowed', subject });
    res.redirect(303, back);
  });

  return routes;
}
