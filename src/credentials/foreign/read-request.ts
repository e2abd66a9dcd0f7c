import { z } from 'zod';
import { InvalidInput, omitUndefined } from '../../base/index.js';
import { decodeUtf8, parseBounded, Unreadable } from '../verify/bounded-json.js';

/** The body of a request to verify something, as it came. */
export interface RequestBody {
  readonly bytes: Uint8Array;
  /** The media type that the request states. */
  readonly type: string;
}

/** What is to be verified, and the e-mail address to compare with its recipient. */
export interface VerifyInput {
  readonly input: string | Uint8Array;
  readonly email?: string;
  /** Whether what the issuer says now is fetched, too, and compared. */
  readonly compare?: boolean;
}

/** Fetches a badge by its address. */
type FetchBadge = (url: string) => Promise<string | Uint8Array>;

const email = z.email().max(254).optional();
const compare = z.boolean().optional();
const wrapped = z.union([
  z.object({
    credential: z.union([z.string(), z.record(z.string(), z.unknown())]),
    email,
    compare,
  }),
  z.object({ verifiableCredential: z.record(z.string(), z.unknown()), email, compare }),
  z.object({ verifiablePresentation: z.record(z.string(), z.unknown()), email, compare }),
  z.object({ jwt: z.string(), email, compare }),
  z.object({ url: z.url({ protocol: /^https?$/ }).max(2_000), email, compare }),
]);

const unusable = (): InvalidInput =>
  new InvalidInput('nothing_to_verify', 'There is nothing here that could be verified.', {
    status: 400,
    action:
      'Send a badge as JSON, JWT, PNG, SVG or PDF, a ZIP that holds one, or JSON with one of credential, jwt or url and, if you like, email.',
  });

const textOf = (value: string | object): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

async function inputOf(data: z.infer<typeof wrapped>, fetchBadge: FetchBadge) {
  if ('credential' in data) return textOf(data.credential);
  if ('verifiableCredential' in data) return textOf(data.verifiableCredential);
  if ('verifiablePresentation' in data) return textOf(data.verifiablePresentation);
  return 'jwt' in data ? data.jwt : fetchBadge(data.url);
}

const isJson = (type: string): boolean => /^application\/([\w.+-]+\+)?json\b/i.test(type);

/** Parses JSON; null where it exceeds the limits, which the verification then reports. */
function parse(text: string): unknown {
  try {
    return parseBounded(text);
  } catch (error) {
    if (!(error instanceof Unreadable) || error.code !== 'not_json') return null;
    throw new InvalidInput('request_unreadable', 'What was sent could not be read.', {
      status: 400,
      action: 'Go back and try again.',
      cause: error,
    });
  }
}

/**
 * Reads the body of a request to verify: a badge in any format, or JSON that contains or names one.
 * @throws InvalidInput `nothing_to_verify`, `request_unreadable`; UpstreamFailed `badge_unreachable`
 */
export async function readRequest(
  { bytes, type }: RequestBody,
  fetchBadge: FetchBadge,
): Promise<VerifyInput> {
  if (bytes.length === 0) throw unusable();
  if (!isJson(type)) return { input: bytes };
  const text = decodeUtf8(bytes);
  if (text.trim() === '') throw unusable();
  const body = parse(text);
  if (body === null && text.trim() !== 'null') return { input: text };
  if (typeof body !== 'object' || body === null || Object.keys(body).length === 0) throw unusable();
  // The badge is kept as it was written, since the signed thing is a text.
  if ('@context' in body) return { input: text };
  const parsed = wrapped.safeParse(body);
  if (!parsed.success) throw unusable();
  const input = await inputOf(parsed.data, fetchBadge);
  return omitUndefined({ input, email: parsed.data.email, compare: parsed.data.compare });
}
