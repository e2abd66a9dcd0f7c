import { z } from 'zod';
import { InvalidInput, LaurelError, UpstreamFailed, type Outbound } from '../base/index.js';
import type { Credential } from './credential.js';
import { LIMITS } from './verify/bounded-json.js';

/** What was handed in for verification, and an e-mail address to hold it against. */
export interface VerifyRequest {
  readonly input: string | Uint8Array;
  readonly email?: string;
}

const MOST_DEPTH = LIMITS.depth + 2;

/** Whether a parsed value is flat enough to be written again: walked without recursion. */
export function isWithinDepth(value: unknown): boolean {
  const open: { part: unknown; depth: number }[] = [{ part: value, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { part, depth } = next;
    if (typeof part !== 'object' || part === null) continue;
    if (depth > MOST_DEPTH) return false;
    for (const member of Object.values(part)) open.push({ part: member, depth: depth + 1 });
  }
  return true;
}

const email = z.email().max(254).optional();
const wrapped = z.union([
  z.object({ credential: z.union([z.string(), z.record(z.string(), z.unknown())]), email }),
  z.object({ verifiableCredential: z.record(z.string(), z.unknown()), email }),
  z.object({ verifiablePresentation: z.record(z.string(), z.unknown()), email }),
  z.object({ jwt: z.string(), email }),
  z.object({ url: z.url({ protocol: /^https?$/ }).max(2_000), email }),
]);

const unusable = (): InvalidInput =>
  new InvalidInput('nothing_to_verify', 'There is nothing here that could be verified.', {
    status: 400,
    action:
      'Send a badge as JSON, JWT, PNG, SVG or PDF, or JSON with one of credential, jwt or url and, if you like, email.',
  });

const textOf = (value: string | object): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** Fetches a badge by its address; a badge of this installation is found without the network. */
export type FetchBadge = (url: string) => Promise<string | Uint8Array>;

/**
 * Reads the body of a verification request as it came through the parsers.
 * @throws InvalidInput `nothing_to_verify`, UpstreamFailed `badge_unreachable`
 */
export async function readVerifyRequest(
  body: unknown,
  fetchBadge: FetchBadge,
): Promise<VerifyRequest> {
  if (typeof body === 'string' && body.trim() !== '') return { input: body };
  if (Buffer.isBuffer(body) && body.length > 0) return { input: new Uint8Array(body) };
  if (typeof body !== 'object' || body === null || Object.keys(body).length === 0) throw unusable();
  // Said by the verification itself, as of any other badge that is nested too deeply.
  if (!isWithinDepth(body)) return { input: '['.repeat(LIMITS.depth + 1) };
  if ('@context' in body) return { input: JSON.stringify(body) };
  const parsed = wrapped.safeParse(body);
  if (!parsed.success) throw unusable();
  const { email } = parsed.data;
  return {
    input: await inputOf(parsed.data, fetchBadge),
    ...(email === undefined ? {} : { email }),
  };
}

async function inputOf(
  data: z.infer<typeof wrapped>,
  fetchBadge: FetchBadge,
): Promise<string | Uint8Array> {
  if ('credential' in data) return textOf(data.credential);
  if ('verifiableCredential' in data) return textOf(data.verifiableCredential);
  if ('verifiablePresentation' in data) return textOf(data.verifiablePresentation);
  return 'jwt' in data ? data.jwt : fetchBadge(data.url);
}

export function createFetchBadge(deps: {
  readonly publicUrl: string;
  readonly outbound: Pick<Outbound, 'fetch'>;
  readonly find: (id: string) => Promise<Credential | null>;
}): FetchBadge {
  const { publicUrl, outbound, find } = deps;
  const unreachable = (cause?: unknown) =>
    new UpstreamFailed('badge_unreachable', 'There is no badge to be had at that address.', {
      action: 'Open the address yourself: is it shared, and does it need a password?',
      cause,
    });
  return async (url) => {
    if (url.startsWith(`${publicUrl}/credentials/`)) {
      const [, , id = ''] = new URL(url).pathname.split('/');
      const own = await find(id.replace(/\.json$/, ''));
      if (own === null || own.visibility === 'private') throw unreachable();
      return own.json;
    }
    try {
      const answer = await outbound.fetch(url, {
        headers: {
          accept: 'application/vc, application/ld+json, application/json, image/*, application/pdf',
        },
        redirects: 3,
        timeoutMs: 8_000,
      });
      if (answer.status !== 200) throw unreachable();
      return answer.bytes;
    } catch (error) {
      if (error instanceof LaurelError && error.code === 'badge_unreachable') throw error;
      throw unreachable(error);
    }
  };
}
