import { LIMITS } from './bounded-json.js';
import {
  DocumentNotAvailable,
  knownContexts,
  loadContext,
  type DocumentLoader,
} from './contexts.js';
import { isObject, isRecord } from './schema-check.js';
import { unknown, type Finding, type VerifyEnvironment } from './verification.js';

type Json = Record<string, unknown>;
type Environment = Pick<VerifyEnvironment, 'contextHosts' | 'allowsOwnContexts' | 'fetchJson'>;

export interface OpenContexts {
  readonly load: DocumentLoader;
  /** The document's known contexts, where it has others, too. */
  readonly listed?: readonly string[];
  /** The addresses of the other contexts; an empty text for those that are written into the document. */
  readonly foreign: readonly string[];
}

const MOST_URL = 200;

const unlisted = (url: string): Finding =>
  unknown(
    'context_not_listed',
    `The badge uses terms from ${url.slice(0, MOST_URL)}, which is not known here.`,
    { values: { url: url.slice(0, MOST_URL) } },
  );

const unfit = unknown(
  'context_unfit',
  'The badge defines terms of its own that cannot be used here.',
);

const unreachable = (url: string): Finding =>
  unknown(
    'context_unreachable',
    `The badge uses terms from ${url.slice(0, MOST_URL)}, which could not be fetched.`,
    { values: { url: url.slice(0, MOST_URL) } },
  );

/** Lists every unknown context anywhere in a document; null where there are too many. */
function foreignIn(document: Json): unknown[] | null {
  const most = isRecord(document) ? LIMITS.recordContexts : LIMITS.contexts;
  const found: unknown[] = [];
  let seen = 0;
  const look = (part: unknown): boolean => {
    if (typeof part !== 'object' || part === null) return true;
    return Object.entries(part).every(([key, member]) => {
      const contexts: unknown[] = key === '@context' ? [member].flat() : [];
      seen += contexts.length;
      found.push(...contexts.filter((one) => !knownContexts.has(one as string)));
      // Members of an embedded context are not visited here; the JSON-LD processor reads them.
      return seen <= most && (key === '@context' || look(member));
    });
  };
  return look(document) ? found : null;
}

const isAllowed = (url: string, hosts: readonly string[] = []): boolean =>
  URL.canParse(url) && new URL(url).protocol === 'https:' && hosts.includes(new URL(url).host);

/** Creates a loader of known contexts, and of a few at hosts that the operator allows. */
function createLoader({ contextHosts, fetchJson }: Environment): DocumentLoader {
  let fetched = 0;
  return async (url) => {
    if (knownContexts.has(url)) return loadContext(url);
    if (!isAllowed(url, contextHosts) || ++fetched > LIMITS.contexts)
      throw new DocumentNotAvailable('context_not_listed', url);
    const document = await fetchJson(url);
    return { contextUrl: null, documentUrl: url, document };
  };
}

/**
 * Examines a document's contexts before JSON-LD does. Known contexts come from packages; others are allowed only at
 * hosts that the operator allows. A context written into the document defines terms and no signature covers it: whoever
 * passes a badge on could add one, so the operator has to allow these, too.
 */
export async function openContexts(
  document: Json,
  environment: Environment,
): Promise<OpenContexts | { readonly problem: Finding }> {
  const foreign = foreignIn(document);
  if (foreign === null) return { problem: unfit };
  if (foreign.length === 0) return { load: loadContext, foreign: [] };
  const load = createLoader(environment);
  for (const context of foreign) {
    if (isObject(context) ? environment.allowsOwnContexts !== true : typeof context !== 'string')
      return { problem: unfit };
    if (typeof context !== 'string') continue;
    if (!isAllowed(context, environment.contextHosts)) return { problem: unlisted(context) };
    const isThere = await environment.fetchJson(context).then(isObject, () => false);
    if (!isThere) return { problem: unreachable(context) };
  }
  return {
    load,
    listed: [document['@context']]
      .flat()
      .filter((one) => knownContexts.has(one as string)) as string[],
    foreign: foreign.map((one) => (typeof one === 'string' ? one : '')),
  };
}
