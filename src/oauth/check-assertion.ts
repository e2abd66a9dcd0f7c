import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import type { Clock } from '../base/index.js';
import type { createAssertionStore } from './assertion-store.js';
import { SIGNATURES } from './client-keys.js';
import type { Client } from './client.js';
import type { FindKeys } from './find-keys.js';
import { invalidClient } from './oauth-error.js';

/** The one type of assertion (RFC 7523, 2.2). */
export const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** An assertion may be good for so long at most: its id is remembered as long. */
const LIFE_S = 600;
const SKEW_S = 30;
const JTI = /^[\x21-\x7e]{8,200}$/;

/** @returns whom an assertion says that it is of; nothing of it is proven yet */
export function claimedClient(assertion: string): string | null {
  try {
    const { sub } = decodeJwt(assertion);
    return typeof sub === 'string' ? sub : null;
  } catch {
    return null;
  }
}

export interface AssertionDeps {
  readonly clock: Clock;
  readonly assertions: ReturnType<typeof createAssertionStore>;
  readonly findKeys: FindKeys;
  /** Whom an assertion may be made for: this server by its name, or by the address of its token endpoint. */
  readonly audiences: readonly string[];
}

async function verify(
  { clock, findKeys }: AssertionDeps,
  assertion: string,
  client: Client,
): Promise<JWTPayload | null> {
  const options = {
    algorithms: [...SIGNATURES],
    issuer: client.id,
    subject: client.id,
    currentDate: clock.now(),
    clockTolerance: SKEW_S,
    requiredClaims: ['exp', 'jti', 'aud'],
  };
  for (const isAgain of [false, true]) {
    const keys = await findKeys(client, isAgain);
    if (keys === null) return null;
    try {
      return (await jwtVerify(assertion, keys, options)).payload;
    } catch (error) {
      const isOtherKey =
        error instanceof errors.JWKSNoMatchingKey ||
        error instanceof errors.JWSSignatureVerificationFailed;
      if (!isOtherKey) return null;
    }
  }
  return null;
}

/**
 * Checks that a client signed an assertion for this server, just now and not before (RFC 7523, 3).
 * @throws OAuthError invalid_client, whatever is wrong
 */
export async function checkAssertion(
  deps: AssertionDeps,
  assertion: string,
  client: Client,
): Promise<void> {
  const claims = await verify(deps, assertion, client);
  if (claims === null) throw invalidClient();
  const { exp = 0, iat } = claims;
  // Of the claims of others not even their types are known.
  const jti: unknown = claims.jti;
  const now = deps.clock.now().getTime() / 1000;
  // An assertion for several would be good at this server when another one has seen it.
  const [audience = '', ...others] = [claims.aud ?? []].flat();
  const isForUs = others.length === 0 && deps.audiences.includes(audience);
  const isNow = exp <= now + LIFE_S && (iat === undefined || iat <= now + SKEW_S);
  if (!isForUs || !isNow || typeof jti !== 'string' || !JTI.test(jti)) throw invalidClient();
  const forgottenAt = new Date((exp + SKEW_S + 1) * 1000);
  if (!(await deps.assertions.use(client.id, jti, forgottenAt))) throw invalidClient();
}
