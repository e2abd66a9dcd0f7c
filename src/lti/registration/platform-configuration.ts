import { z } from 'zod';
import { type Outbound, omitUndefined } from '../../base/index.js';
import { checkConfiguration } from './check-issuer.js';
import { mayBeAudience } from '../platform/token-audience.js';
import type { PlatformFamily } from '../platform/platform.js';
import type { PlatformConfiguration } from './configuration.js';
import { refuse } from './refuse.js';

const address = z.url({ protocol: /^https?$/ }).max(2_000);
const schema = z.object({
  issuer: address,
  authorization_endpoint: address,
  token_endpoint: address,
  jwks_uri: address,
  registration_endpoint: address,
  // The audience of client assertions, where it is not the token endpoint (LTI Dynamic Registration 1.0, 3.3.1).
  authorization_server: z.string().min(1).max(2_000).optional().catch(undefined),
  scopes_supported: z.array(z.string().max(500)).max(100).optional().catch(undefined),
  'https://purl.imsglobal.org/spec/lti-platform-configuration': z
    .object({
      product_family_code: z.string().max(100).catch(''),
      version: z.string().max(200).catch(''),
    })
    .optional()
    .catch(undefined),
});

function familyOf(code: string | undefined): PlatformFamily {
  const family = code?.toLowerCase() ?? '';
  if (family.includes('moodle')) return 'moodle';
  return family.includes('canvas') ? 'canvas' : 'other';
}

/** Canvas names a host there, which is no audience of its own. */
const audienceIn = (
  said: Pick<z.infer<typeof schema>, 'token_endpoint' | 'authorization_server'>,
  vouched: readonly string[],
): string | undefined =>
  mayBeAudience(said.token_endpoint, said.authorization_server ?? '', vouched)
    ? said.authorization_server
    : undefined;

/**
 * Reads a platform's openid-configuration; Canvas requires the registration token for it.
 * @param vouched origins that the administrator named in the invitation
 * @throws InvalidInput `registration_unreadable`, `registration_origins`; UpstreamFailed for private or http addresses
 */
export async function fetchPlatformConfiguration(
  outbound: Outbound,
  request: {
    readonly url: string;
    readonly token: string | undefined;
    readonly vouched: readonly string[];
    /**
     * Whether a browser may be sent to an address: the rules of outbound requests, for addresses that the tool itself
     * does not fetch.
     */
    readonly isAllowed: (url: string) => boolean;
  },
): Promise<PlatformConfiguration> {
  if (!address.safeParse(request.url).success || !request.isAllowed(request.url)) {
    throw refuse('registration_address', 'Laurel registers at public https addresses alone.');
  }
  const response = await outbound.fetch(request.url, {
    headers: omitUndefined({
      accept: 'application/json',
      authorization: request.token === undefined ? undefined : `Bearer ${request.token}`,
    }),
    maxBytes: 256 * 1024,
  });
  const parsed = schema.safeParse(response.status === 200 ? response.json() : null);
  if (!parsed.success) {
    const cause = new Error(`HTTP ${response.status}`, { cause: parsed.error });
    throw refuse('registration_unreadable', 'The platform did not say how to register.', cause);
  }
  const { issuer, ...rest } = parsed.data;
  const about = rest['https://purl.imsglobal.org/spec/lti-platform-configuration'];
  const found: PlatformConfiguration = omitUndefined({
    configurationUrl: request.url,
    issuer,
    authorizationUrl: rest.authorization_endpoint,
    tokenUrl: rest.token_endpoint,
    tokenAudience: audienceIn(rest, request.vouched),
    jwksUrl: rest.jwks_uri,
    registrationUrl: rest.registration_endpoint,
    family: familyOf(about?.product_family_code),
    version: about?.version ?? '',
    scopes: rest.scopes_supported,
  });
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
  checkConfiguration(found, request.vouched);
  return found;
}
