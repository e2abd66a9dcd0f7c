import { NotFound, type Clock, type Outbound } from '../base/index.js';
import { parseBounded } from './verify/bounded-json.js';

const KEPT_FOR_MS = 60_000;
const FAILURE_KEPT_FOR_MS = 10_000;
/** Somebody who asks for what is new is not asked for again within this time: strangers decide how often they ask. */
const NEW_FOR_MS = 5_000;
const MOST_KEPT = 500;
/** Of all that is kept. */
const MOST_KEPT_BYTES = 33_554_432;
const MOST_BYTES = 1_048_576;
const TIMEOUT_MS = 5_000;
const COMPACT_JWS = /^eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** Documents of this installation, answered without a detour over the network; null: not one of its own. */
export type OwnDocuments = (path: string) => Promise<unknown>;

/** Fetches a JSON document by its address, or fails. `isNew`: what was fetched a while ago will not do. */
export type FetchJson = (url: string, how?: { readonly isNew: boolean }) => Promise<unknown>;

interface Fetched {
  readonly document: unknown;
  readonly bytes: number;
}

interface Kept {
  readonly document: Promise<unknown>;
  /** How long the text was that it was read from; 0 while it is on its way. */
  bytes: number;
  readonly at: number;
  until: number;
}

/** What was fetched of late, the oldest going first: bounded in number and size, whatever strangers serve. */
function createKept(clock: Clock) {
  const kept = new Map<string, Kept>();
  let total = 0;
  const drop = (url: string): void => {
    total -= kept.get(url)?.bytes ?? 0;
    kept.delete(url);
  };
  const dropOldest = (): void => {
    for (const url of kept.keys()) {
      if (kept.size <= MOST_KEPT && total <= MOST_KEPT_BYTES) return;
      drop(url);
    }
  };
  return {
    find(url: string, isNew: boolean): Promise<unknown> | undefined {
      const held = kept.get(url);
      const now = clock.now().getTime();
      const isFit = held && held.until > now && !(isNew && held.at + NEW_FOR_MS <= now);
      return isFit ? held.document : undefined;
    },
    keep(url: string, fetched: Promise<Fetched>): Promise<unknown> {
      const document = fetched.then((one) => one.document);
      const now = clock.now().getTime();
      const held: Kept = { document, bytes: 0, at: now, until: now + KEPT_FOR_MS };
      drop(url);
      kept.set(url, held);
      dropOldest();
      const weigh = ({ bytes }: Fetched): void => {
        if (kept.get(url) !== held) return;
        held.bytes = bytes;
        total += bytes;
        dropOldest();
      };
      fetched.then(weigh, () => (held.until = now + FAILURE_KEPT_FOR_MS));
      return document;
    },
  };
}

/**
 * Fetches DID documents, keys and status lists: our own in this process, others through the guarded way
 * out, bounded in size and time, kept for a minute (failures for ten seconds). What is no address fails like one
 * that nothing answers at.
 */
export function createFetchJson(deps: {
  readonly outbound: Pick<Outbound, 'fetch'>;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly own: OwnDocuments;
}): FetchJson {
  const { outbound, clock, own } = deps;
  const { host, origin } = new URL(deps.publicUrl);
  const kept = createKept(clock);

  const fetchElsewhere = async (url: string): Promise<Fetched> => {
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
    const document = COMPACT_JWS.test(text) ? text : parseBounded(text);
    return { document, bytes: answer.bytes.byteLength };
  };

  return async (url, { isNew } = { isNew: false }) => {
    const address = new URL(url);
    // did:web says https; our own loopback address in a demo speaks http.
    const isOwn =
      address.origin === origin || (address.host === host && origin.startsWith('http:'));
    if (isOwn) return own(address.pathname);
    return kept.find(url, isNew) ?? kept.keep(url, fetchElsewhere(url));
  };
}
