import type { Request, Response } from 'express';
import { z } from 'zod';
import { InvalidInput, NotAllowed, Unauthenticated, type Clock } from '../base/index.js';
import { checkIdToken, type CheckedIdToken } from './check-id-token.js';
import { parseClaims, type LaunchClaims } from './claims.js';
import { AGAIN_FIELD, type LaunchAgain, type LaunchMessage } from './launch-again.js';
import type { Login, LoginStore } from './login-store.js';
import type { Ltijs } from './ltijs.js';
import type { PlatformKeys } from './platform-keys.js';
import type { PlatformStore } from './platform-store.js';
import type { Platform } from './platform.js';

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
  readonly logins: LoginStore;
  readonly keys: PlatformKeys;
  readonly ltijs: Ltijs;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly again: LaunchAgain;
}

const AGAIN = 'Go back to your course and open Laurel from there again.';

function replayed(cause: string): Unauthenticated {
  return new Unauthenticated('launch_replayed', 'This launch was used already or is not ours.', {
    action: AGAIN,
    cause: new Error(cause),
  });
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

async function findLogin(deps: Deps, state: string): Promise<Login> {
  const login = await deps.logins.find(state);
  if (login === null) throw replayed('state unknown');
  if (login.isConsumed) throw replayed('state used before');
  if (login.expiresAt <= deps.clock.now()) {
    throw new Unauthenticated('launch_expired', 'Signing in took too long.', { action: AGAIN });
  }
  return login;
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

/**
 * Checks a launch (OIDC Core 3.1.3.7; LTI 1.3 Core, 5.3): state and nonce are of one login of ours, the id_token
 * is the platform's, every needed claim is there, the target is ours. The login is then used up, atomically: of
 * two launches with one state one alone comes through.
 * @throws Unauthenticated, InvalidInput or NotAllowed, in words; see docs/errors.md. UpstreamFailed, with a button that
 *   tries again, when the platform's keys cannot be had: the login is not used up by that
 */
export async function checkLaunch(deps: Deps, req: Request, res: Response): Promise<CheckedLaunch> {
  const message = parse(req.body, deps);
  const { state, id_token: idToken } = message;
  const login = await findLogin(deps, state);
  const platform = await deps.platforms.find(login.platformId);
  if (platform?.status !== 'active') throw replayed('platform gone');
  const now = deps.clock.now();
  const expected = { platform, nonce: login.nonce, loginBegunAt: login.begunAt, now };
  const checked = await checkIdToken(idToken, expected, deps.keys).catch((error: unknown) => {
    throw deps.again.offer(error, message);
  });
  const launch = parseClaims(checked.claims);
  await askLtijs(deps, [req, res], platform, { checked, idToken, state });
  // LTI 1.3 Core, 5.3.4: where to go is read from the token, and goes nowhere but here.
  if (new URL(launch.targetLinkUri).origin !== new URL(deps.publicUrl).origin) {
    throw new InvalidInput('launch_target_elsewhere', 'This launch leads to another site.', {
      status: 400,
      action: 'Tell your administrator that the tool URL of this activity is not Laurel’s.',
    });
  }
  if (!(await deps.logins.consume(state, now))) throw replayed('state used at the same time');
  return { platform, login, claims: checked.claims, launch };
}
