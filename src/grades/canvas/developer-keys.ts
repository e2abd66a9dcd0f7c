import { isHostedCanvas, type Platform } from '../../lti/index.js';

/**
 * @returns the institution's own Canvas and its page of developer keys, as far as the registration tells: hosted Canvas
 *   has one issuer for all, and the page on which the registration began is the institution's
 */
export function developerKeysOf(platform: Pick<Platform, 'issuer' | 'frameOrigins'>): {
  readonly apiUrl: string | undefined;
  readonly page: string | undefined;
} {
  const { issuer, frameOrigins } = platform;
  const isShared = (origin: string) => isHostedCanvas(origin) || origin.includes('*');
  const own = [...frameOrigins, issuer].find((origin) => !isShared(origin) && URL.canParse(origin));
  if (own === undefined) return { apiUrl: undefined, page: undefined };
  const { origin } = new URL(own);
  return { apiUrl: origin, page: `${origin}/accounts/self/developer_keys` };
}
