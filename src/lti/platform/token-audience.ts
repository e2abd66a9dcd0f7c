import { originOf } from './framing.js';

/** Brightspace: one token endpoint for all schools, with an audience on another host. */
export const BRIGHTSPACE = {
  tokenUrl: 'https://auth.brightspace.com/core/connect/token',
  tokenAudience: 'https://api.brightspace.com/auth/token',
} as const;

/**
 * Whether a client assertion for a token endpoint may name this audience. A platform that could choose freely would be sent an
 * assertion of this tool that is good at another platform (RFC 7523, 3 and 8).
 * @param vouched origins that the operator named
 */
export function mayBeAudience(
  tokenUrl: string,
  audience: string,
  vouched: readonly string[] = [],
): boolean {
  if (tokenUrl === BRIGHTSPACE.tokenUrl && audience === BRIGHTSPACE.tokenAudience) return true;
  const origin = originOf(audience);
  return origin !== undefined && (origin === originOf(tokenUrl) || vouched.includes(origin));
}
