import { NotFound, type Clock, type Outbound } from '../base/index.js';
import { parseBounded } from './verify/bounded-json.js';

const KEPT_FOR_MS = 60_000;
const FAILURE_KEPT_FOR_MS = 10_000;
const MOST_KEPT = 500;
const MOST_BYTES = 1_048_576;
const TIMEOUT_MS = 5_000;
const COMPACT_JWS = /^eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** Documents of this installation, answered without a detour over the network; null: not one of its own. */
export type OwnDocuments = (path: string) => Promise<unknown>;

/** Fetches a JSON document by its address, or fails. */
export type FetchJson = (url: string) => Promise<unknown>;

interface Kept {
  readonly until: number;
  readonly document: Promise<unknown>;
}

/**
 * Fetches DID documents, keys and status lists: our own in this process, others through the guarded way
 * out, bounded in size and time, kept for a minute (failures for ten seconds).
 */
export function createFetchJson(deps: {
  readonly outbound: Pick<Outbound, 'fetch'>;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly own: OwnDocuments;
}): FetchJson {
  const { outbound, clock, own } = deps;
  const { host, origin } = new URL(deps.publicUrl);
  const kept = new Map<string, Kept>();

  const fetchElsewhere = async (url: string): Promise<unknown> => {
    const answer = await outbound.fetch(url, {
      headers: {
        accept:
          'application/did+json, application/vc, application/ld+json, application/json, application/vc+jwt;q=0.9, application/jwt;q=0.9',
      },
      maxBytes: MOST_BYTES,
      timeoutMs: TIMEOUT_MS,
      redirects: 3,
    });
    if (answer.status !== 200) throw new NotFound('document_not_found', `${url} is not there.`);
    const text = answer.text().trim();
    // A status list may be a VC-JWT, which is text as it is.
    return COMPACT_JWS.test(text) ? text : parseBounded(text);
  };

  const keep = (url: string, document: Promise<unknown>): void => {
    const now = clock.now().getTime();
    const oldest = kept.keys().next().value;
    if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(url, { document, until: now + KEPT_FOR_MS });
    document.catch(() => kept.set(url, { document, until: now + FAILURE_KEPT_FOR_MS }));
  };

  return (url) => {
    const address = new URL(url);
    // did:web says https; our own loopback address in a demo speaks http.
    const isOwn =
      address.origin === origin || (address.host === host && origin.startsWith('http:'));
    if (isOwn) return own(address.pathname);
    const held = kept.get(url);
    if (held && held.until > clock.now().getTime()) return held.document;
    const document = fetchElsewhere(url);
    keep(url, document);
    return document;
  };
}
