import { z } from 'zod';
import { isOk, omitUndefined, type Clock, type Outbound } from '../../base/index.js';
import { OFFLINE } from '../../oauth/index.js';
import { OB_SCOPES } from '../scopes.js';
import { backpackFailed } from './ask-token.js';
import { BUDGET } from './discover.js';
import { hostIdOf, type BackpackHost } from './host-store.js';
import type { HostDescription } from './service-description.js';

const registered = z.object({
  client_id: z.string().min(1).max(2_000),
  client_secret: z.string().min(1).max(2_000),
  client_secret_expires_at: z.coerce.number().int().min(0).catch(0),
});

/** What is asked for: to put badges in, and to go on doing so. */
export const WANTED = `${OB_SCOPES.upsert} ${OFFLINE}`;

/**
 * Registers Laurel at a backpack (RFC 7591; Open Badges 3.0 API, 7.1.1).
 * @throws UpstreamFailed `backpack_failed`, or what the way out throws
 */
export async function registerClient(
  deps: { readonly outbound: Pick<Outbound, 'fetch'>; readonly clock: Clock },
  host: HostDescription,
  publicUrl: string,
  redirectUri: string,
): Promise<BackpackHost> {
  // Every address is of one host, as the standard wants it.
  const metadata = {
    client_name: 'Laurel',
    client_uri: publicUrl,
    logo_uri: `${publicUrl}/public/logo.svg`,
    tos_uri: `${publicUrl}/help/learners`,
    policy_uri: `${publicUrl}/help/learners`,
    software_id: 'laurel',
    software_version: '0.1.0',
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    scope: WANTED,
  };
  const answer = await deps.outbound.fetch(host.registrationUrl, {
    ...BUDGET,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(metadata),
  });
  const read = isOk(answer) ? registered.safeParse(answer.json()) : null;
  if (read?.success !== true) throw backpackFailed(`registration: HTTP ${answer.status}`);
  const { client_id: clientId, client_secret: clientSecret } = read.data;
  const until = read.data.client_secret_expires_at;
  return omitUndefined({
    ...host,
    id: hostIdOf(host),
    clientId,
    clientSecret,
    redirectUri,
    registeredAt: deps.clock.now(),
    secretExpiresAt: until === 0 ? undefined : new Date(until * 1000),
  });
}
