import { compactVerify, decodeProtectedHeader, errors, importJWK, type JWK } from 'jose';
import { Unauthenticated, type LaurelError } from '../base/index.js';
import type { PlatformKeys } from './platform-keys.js';
import type { Platform } from './platform.js';

/** How far two honest clocks may be apart (IMS Security 1.1, 5.1.3 lets the tool choose), in seconds. */
export const LEEWAY_SECONDS = 60;

/** What an id_token is held against. */
export interface Expected {
  readonly platform: Platform;
  /** Bound to the state at login. */
  readonly nonce: string;
  readonly loginBegunAt: Date;
  readonly now: Date;
}

/** A verified id_token: its claims and the platform's key that its signature matched. */
export interface CheckedIdToken {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly key: JWK;
  readonly expiresAt: Date;
}

const AGAIN = 'Go back to your course and open Laurel from there again.';
const TELL = 'Tell the administrator of your learning platform, with the reference below.';

function refuse(code: string, message: string, cause: string, action = TELL): LaurelError {
  return new Unauthenticated(code, message, { action, cause: new Error(cause) });
}

function forged(cause: string): LaurelError {
  return refuse(
    'launch_forged',
    'The message that opens Laurel does not prove that it comes from your learning platform.',
    cause,
  );
}

function skewed(cause: string): LaurelError {
  return refuse(
    'clock_off',
    'The clocks of Laurel and of your learning platform differ by more than a minute.',
    cause,
    'An administrator has to set the clock of one of the two servers (NTP).',
  );
}

type Claims = Readonly<Record<string, unknown>>;
type Check = (claims: Claims, expected: Expected) => void;

/** OIDC Core 3.1.3.7 (2): the issuer is the registered one, exactly. */
const checkIssuer: Check = ({ iss }, { platform }) => {
  if (iss !== platform.issuer) throw forged('iss is not the registered issuer');
};

/** OIDC Core 3.1.3.7 (3–5), IMS Security 1.1, 5.1.3: we are the audience, and the authorized party where one is needed. */
const checkAudience: Check = ({ aud, azp }, { platform }) => {
  const audience = Array.isArray(aud) ? aud : [aud];
  const isOurs = audience.includes(platform.clientId);
  const isParty = azp === undefined ? audience.length === 1 : azp === platform.clientId;
  if (isOurs && isParty) return;
  throw refuse(
    'launch_wrong_audience',
    'This launch was made for another tool.',
    isOurs ? 'azp missing or another client' : 'aud does not name our client_id',
    'Tell the administrator of your learning platform that the client ID of Laurel does not match.',
  );
};

/** OIDC Core 3.1.3.7 (11), IMS Security 1.1, 5.1.3: the nonce is the one this login was begun with. */
const checkNonce: Check = ({ nonce }, expected) => {
  if (typeof nonce !== 'string' || nonce !== expected.nonce) {
    throw refuse(
      'launch_replayed',
      'This launch does not belong to the login that Laurel began.',
      typeof nonce === 'string' ? 'nonce is not this login’s' : 'nonce missing',
      AGAIN,
    );
  }
};

/** OIDC Core 2 and 3.1.3.7 (9, 10): made after the login began, not in the future, not over. */
const checkTimes: Check = ({ iat, exp, nbf }, { loginBegunAt, now }) => {
  if (typeof iat !== 'number' || typeof exp !== 'number') throw forged('iat or exp missing');
  const seconds = Math.floor(now.getTime() / 1000);
  const begun = Math.floor(loginBegunAt.getTime() / 1000);
  if (iat > seconds + LEEWAY_SECONDS) throw skewed(`iat is ${iat - seconds} s ahead`);
  if (iat < begun - LEEWAY_SECONDS) throw skewed(`iat is ${begun - iat} s before the login began`);
  if (typeof nbf === 'number' && nbf > seconds + LEEWAY_SECONDS) throw skewed('nbf is ahead');
  if (exp + LEEWAY_SECONDS <= seconds) {
    throw refuse('launch_expired', 'This launch took too long and is over.', 'exp passed', AGAIN);
  }
};

/** In this order: what is told to a person follows from the first that fails. */
const CHECKS: readonly Check[] = [checkIssuer, checkAudience, checkNonce, checkTimes];

async function verifySignature(idToken: string, key: JWK): Promise<Claims> {
  try {
    const { payload } = await compactVerify(idToken, await importJWK(key, 'RS256'), {
      algorithms: ['RS256'],
    });
    const claims: unknown = JSON.parse(new TextDecoder().decode(payload));
    if (typeof claims === 'object' && claims !== null && !Array.isArray(claims)) {
      return claims as Claims;
    }
  } catch (error) {
    throw forged(error instanceof errors.JOSEError ? error.code : 'payload is no JSON');
  }
  throw forged('payload is no object');
}

/**
 * Verifies an id_token (OIDC Core 3.1.3.7, IMS Security Framework 1.1, 5.1.3): RS256 by a key the platform
 * publishes, then issuer, audience, nonce and times.
 * @throws Unauthenticated `launch_forged`, `launch_wrong_audience`, `launch_replayed`, `launch_expired` or `clock_off`
 * @throws UpstreamFailed when the platform's keys cannot be had
 */
export async function checkIdToken(
  idToken: string,
  expected: Expected,
  keys: PlatformKeys,
): Promise<CheckedIdToken> {
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(idToken);
  } catch {
    throw forged('no JWT');
  }
  if (header.alg !== 'RS256') throw forged('alg is not RS256');
  const key = await keys.find(expected.platform.jwksUrl, header.kid);
  if (key === null) throw forged('the platform publishes no such key');
  const claims = await verifySignature(idToken, key);
  for (const check of CHECKS) check(claims, expected);
  return { claims, key, expiresAt: new Date((claims['exp'] as number) * 1000) };
}
