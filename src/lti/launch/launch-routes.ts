import { createHash } from 'node:crypto';
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { NotAllowed, readingOnce, Unauthenticated } from '../../base/index.js';
import { allowFraming, type Web } from '../../web/index.js';
import type { BegunLogin } from './begin-login.js';
import type { CheckedLaunch } from './check-launch.js';
import { parseClaims, type LaunchClaims } from './claims.js';
import { frameAncestorsOf } from '../platform/framing.js';
import type { PendingLaunches } from './pending-launch.js';
import type { BrowserBinding } from './open-launch.js';
import type { Platform } from '../platform/platform.js';
import type { ToolKeys } from '../keys/tool-keys.js';
import { provenOrigins } from './proven-origins.js';
import type { StateCookie } from './state-cookie.js';

interface Deps {
  readonly web: Pick<Web, 'page'>;
  readonly publicUrl: string;
  readonly toolKeys: ToolKeys;
  readonly held: PendingLaunches;
  readonly beginLogin: (req: Request, res: Response) => Promise<BegunLogin>;
  readonly checkLaunch: (req: Request, res: Response) => Promise<CheckedLaunch>;
  readonly stateCookie: Pick<StateCookie, 'isIn' | 'clear'>;
  readonly findPlatform: (id: string) => Promise<Platform | null>;
  readonly openLaunch: (
    http: readonly [Request, Response],
    platform: Platform,
    claims: LaunchClaims,
    binding: BrowserBinding,
  ) => Promise<void>;
}

const PATHS = new Set(['/lti/login', '/lti/launch', '/lti/continue']);

/**
 * Whether a request is a message that a platform's page sends through the browser, cross-site by design: state and
 * nonce protect it in place of a CSRF token. `/lti/continue` has its own check.
 */
export function isLtiMessage(req: Request): boolean {
  return PATHS.has(req.path);
}

/** Where platform storage keeps a login's proof: short, and nothing of the state itself. */
const storageKey = (state: string) =>
  `lti_state_${createHash('sha256').update(state).digest('base64url').slice(0, 22)}`;

const continueSchema = z.object({
  held: z.string().regex(/^[\w-]{43}$/),
  platform_state: z.string().max(100).optional(),
});

/** Protects against login CSRF: only a page of this tool, in this browser, may continue a pending launch. */
function requireOwnOrigin(req: Request, publicUrl: string): void {
  const site = req.headers['sec-fetch-site'];
  const isOwn = site === undefined ? req.headers.origin === publicUrl : site === 'same-origin';
  if (!isOwn) throw new NotAllowed('foreign_form', 'This form was sent from another site.');
}

/** Shows the page that waits for platform storage, or asks the person (LTI Client Side postMessages, 3). */
function holdPage(deps: Deps, res: Response, checked: CheckedLaunch, held: string): void {
  const { platform, login, launch } = checked;
  const framers = [...provenOrigins(launch), ...frameAncestorsOf(platform, null)];
  allowFraming(res, framers);
  res.setHeader('Cache-Control', 'no-store');
  deps.web.page(res, 'lti/continue', {
    title: res.req.t('lti.continue.title'),
    held,
    name: launch.user.name ?? launch.user.givenName ?? '',
    course: launch.context.title,
    site: new URL(deps.publicUrl).host,
    storage: login.storageTarget !== undefined && {
      target: login.storageTarget,
      origin: new URL(platform.authorizationUrl).origin,
      key: storageKey(login.state),
    },
    scripts: ['lti/find-state.js'],
  });
}

/** The routes `/lti/login`, `/lti/launch`, `/lti/keys` and those between them. */
export function createLaunchRoutes(deps: Deps): Router {
  const router = Router();

  const login = async (req: Request, res: Response) => {
    // The page redirects and shows nothing, so any origin may frame it; which origin frames it is known only once the
    // launch is verified.
    allowFraming(res, ['*']);
    res.setHeader('Cache-Control', 'no-store');
    const begun = await deps.beginLogin(req, res);
    if (begun.storageTarget === undefined) return res.redirect(302, begun.authorizationUrl);
    deps.web.page(res, 'lti/login', {
      title: req.t('lti.login.title'),
      next: begun.authorizationUrl,
      target: begun.storageTarget,
      origin: new URL(begun.platform.authorizationUrl).origin,
      key: storageKey(begun.state),
      value: deps.held.proofOf(begun.state),
      scripts: ['lti/keep-state.js'],
    });
  };
  router.get('/lti/login', login);
  router.post('/lti/login', login);

  const launch = async (req: Request, res: Response): Promise<void> => {
    allowFraming(res, ['*']);
    const checked = await deps.checkLaunch(req, res);
    const { platform, login } = checked;
    const begun = { state: login.state, issuer: platform.issuer };
    if (deps.stateCookie.isIn(req.headers.cookie, begun)) {
      deps.stateCookie.clear(res, login.state);
      const binding: BrowserBinding = { strength: 'bound', isCookieless: false };
      return deps.openLaunch([req, res], platform, checked.launch, binding);
    }
    holdPage(deps, res, checked, await deps.held.hold(checked));
  };
  router.post('/lti/launch', (req, res) => readingOnce(() => launch(req, res)));

  router.post('/lti/continue', async (req, res) => {
    allowFraming(res, ['*']);
    requireOwnOrigin(req, deps.publicUrl);
    const form = continueSchema.safeParse(req.body);
    const taken = form.success ? await deps.held.take(form.data.held) : null;
    const platform = taken && (await deps.findPlatform(taken.platformId));
    if (!form.success || taken === null || platform === null) {
      throw new Unauthenticated('launch_replayed', 'This launch was used already.', {
        action: 'Go back to your course and open Laurel from there again.',
      });
    }
    const proof = form.data.platform_state;
    const isBound = proof !== undefined && deps.held.isProof(taken.state, proof);
    const binding: BrowserBinding = {
      strength: isBound ? 'bound' : 'confirmed',
      isCookieless: true,
    };
    await deps.openLaunch([req, res], platform, parseClaims(taken.claims), binding);
  });

  router.get('/lti/keys', async (_req, res) => {
    res.setHeader('Cache-Control', 'public, max-age=600');
    res.type('application/json').send(JSON.stringify(await deps.toolKeys.jwks()));
  });

  return router;
}
