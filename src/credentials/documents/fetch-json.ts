import { LRUCache } from 'lru-cache';
import { NotFound, type Clock, type Outbound } from '../../base/index.js';
import type { FetchHow } from '../verify/index.js';
import type { Addresses } from '../issuer/addresses.js';
import { readFetched } from './documents-for-tasks.js';

const KEPT_FOR_MS = 60_000;
const FAILURE_KEPT_FOR_MS = 10_000;
/**
 * How long a document that was fetched as new serves such requests, in milliseconds: strangers decide how often it is
 * requested.
 */
const NEW_FOR_MS = 5_000;
const MOST_KEPT = 500;
/** The most bytes of all kept documents. */
const MOST_KEPT_BYTES = 33_554_432;
const MOST_BYTES = 1_048_576;
const TIMEOUT_MS = 5_000;

/**
 * @param origin whose documents are asked for: PUBLIC_URL, or an issuer's own host
 * @returns a document of this installation without the network
 */
export type OwnDocuments = (path: string, origin: string) => Promise<unknown>;

export interface HowToFetch extends FetchHow {
  /** What was fetched a while ago will not do. */
  readonly isNew?: boolean;
}

/** Fetches a document by its address, or fails: the text of another's, unread, or one of our own as an object. */
export type FetchText = (url: string, how?: HowToFetch) => Promise<unknown>;

/** Fetches and parses a document, for documents that are known to be this installation's. */
export type FetchJson = (url: string) => Promise<unknown>;

interface Fetched {
  readonly text: string;
  readonly bytes: number;
}

interface Kept {
  readonly text: Promise<string>;
  readonly at: number;
  until: number;
}

/** Caches fetched documents, bounded in number and size, whatever strangers serve. */
function createKept(clock: Clock) {
  const kept = new LRUCache<string, Kept>({ max: MOST_KEPT, maxSize: MOST_KEPT_BYTES });
  return {
    find(key: string, isNew: boolean): Promise<string> | undefined {
      const held = kept.get(key);
      const now = clock.now().getTime();
      const isFit = held && held.until > now && !(isNew && held.at + NEW_FOR_MS <= now);
      return isFit ? held.text : undefined;
    },
    keep(key: string, fetched: Promise<Fetched>): Promise<string> {
      const text = fetched.then((one) => one.text);
      const now = clock.now().getTime();
      const held: Kept = { text, at: now, until: now + KEPT_FOR_MS };
      kept.set(key, held, { size: 1 });
      // The size of a document is known only after it was fetched.
      const weigh = ({ bytes }: Fetched): void => {
        if (kept.peek(key) !== held) return;
        kept.set(key, { text, at: now, until: held.until }, { size: bytes + 1 });
      };
      fetched.then(weigh, () => (held.until = now + FAILURE_KEPT_FOR_MS));
      return text;
    },
  };
}

/** A site may answer with and without `www.`. */
const siteOf = ({ protocol, host }: URL): string => `${protocol}//${host.replace(/^www\./, '')}`;

/**
 * Fetches DID documents, keys and status lists: our own in this process, others through the guarded way
 * out, bounded in size and time, kept for a minute (failures for ten seconds). What is no address fails like one
 * that nothing answers at. Unless it may move, a document comes from the site of its address: a page that redirects
 * wherever it is told to would let anybody speak for its domain.
 */
export function createFetchText(deps: {
  readonly outbound: Pick<Outbound, 'fetch'>;
  readonly clock: Clock;
  readonly addresses: Pick<Addresses, 'publicUrl' | 'issuerAt'>;
  readonly own: OwnDocuments;
}): FetchText {
  const { outbound, clock, own, addresses } = deps;
  const { publicUrl } = addresses;
  const { host, origin } = new URL(publicUrl);
  const kept = createKept(clock);

  const fetchElsewhere = async (url: string, mayMove: boolean): Promise<Fetched> => {
    const site = siteOf(new URL(url));
    const answer = await outbound.fetch(url, {
      headers: {
        accept:
          'application/did+json, application/vc, application/ld+json, application/json, application/vc+jwt;q=0.9, application/jwt;q=0.9',
      },
      maxBytes: MOST_BYTES,
      timeoutMs: TIMEOUT_MS,
      redirects: 3,
      mayLeadTo: (next) => mayMove || siteOf(next) === site,
    });
    if (answer.status !== 200) throw new NotFound('document_not_found', `${url} is not there.`);
    return { text: answer.text(), bytes: answer.bytes.byteLength };
  };

  return async (url, { isNew = false, mayMove = false } = {}) => {
    const address = new URL(url);
    // did:web implies https; in a demo this installation's loopback address uses http.
    const isOwn =
      address.origin === origin || (address.host === host && origin.startsWith('http:'));
    if (isOwn) return own(address.pathname, publicUrl);
    // What is an issuer's own host is served here, wherever its name leads at this moment.
    if ((await addresses.issuerAt(address.origin)) !== null)
      return own(address.pathname, address.origin);
    const key = JSON.stringify([url, mayMove]);
    return kept.find(key, isNew) ?? kept.keep(key, fetchElsewhere(url, mayMove));
  };
}

/** Creates the fetching of documents that are parsed in this process: for own badges, whose documents are local. */
export const createFetchJson =
  (fetchText: FetchText): FetchJson =>
  async (url) =>
    readFetched(await fetchText(url));
