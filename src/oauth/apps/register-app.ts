import { z } from 'zod';
import { omitUndefined, randomId, type Clock } from '../../base/index.js';
import { OAuthError } from '../oauth-error.js';
import { hashSecret, newSecret } from '../token.js';
import { OFFLINE, type App } from './app.js';
import type { AppStore } from './app-store.js';

/** An app that nobody has let do anything goes after so long. */
const UNUSED_MS = 24 * 3_600_000;

const MOST_REDIRECTS = 10;
const address = z
  .string()
  .max(2_000)
  .refine((text) => URL.canParse(text));
const metadata = z.object({
  client_name: z.string().trim().min(1).max(100),
  client_uri: address,
  logo_uri: address.optional(),
  tos_uri: address.optional(),
  policy_uri: address.optional(),
  software_id: z.string().max(200).optional(),
  software_version: z.string().max(100).optional(),
  redirect_uris: z.array(address).min(1).max(MOST_REDIRECTS),
  scope: z.string().max(2_000),
  token_endpoint_auth_method: z.literal('client_secret_basic').default('client_secret_basic'),
  // Who names none and asks for offline_access means both.
  grant_types: z
    .array(z.enum(['authorization_code', 'refresh_token']))
    .min(1)
    .default(['authorization_code', 'refresh_token']),
  response_types: z.array(z.literal('code')).default(['code']),
});

type Metadata = z.output<typeof metadata>;

const wrong = (words: string): OAuthError => new OAuthError('invalid_client_metadata', words);

/** Every address is https and of one host (Open Badges 3.0 API, 7.1.1): consent names that host. */
function checkAddresses(asked: Metadata, allowsLoopback: boolean): void {
  const { client_uri, logo_uri, tos_uri, policy_uri, redirect_uris } = asked;
  const all = [client_uri, logo_uri, tos_uri, policy_uri, ...redirect_uris].filter(
    (each) => each !== undefined,
  );
  const urls = all.map((each) => new URL(each));
  const isSafe = ({ protocol, hostname }: URL): boolean =>
    protocol === 'https:' || (allowsLoopback && protocol === 'http:' && hostname === 'localhost');
  if (new Set(urls.map(({ host }) => host)).size > 1 || !urls.every(isSafe))
    throw wrong('Every address has to be https and of one host.');
  if (redirect_uris.some((each) => each.includes('#') || new URL(each).username !== ''))
    throw new OAuthError('invalid_redirect_uri', 'A redirect_uri has no fragment and no password.');
}

/**
 * Registers an app (RFC 7591, 3).
 * @param known the scopes that there are; others are left out
 * @returns what is answered @throws OAuthError invalid_client_metadata, invalid_redirect_uri
 */
export async function registerApp(
  deps: {
    readonly apps: Pick<AppStore, 'insert'>;
    readonly clock: Clock;
    readonly known: readonly string[];
    readonly allowsLoopback: boolean;
  },
  body: unknown,
): Promise<object> {
  const read = metadata.safeParse(body);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw wrong(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  checkAddresses(read.data, deps.allowsLoopback);
  const refreshes = read.data.grant_types.includes('refresh_token');
  const scopes = [...new Set(read.data.scope.split(' '))].filter(
    (one) => deps.known.includes(one) && (refreshes || one !== OFFLINE),
  );
  if (scopes.length === 0) throw wrong(`scope: there are ${deps.known.join(' ')}.`);
  const now = deps.clock.now();
  const app: App = omitUndefined({
    id: randomId(),
    name: read.data.client_name,
    uri: read.data.client_uri,
    termsUri: read.data.tos_uri,
    policyUri: read.data.policy_uri,
    redirectUris: read.data.redirect_uris,
    scopes,
    registeredAt: now,
  });
  const secret = newSecret('client');
  await deps.apps.insert(app, hashSecret(secret), new Date(now.getTime() + UNUSED_MS));
  return {
    ...read.data,
    scope: scopes.join(' '),
    client_id: app.id,
    client_secret: secret,
    client_id_issued_at: Math.floor(now.getTime() / 1000),
    client_secret_expires_at: 0,
  };
}
