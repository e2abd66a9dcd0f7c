import type { Request, Response } from 'express';
import { z } from 'zod';
import { InvalidInput, NotAllowed, omitUndefined } from '../../base/index.js';
import type { LoginAsker } from './limit-logins.js';
import type { LoginStates } from './login-state.js';
import type { Ltijs } from './ltijs.js';
import { findSpelledOtherwise, issuerDiffers } from '../platform/issuer-spelling.js';
import type { PlatformStore } from '../platform/platform-store.js';
import type { Platform } from '../platform/platform.js';
import type { StateCookie } from './state-cookie.js';

const text = z.string().min(1).max(8000);
/**
 * The parameters of a third-party initiated login (IMS Security 1.1, 5.1.1.1; LTI 1.3 Core, 4.1; LTI Client Side
 * postMessages).
 */
const schema = z.object({
  iss: text,
  login_hint: text,
  target_link_uri: text,
  client_id: text.optional(),
  lti_message_hint: text.optional(),
  lti_deployment_id: text.optional(),
  lti_storage_target: z
    .string()
    .regex(/^[\w.:-]{1,100}$/)
    .optional()
    .catch(undefined),
});

/** A login that was begun: the address that the browser is sent to, and what platform storage has to keep. */
export interface BegunLogin {
  readonly platform: Platform;
  readonly state: string;
  readonly authorizationUrl: string;
  readonly storageTarget?: string;
}

interface Deps {
  readonly platforms: PlatformStore;
  readonly states: LoginStates;
  readonly stateCookie: Pick<StateCookie, 'write'>;
  readonly ltijs: Ltijs;
  /** @throws TooManyRequests where this person or network begins too many logins */
  readonly limitLogins: (asker: LoginAsker) => void;
  /** The only redirect_uri that is registered at platforms. */
  readonly launchUrl: string;
}

function unreadable(cause: unknown): InvalidInput {
  return new InvalidInput('login_unreadable', 'Your learning platform began this visit wrongly.', {
    status: 400,
    action: 'Open Laurel from your course. An address of this page does not work by itself.',
    cause,
  });
}

/** Finds the platform of (issuer, client_id); without a client_id, the only platform of that issuer. */
async function choosePlatform(
  platforms: PlatformStore,
  issuer: string,
  clientId: string | undefined,
): Promise<Platform> {
  const ofIssuer = await platforms.findByIssuer(issuer);
  const found =
    clientId === undefined && ofIssuer.length === 1
      ? ofIssuer[0]
      : ofIssuer.find((platform) => platform.clientId === clientId);
  if (found === undefined) {
    const [other] = ofIssuer.length > 0 ? [] : await findSpelledOtherwise(platforms, issuer);
    if (other) throw issuerDiffers(other.issuer, issuer);
    throw new NotAllowed('platform_unknown', 'This learning platform is not registered here.', {
      action: 'The administrator of the learning platform has to register Laurel first.',
      cause: new Error(`${ofIssuer.length} platforms of that issuer`),
    });
  }
  if (found.status !== 'active') {
    throw new NotAllowed('platform_disabled', 'This learning platform is switched off here.', {
      action: 'Ask the administrator of Laurel to switch it on again.',
    });
  }
  return found;
}

/**
 * Begins a login (OIDC third-party initiated login, IMS Security 1.1, 5.1.1.1): makes a fresh state and nonce, leaves the
 * state's cookie in the browser, and builds the authentication request, always with the registered redirect_uri.
 * @throws InvalidInput `login_unreadable`; NotAllowed `platform_unknown`, `issuer_differs`, `platform_disabled`;
 *   TooManyRequests `too_many_launches`
 */
export async function beginLogin(deps: Deps, req: Request, res: Response): Promise<BegunLogin> {
  const parsed = schema.safeParse(req.method === 'POST' ? req.body : req.query);
  if (!parsed.success) throw unreadable(parsed.error);
  const { iss, client_id, lti_storage_target: storageTarget, ...rest } = parsed.data;
  const platform = await choosePlatform(deps.platforms, iss, client_id);
  deps.limitLogins({ platform, loginHint: rest.login_hint, address: req.ip });
  const params = Object.fromEntries(
    Object.entries({ ...rest, target_link_uri: deps.launchUrl }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  const { state, nonce } = deps.states.begin(platform.id, storageTarget);
  const query = await deps.ltijs.beginLogin(platform, params, state);
  // The nonce is made here because ltijs makes its own with Math.random.
  query.set('nonce', nonce);
  const authorizationUrl = new URL(platform.authorizationUrl);
  for (const [name, value] of query) authorizationUrl.searchParams.set(name, value);
  deps.stateCookie.write(res, { state, issuer: platform.issuer });
  return omitUndefined({ platform, state, authorizationUrl: authorizationUrl.href, storageTarget });
}
