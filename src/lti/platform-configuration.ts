import { z } from 'zod';
import { InvalidInput, type Outbound } from '../base/index.js';
import { CANVAS_INSTANCES } from './canvas-instances.js';
import type { PlatformFamily } from './platform.js';

/** What a platform says of itself for registration (LTI Dynamic Registration 1.0, 3.3). */
export interface PlatformConfiguration {
  readonly configurationUrl: string;
  readonly issuer: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly jwksUrl: string;
  readonly registrationUrl: string;
  readonly family: PlatformFamily;
  readonly version: string;
  readonly scopes?: readonly string[];
}

const address = z.url({ protocol: /^https?$/ }).max(2_000);
const schema = z.object({
  issuer: address,
  authorization_endpoint: address,
  token_endpoint: address,
  jwks_uri: address,
  registration_endpoint: address,
  scopes_supported: z.array(z.string().max(500)).max(100).optional().catch(undefined),
  'https://purl.imsglobal.org/spec/lti-platform-configuration': z
    .object({
      product_family_code: z.string().max(100).catch(''),
      version: z.string().max(200).catch(''),
    })
    .optional()
    .catch(undefined),
});

function refuse(code: string, message: string, cause?: unknown): InvalidInput {
  return new InvalidInput(code, message, {
    action: 'Ask the person who invited you, with the reference below.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function familyOf(code: string | undefined): PlatformFamily {
  const family = code?.toLowerCase() ?? '';
  if (family.includes('moodle')) return 'moodle';
  return family.includes('canvas') ? 'canvas' : 'other';
}

/**
 * Hosted Canvas is spread over origins, all of them known, except that registration is on the school's own domain:
 * named by Canvas itself, or by that same domain.
 */
function isKnownCanvas(found: PlatformConfiguration): boolean {
  const { issuer, authorizationUrl, tokenUrl, jwksUrl } = found;
  const row = Object.values(CANVAS_INSTANCES).find((instance) => instance.issuer === issuer);
  if (row === undefined) return false;
  const endpoints = [authorizationUrl, tokenUrl, jwksUrl].map((url) => new URL(url).origin);
  const sayers = [row.issuer, row.ssoOrigin, new URL(found.registrationUrl).origin];
  return (
    endpoints.every((origin) => origin === row.ssoOrigin) &&
    sayers.includes(new URL(found.configurationUrl).origin)
  );
}

/** Whether every address is one origin, a row of the Canvas table, or vouched for. */
export function checkOrigins(found: PlatformConfiguration, vouched: readonly string[]): void {
  const { configurationUrl, issuer, authorizationUrl, tokenUrl, jwksUrl, registrationUrl } = found;
  const origins = [
    ...[configurationUrl, issuer, authorizationUrl],
    ...[tokenUrl, jwksUrl, registrationUrl],
  ].map((url) => new URL(url).origin);
  if (new Set(origins).size === 1 || isKnownCanvas(found)) return;
  if (origins.every((origin) => vouched.includes(origin))) return;
  throw refuse(
    'registration_origins',
    'The addresses this platform gives are not on one site, so Laurel cannot tell whether they belong together.',
    new Error([...new Set(origins)].join(' ')),
  );
}

/**
 * Reads a platform's openid-configuration. Canvas wants the registration token for it already.
 * @param vouched origins the administrator named in the invitation
 * @throws InvalidInput `registration_unreadable`, `registration_origins`; UpstreamFailed for private or http addresses
 */
export async function fetchPlatformConfiguration(
  outbound: Outbound,
  request: {
    readonly url: string;
    readonly token: string | undefined;
    readonly vouched: readonly string[];
    /** Whether a browser may be sent there: the rules of the way out, for addresses we do not fetch ourselves. */
    readonly isAllowed: (url: string) => boolean;
  },
): Promise<PlatformConfiguration> {
  if (!address.safeParse(request.url).success || !request.isAllowed(request.url)) {
    throw refuse('registration_address', 'Laurel registers at public https addresses alone.');
  }
  const response = await outbound.fetch(request.url, {
    headers: {
      accept: 'application/json',
      ...(request.token === undefined ? {} : { authorization: `Bearer ${request.token}` }),
    },
    maxBytes: 256 * 1024,
  });
  const parsed = schema.safeParse(response.status === 200 ? response.json() : null);
  if (!parsed.success) {
    const cause = new Error(`HTTP ${response.status}`, { cause: parsed.error });
    throw refuse('registration_unreadable', 'The platform did not say how to register.', cause);
  }
  const { issuer, ...rest } = parsed.data;
  const about = rest['https://purl.imsglobal.org/spec/lti-platform-configuration'];
  const found: PlatformConfiguration = {
    configurationUrl: request.url,
    issuer,
    authorizationUrl: rest.authorization_endpoint,
    tokenUrl: rest.token_endpoint,
    jwksUrl: rest.jwks_uri,
    registrationUrl: rest.registration_endpoint,
    family: familyOf(about?.product_family_code),
    version: about?.version ?? '',
    ...(rest.scopes_supported === undefined ? {} : { scopes: rest.scopes_supported }),
  };
  const all = [
    issuer,
    found.authorizationUrl,
    found.tokenUrl,
    found.jwksUrl,
    found.registrationUrl,
  ];
  if (!all.every(request.isAllowed)) {
    throw refuse('registration_address', 'Laurel registers at public https addresses alone.');
  }
  checkOrigins(found, request.vouched);
  return found;
}
