import { arrangeLists } from './arrange-lists.js';
import { isWithinValues, LIMITS } from './bounded-json.js';
import { canonize } from './canonize.js';
import { openContexts } from './open-contexts.js';
import { NotCovered } from './not-covered.js';
import { loadContext, type DocumentLoader } from './contexts.js';
import { proofsOf, suiteOf } from './proof-suites.js';
import { readSigned } from './read-signed.js';
import { fail, type Finding, type VerifyEnvironment } from './verification.js';

type Json = Record<string, unknown>;

/** A document and what its proofs cover of it. */
export interface SignedDocument {
  /** As it was handed in. */
  readonly document: Json;
  /** What every check and page goes by, its proofs included. */
  readonly reading: Json;
  /** Why it is not known what a proof by RDF covers; null where it is. */
  readonly problem: Finding | null;
  /** The document without its proofs in canonical N-Quads, worked out once for all of them. */
  readonly canonical: () => Promise<string>;
  readonly loadContext: DocumentLoader;
  /** The addresses of contexts that were fetched for it, and whether it brings some of its own. */
  readonly foreign: readonly string[];
}

const tooComplex = fail(
  'too_complex',
  'The badge is built so that checking it would take too long.',
);

const MOST_NAME = 100;

/** What it means that a document could not be expanded, compared or canonicalized. */
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

export function withoutProof(document: Json): Json {
  const unsigned = { ...document };
  delete unsigned['proof'];
  return unsigned;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** The reading with the proofs where they stood. */
const withProof = (reading: Json, document: Json): Json =>
  Object.fromEntries(
    Object.keys(document).flatMap((name): [string, unknown][] => {
      if (name === 'proof') return [[name, document[name]]];
      return Object.hasOwn(reading, name) ? [[name, reading[name]]] : [];
    }),
  );

/** A document that says what is signed as it stands: its shape is known, or its proofs are made over JSON. */
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
 * Reads what the proofs of a document cover. What is named otherwise than its contexts name it, or is lost by them, makes
 * the whole not covered: it could be read in two ways.
 */
export async function openSigned(
  document: Json,
  environment: Pick<VerifyEnvironment, 'contextHosts' | 'allowsOwnContexts' | 'fetchJson'>,
): Promise<SignedDocument> {
  const plain = { ...asItStands(document), reading: arrangeLists(document) as Json };
  if (!proofsOf(document).some(isByRdf)) return plain;
  if (!isWithinValues(document, LIMITS.canonizedValues)) return { ...plain, problem: tooComplex };
  const contexts = await openContexts(document, environment);
  if ('problem' in contexts) return { ...plain, problem: contexts.problem };
  const { load, listed, foreign } = contexts;
  const found = { ...plain, loadContext: load, foreign };
  try {
    const { document: read, expanded } = await readSigned(withoutProof(document), load, listed);
    return {
      ...found,
      reading: arrangeLists(withProof(read, document)) as Json,
      canonical: once(() => canonize(expanded, load, { isExpanded: true })),
    };
  } catch (error) {
    return { ...found, problem: explainFailure(error) };
  }
}
