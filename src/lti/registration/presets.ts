import { omitUndefined } from '../../base/index.js';
import { BLACKBOARD } from '../platform/blackboard.js';
import { originOf } from '../platform/framing.js';
import { BRIGHTSPACE } from '../platform/token-audience.js';
import type { PlatformFamily } from '../platform/platform.js';

/** A learning platform as an administrator chooses it from a list. */
export const PRODUCTS = [
  ...(['moodle', 'canvas', 'blackboard', 'brightspace', 'openedx', 'sakai', 'other'] as const),
];
export type Product = (typeof PRODUCTS)[number];

/** The addresses of a registration, as far as they are known. */
export interface Addresses {
  readonly issuer?: string | undefined;
  readonly authorizationUrl?: string | undefined;
  readonly tokenUrl?: string | undefined;
  readonly jwksUrl?: string | undefined;
  readonly tokenAudience?: string | undefined;
}

/** What the product says by itself, of a site's address and a client's id (docs/platforms.md says by which source). */
const PRESETS: Readonly<Record<Product, (site: string, clientId: string) => Addresses>> = {
  moodle: (site) => ({
    authorizationUrl: `${site}/mod/lti/auth.php`,
    tokenUrl: `${site}/mod/lti/token.php`,
    jwksUrl: `${site}/mod/lti/certs.php`,
  }),
  canvas: () => ({}),
  blackboard: (_site, clientId) => ({
    issuer: BLACKBOARD.issuer,
    authorizationUrl: BLACKBOARD.authorizationUrl,
    tokenUrl: BLACKBOARD.tokenUrl,
    jwksUrl: `${BLACKBOARD.applications}/${encodeURIComponent(clientId)}/jwks.json`,
  }),
  brightspace: (site) => ({
    authorizationUrl: `${site}/d2l/lti/authenticate`,
    jwksUrl: `${site}/d2l/.well-known/jwks`,
    // One token endpoint for all schools; a client assertion that names it, or two audiences, is refused there.
    ...BRIGHTSPACE,
  }),
  // Each block, or reusable configuration, has a key set and a token endpoint of its own: these are copied from its page.
  openedx: (site) => ({ authorizationUrl: `${site}/api/lti_consumer/v1/launch/` }),
  // The issuer of a tool that belongs to one site is the server's address and `/site/…`; the endpoints are the server's, and that
  // of tokens ends in the number of the tool.
  sakai: (site) => ({
    authorizationUrl: `${originOf(site) ?? site}/imsoidc/lti13/oidc_auth`,
    jwksUrl: `${originOf(site) ?? site}/imsblis/lti13/keyset`,
  }),
  other: () => ({}),
};

/** How this program treats a product: most by the standard alone. */
export const familyOfProduct = (product: Product): PlatformFamily =>
  product === 'moodle' || product === 'canvas' ? product : 'other';

/** @returns the addresses that were typed, with what the product says by itself where nothing was */
export function withPreset(product: Product, typed: Addresses, clientId: string): Addresses {
  const site = (typed.issuer ?? '').replace(/\/$/, '');
  const preset = site === '' && product !== 'blackboard' ? {} : PRESETS[product](site, clientId);
  const given = Object.entries(typed).filter(([, value]) => value !== undefined && value !== '');
  return omitUndefined({ ...preset, ...(Object.fromEntries(given) as Addresses) });
}
