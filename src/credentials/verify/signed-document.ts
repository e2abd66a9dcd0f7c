import { arrangeLists } from './arrange-lists.js';
import { isWithinValues, LIMITS } from './bounded-json.js';
import { canonize } from './canonize.js';
import { openContexts } from './open-contexts.js';
import { NotCovered } from './not-covered.js';
import { loadContext, type DocumentLoader } from './contexts.js';
import { proofsOf, suiteOf } from './proof-suites.js';
import { readRecord } from './read-record.js';
import { readEndorsed } from './read-endorsed.js';
import { isRecord } from './schema-check.js';
import { fail, type Finding, type VerifyEnvironment } from './verification.js';

type Json = Record<string, unknown>;

/** A document and what its proofs cover of it. */
export interface SignedDocument {
  /** The document as it was handed in. */
  readonly document: Json;
  /** The document that every check and page uses, with its proofs. */
  readonly reading: Json;
  /** Why it is not known what an RDF proof covers; null where it is known. */
  readonly problem: Finding | null;
  /** @returns the document without its proofs in canonical N-Quads, computed once for all proofs */
  readonly canonical: () => Promise<string>;
  readonly loadContext: DocumentLoader;
  /** The addresses of fetched contexts; an empty text for those written into the document. */
  readonly foreign: readonly string[];
}

const tooComplex = fail(
  'too_complex',
  'The badge is built so that checking it would take too long.',
);

const MOST_NAME = 100;

/** @returns what it means that a document could not be expanded, compared or canonicalized */
export function explainFailure(error: unknown): Finding {
  if (error instanceof NotCovered) {
    const name = error.member.slice(0, MOST_NAME);
    return fail(
      'not_covered',
      `The badge has a part named “${name}” that its signature does not cover as it stands.`,
      { values: { name } },
    );
  }
  const name = error instanceof Error ? error.name : '';
  const isAborted = name === 'TimeoutError' || name === 'AbortError';
  if (isAborted || /work factor|iterations/i.test(String(error))) return tooComplex;
  return fail(
    'not_canonical',
    'The badge has parts that its contexts do not define, so no signature can cover them.',
  );
}

/** @returns a document without its proofs */
export function withoutProof(document: Json): Json {
  const unsigned = { ...document };
  delete unsigned['proof'];
  return unsigned;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** Puts the proofs back where they were in the document. */
const withProof = (reading: Json, document: Json): Json =>
  Object.fromEntries(
    Object.keys(document).flatMap((name): [string, unknown][] => {
      if (name === 'proof') return [[name, document[name]]];
      return Object.hasOwn(reading, name) ? [[name, reading[name]]] : [];
    }),
  );

/** Opens a document that says what is signed as it stands: its shape is known, or its proofs are made over JSON. */
export const asItStands = (document: Json, load: DocumentLoader = loadContext): SignedDocument => ({
  document,
  reading: document,
  problem: null,
  canonical: once(() => canonize(withoutProof(document), load)),
  loadContext: load,
  foreign: [],
});

const isByRdf = (proof: Json): boolean => suiteOf(proof)?.canonical === 'rdfc';

/**
 * Reads what the proofs of a document cover. A member that has another name than its contexts define, or that they
 * drop, makes the whole document not covered, since it could be read in two ways.
 */
export async function openSigned(
  document: Json,
  environment: Pick<VerifyEnvironment, 'contextHosts' | 'allowsOwnContexts' | 'fetchJson'>,
): Promise<SignedDocument> {
  const plain = { ...asItStands(document), reading: arrangeLists(document) as Json };
  if (!proofsOf(document).some(isByRdf)) return plain;
  // A record is as long as what it contains: what bounds its parts is that each is a badge by itself.
  const most = isRecord(document) ? LIMITS.values : LIMITS.canonizedValues;
  if (!isWithinValues(document, most)) return { ...plain, problem: tooComplex };
  const contexts = await openContexts(document, environment);
  if ('problem' in contexts) return { ...plain, problem: contexts.problem };
  const { load, listed, foreign } = contexts;
  const read = isRecord(document) ? readRecord : readEndorsed;
  const found = { ...plain, loadContext: load, foreign };
  try {
    const { document: said, expanded } = await read(withoutProof(document), load, listed);
    return {
      ...found,
      reading: arrangeLists(withProof(said, document)) as Json,
      canonical: once(() => canonize(expanded, load, { isExpanded: true })),
    };
  } catch (error) {
    return { ...found, problem: explainFailure(error) };
  }
}
