import type { Request, Response } from 'express';
import { z } from 'zod';
import { InvalidInput, NotAllowed, type Clock } from '../../base/index.js';
import { checkIdToken, namedDeployment, type CheckedIdToken } from './check-id-token.js';
import { parseClaims, type LaunchClaims } from './claims.js';
import { requireClauses } from './clause.js';
import { AGAIN_FIELD, type LaunchAgain, type LaunchMessage } from './launch-again.js';
import { allowFraming } from '../../web/index.js';
import type { DeploymentStore } from '../platform/deployment-store.js';
import { frameAncestorsOf } from '../platform/framing.js';
import { LAUNCH_CLAUSES, LOGIN_CLAUSES } from './launch-clauses.js';
import { AGAIN, replayed } from './refusals.js';
import type { Login, LoginStore } from './login-store.js';
import type { Ltijs } from './ltijs.js';
import type { PlatformKeys } from '../keys/platform-keys.js';
import type { PlatformStore } from '../platform/platform-store.js';
import type { Platform } from '../platform/platform.js';

/** The authentication response (IMS Security 1.1, 5.1.1.3). `state` has the form ltijs makes it in. */
const schema = z.object({
  state: z.string().regex(/^[a-f0-9]{50}$/),
  id_token: z.string().min(1).max(100_000),
});
const againSchema = z.object({ [AGAIN_FIELD]: z.string().max(200_000) });
const errorSchema = z.object({ error: z.string().max(200) });

/** A launch whose id_token holds, and whose login is used up by it. */
export interface CheckedLaunch {
  readonly platform: Platform;
  readonly login: Login;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly launch: LaunchClaims;
}

interface Deps {
  readonly platforms: PlatformStore;
  readonly deployments: Pick<DeploymentStore, 'findByLaunch'>;
  readonly logins: LoginStore;
  readonly keys: PlatformKeys;
  readonly ltijs: Ltijs;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly again: LaunchAgain;
}

/** A launch as the platform has it posted, or the one that a page of ours sends again. */
function parse(body: unknown, { again }: Deps): LaunchMessage {
  const sealed = againSchema.safeParse(body);
  const parsed = schema.safeParse(sealed.success ? again.open(sealed.data[AGAIN_FIELD]) : body);
  if (parsed.success) return parsed.data;
  const told = errorSchema.safeParse(body);
  if (told.success) {
    // OIDC Core 3.1.2.6: login_required and the like.
    throw new NotAllowed('platform_refused', 'Your learning platform did not open Laurel.', {
      action: 'Sign in at your learning platform and open Laurel from your course again.',
      cause: new Error(told.data.error),
    });
  }
  throw new InvalidInput('launch_unreadable', 'This is not a launch from a learning platform.', {
    status: 400,
    action: AGAIN,
    cause: parsed.error,
  });
}

/** ltijs knows no leeway: an id_token in its last minute of it was checked by us alone. */
async function askLtijs(
  deps: Deps,
  [req, res]: readonly [Request, Response],
  platform: Platform,
  token: { readonly checked: CheckedIdToken; readonly idToken: string; readonly state: string },
): Promise<void> {
  const { checked, idToken, state } = token;
  if (checked.expiresAt <= deps.clock.now()) return;
  await deps.ltijs.validate(req, res, { platform, key: checked.key, idToken, state });
}

/** A page with a button may be framed by where the launch says it comes from, as far as that was proven before. */
async function frameForm(
  { deployments }: Deps,
  res: Response,
  platform: Platform,
  idToken: string,
): Promise<void> {
  const deploymentId = namedDeployment(idToken);
  const deployment =
    deploymentId === undefined ? null : await deployments.findByLaunch(platform.id, deploymentId);
  allowFraming(res, frameAncestorsOf(platform, deployment));
}

/** The login that this message answers: its `state` is one of ours (IMS Security 1.1, 5.1.1.3). */
async function findLogin({ logins }: Deps, state: string, now: Date): Promise<Login> {
  const login = await logins.find(state);
  if (!login) throw replayed('state unknown');
  requireClauses(LOGIN_CLAUSES, { login, now });
  return login;
}

/** The platform that the login was begun with, not the one that the message names (LTI 1.3 Core, 3.1.2). */
async function findPlatform({ platforms }: Deps, { platformId }: Login): Promise<Platform> {
  const platform = await platforms.find(platformId);
  if (platform?.status !== 'active') throw replayed('platform gone');
  return platform;
}

/** Checks the id_token; where it does not hold, the page that says so may stand in the platform's frame. */
async function checkToken(
  deps: Deps,
  res: Response,
  message: LaunchMessage,
  {
    platform,
    login,
    now,
  }: { readonly platform: Platform; readonly login: Login; readonly now: Date },
): Promise<CheckedIdToken> {
  const expected = { platform, nonce: login.nonce, loginBegunAt: login.begunAt, now };
  try {
    return await checkIdToken(message.id_token, expected, deps.keys);
  } catch (error) {
    await frameForm(deps, res, platform, message.id_token);
    throw deps.again.offer(error, message);
  }
}

/**
 * Checks a launch (OIDC Core 3.1.3.7; LTI 1.3 Core, 5.3), clause by clause: `launch-clauses.ts` lists them. The login is
 * then used up, atomically: of two launches with one state one alone comes through.
 * @throws Unauthenticated, InvalidInput or NotAllowed, in words; see docs/errors.md. UpstreamFailed, with a button that
 *   tries again, when the platform's keys cannot be had: the login is not used up by that
 */
export async function checkLaunch(deps: Deps, req: Request, res: Response): Promise<CheckedLaunch> {
  const now = deps.clock.now();
  const message = parse(req.body, deps);
  const { state, id_token: idToken } = message;
  const login = await findLogin(deps, state, now);
  const platform = await findPlatform(deps, login);
  const checked = await checkToken(deps, res, message, { platform, login, now });
  const launch = parseClaims(checked.claims);
  await askLtijs(deps, [req, res], platform, { checked, idToken, state });
  requireClauses(LAUNCH_CLAUSES, { launch, publicUrl: deps.publicUrl });
  if (!(await deps.logins.consume(state, now))) throw replayed('state used at the same time');
  return { platform, login, claims: checked.claims, launch };
}
