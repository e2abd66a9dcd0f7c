import type { TaskContext } from '../../workers/index.js';
import { parseBounded } from '../verify/bounded-json.js';
import type { FetchHow } from '../verify/index.js';

const COMPACT_JWS = /^eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** Reads what was fetched: text that is JSON or a token, or a document of this installation. */
export function readFetched(fetched: unknown): unknown {
  if (typeof fetched !== 'string') return fetched;
  const text = fetched.trim();
  // A status list may be a VC-JWT, which is kept as text.
  return COMPACT_JWS.test(text) ? text : parseBounded(text);
}

/**
 * Creates the fetching of documents in a task: the main process fetches, and the task's own process parses. What was
 * fetched also counts as available for the badge's related resources.
 */
export function documentsFrom(call: TaskContext['call']) {
  const texts = new Map<string, string>();
  const fetchThrough =
    (isNew: boolean) =>
    async (url: string, how: FetchHow = {}): Promise<unknown> => {
      const fetched = await call('fetchText', url, { ...how, isNew });
      if (typeof fetched === 'string') texts.set(url, fetched);
      return readFetched(fetched);
    };
  const findResource = (url: string): Promise<Uint8Array | null> => {
    const text = texts.get(url);
    return Promise.resolve(text === undefined ? null : new TextEncoder().encode(text));
  };
  return { fetchJson: fetchThrough(false), fetchNew: fetchThrough(true), findResource };
}
