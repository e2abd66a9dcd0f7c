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
import { STATE_FORM, type Login, type LoginStates } from './login-state.js';
import type { LoginStore } from './login-store.js';
import type { Ltijs } from './ltijs.js';
import type { PlatformKeys } from '../keys/platform-keys.js';
import type { PlatformStore } from '../platform/platform-store.js';
import type { Platform } from '../platform/platform.js';

/** The authentication response (IMS Security 1.1, 5.1.1.3). `state` must have the form in which this tool makes it. */
const schema = z.object({
  state: z.string().regex(STATE_FORM),
  id_token: z.string().min(1).max(100_000),
});
const againSchema = z.object({ [AGAIN_FIELD]: z.string().max(200_000) });
const errorSchema = z.object({ error: z.string().max(200) });

/** A launch whose id_token was verified and whose login is consumed. */
export interface CheckedLaunch {
  readonly platform: Platform;
  readonly login: Login;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly launch: LaunchClaims;
}

interface Deps {
  readonly platforms: PlatformStore;
  readonly deployments: Pick<DeploymentStore, 'findByLaunch'>;
  readonly states: Pick<LoginStates, 'open'>;
  readonly logins: LoginStore;
  readonly keys: PlatformKeys;
  readonly ltijs: Ltijs;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly again: LaunchAgain;
}

/** Reads a launch as the platform had it posted, or as a page of this tool sends it again. */
function parse(body: unknown, { again }: Deps): LaunchMessage {
  const sealed = againSchema.safeParse(body);
  const parsed = schema.safeParse(sealed.success ? again.open(sealed.data[AGAIN_FIELD]) : body);
  if (parsed.success) return parsed.data;
  const told = errorSchema.safeParse(body);
  if (told.success) {
    // An error response such as login_required (OIDC Core 3.1.2.6).
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

/**
 * Has ltijs check the id_token too. ltijs allows no leeway, and goes by the machine's own clock: a token within the leeway of
 * this tool, or over by that clock, is not passed to it.
 */
async function askLtijs(
  { clock, ltijs }: Deps,
  platform: Platform,
  { key, expiresAt }: CheckedIdToken,
  idToken: string,
): Promise<void> {
  const latest = Math.max(clock.now().getTime(), Date.now());
  if (expiresAt.getTime() > latest) await ltijs.validate({ platform, key, idToken });
}

/** Lets a page with a button be framed by the origin that the launch names, as far as earlier launches proved it. */
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

/**
 * Finds the login that this message answers: its `state` must be one that this tool issued (IMS Security 1.1, 5.1.1.3).
 */
function findLogin({ states }: Deps, state: string, now: Date): Login {
  const login = states.open(state);
  if (!login) throw replayed('state unknown');
  requireClauses(LOGIN_CLAUSES, { login, now });
  return login;
}

/** Finds the platform for which the login was begun, not the one that the message names (LTI 1.3 Core, 3.1.2). */
async function findPlatform({ platforms }: Deps, { platformId }: Login): Promise<Platform> {
  const platform = await platforms.find(platformId);
  if (platform?.status !== 'active') throw replayed('platform gone');
  return platform;
}

/** Verifies the id_token. Where it is refused, the page that says so may stand in the platform's frame. */
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
 * Checks a launch (OIDC Core 3.1.3.7; LTI 1.3 Core, 5.3) by the clauses of `launch-clauses.ts`. The login is then
 * used up atomically: of two launches with one state only one is accepted.
 * @throws Unauthenticated, InvalidInput, NotAllowed with the codes of docs/errors.md; UpstreamFailed, with a button
 *   that tries again, when the platform's keys cannot be fetched: the login is not consumed then
 */
export async function checkLaunch(deps: Deps, req: Request, res: Response): Promise<CheckedLaunch> {
  const now = deps.clock.now();
  const message = parse(req.body, deps);
  const { state, id_token: idToken } = message;
  const login = findLogin(deps, state, now);
  const platform = await findPlatform(deps, login);
  const checked = await checkToken(deps, res, message, { platform, login, now });
  const launch = parseClaims(checked.claims);
  await askLtijs(deps, platform, checked, idToken);
  requireClauses(LAUNCH_CLAUSES, { launch, publicUrl: deps.publicUrl });
  if (!(await deps.logins.consume(login))) throw replayed('state used before');
  return { platform, login, claims: checked.claims, launch };
}
