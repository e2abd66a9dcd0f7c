import { compactVerify, decodeJwt, decodeProtectedHeader, errors, type JWK } from 'jose';
import type { PlatformKeys } from '../keys/platform-keys.js';
import { requireClauses } from './clause.js';
import { ID_TOKEN_CLAUSES, type Expected } from './launch-clauses.js';
import { forged } from './refusals.js';

/** A verified id_token: its claims and the platform's key that its signature matched. */
export interface CheckedIdToken {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly key: JWK;
  readonly expiresAt: Date;
}

type Claims = CheckedIdToken['claims'];

async function verifySignature(idToken: string, key: JWK): Promise<Claims> {
  try {
    // jose keeps what it made of a key for as long as the key's object is kept.
    const { payload } = await compactVerify(idToken, key, { algorithms: ['RS256'] });
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
 * publishes (OIDC Core 3.1.3.7, 6 to 8), then {@link ID_TOKEN_CLAUSES}.
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
  requireClauses(ID_TOKEN_CLAUSES, { claims, expected });
  return { claims, key, expiresAt: new Date((claims['exp'] as number) * 1000) };
}

/** @returns the deployment that an id_token names (LTI 1.3 Core, 5.3.3), read before the token is verified */
export function namedDeployment(idToken: string): string | undefined {
  try {
    const named = decodeJwt(idToken)['https://purl.imsglobal.org/spec/lti/claim/deployment_id'];
    return typeof named === 'string' && named.length <= 255 ? named : undefined;
  } catch {
    return undefined;
  }
}
