import { z } from 'zod';
import {
  isOk,
  omitUndefined,
  UpstreamFailed,
  type Outbound,
  type OutboundResponse,
} from '../../base/index.js';
import { BUDGET } from './discover.js';
import type { BackpackHost } from './host-store.js';

/** What a backpack gives for a code or a refresh token. */
export interface Given {
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** Seconds. */
  readonly expiresIn: number;
}

const DEFAULT_S = 3_600;

const given = z.object({
  access_token: z.string().min(1).max(10_000),
  refresh_token: z.string().min(1).max(10_000).optional(),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().int().min(1).max(31_536_000).catch(DEFAULT_S),
});
const refusal = z.object({ error: z.string().max(100) });

/** A backpack refused the authorisation that it had given: its person took it back there. */
export const linkEnded = (): UpstreamFailed =>
  new UpstreamFailed('backpack_link_ended', 'The backpack no longer lets Laurel send badges.', {
    action: 'Connect it again.',
  });

export const backpackFailed = (cause: string): UpstreamFailed =>
  new UpstreamFailed('backpack_failed', 'The backpack did not take it.', {
    action: 'Try again later, or connect the backpack again.',
    cause: new Error(cause),
  });

/** RFC 6749, 2.3.1: both parts are form-encoded before they are joined. */
export function basicOf({ clientId, clientSecret }: BackpackHost): string {
  const encode = (text: string) => new URLSearchParams([['', text]]).toString().slice(1);
  const joined = `${encode(clientId)}:${encode(clientSecret)}`;
  return `Basic ${Buffer.from(joined).toString('base64')}`;
}

function errorOf(answer: OutboundResponse): string {
  try {
    const read = refusal.safeParse(JSON.parse(answer.text()));
    return read.success ? read.data.error : '';
  } catch {
    return '';
  }
}

/** How backpacks are asked. */
export interface Asking {
  readonly outbound: Pick<Outbound, 'fetch'>;
  /** Drops a registration that the host does not know any more. */
  readonly forget: (host: BackpackHost) => Promise<void>;
}

/**
 * Asks a backpack's token endpoint.
 * @throws UpstreamFailed `backpack_link_ended`, `backpack_failed`, or what the way out throws
 */
export async function askToken(
  { outbound, forget }: Asking,
  host: BackpackHost,
  url: string,
  fields: Readonly<Record<string, string>>,
): Promise<Given> {
  const answer = await outbound.fetch(url, {
    ...BUDGET,
    method: 'POST',
    headers: {
      authorization: basicOf(host),
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: new URLSearchParams(fields).toString(),
  });
  const error = errorOf(answer);
  // A host that knows its client no more has forgotten what it gave it, too.
  if (error === 'invalid_client') await forget(host);
  if (['invalid_grant', 'invalid_client'].includes(error)) throw linkEnded();
  const read = isOk(answer) ? given.safeParse(answer.json()) : null;
  if (read?.success !== true) throw backpackFailed(`token: HTTP ${answer.status} ${error}`);
  const { access_token: accessToken, refresh_token: refreshToken, expires_in } = read.data;
  return omitUndefined({ accessToken, refreshToken, expiresIn: expires_in });
}
