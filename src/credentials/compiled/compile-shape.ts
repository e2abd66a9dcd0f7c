import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { compileCanonical, type HashCanonical } from './compile-canonical.js';
import type { CanonicalValues } from './compile-lines.js';
import { cut, fill, toFillable, type Sentinel } from './compile-template.js';
import { escapeLiteral } from './lines-of-quads.js';
import { ANYTHING, compileMatch } from './match-shape.js';
import { hashText, toBytes } from './sha256.js';
import { createHoles, punchBadge, type Value } from './take-apart.js';
import { loadContext } from '../verify/contexts.js';
import { createVerifyData } from '../verify/data-integrity.js';
import { readSigned } from '../verify/read-signed.js';
import { openSigned } from '../verify/signed-document.js';
import { checkShape } from '../verify/simple-checks.js';

type Json = Record<string, unknown>;

/** What is compiled for documents of one shape. */
export interface Shape {
  /** @returns the values of a document and proof of this shape; null for any other */
  readonly match: (document: Json, proof: Json) => readonly Value[] | null;
  readonly hashDocument: HashCanonical;
  readonly hashProof: (created: string) => string;
  /** Whether the document that the shape was compiled from had every part that Open Badges 3.0 requires. */
  readonly isWellFormed: boolean;
}

function toCanonicalValues(values: readonly Value[]): CanonicalValues {
  const texts = values.map(({ text }) => escapeLiteral(text));
  return { texts, bytes: texts.map(toBytes) };
}

const randomText = (): string => randomBytes(15).toString('hex');

async function compileProof(document: Json, proof: Json): Promise<Shape['hashProof']> {
  const text = randomText();
  const options: Json = { '@context': document['@context'], ...proof, created: text };
  delete options['proofValue'];
  // Throws where a member of a proof has another name than its contexts define.
  await readSigned(options, loadContext);
  const canonical = await cryptosuite.canonize(options, { documentLoader: loadContext });
  const template = toFillable(cut(canonical, [{ text, field: 0 }]));
  return (created) => hashText(fill(template, [escapeLiteral(created)]));
}

function compileMatchBadge(
  document: Json,
  proof: Json,
  punched: Json,
  sentinels: readonly Sentinel[],
  values: readonly Value[],
): Shape['match'] {
  // The document's proofs are not part of what is signed.
  const names = Object.keys(document);
  const sample = Object.fromEntries(
    names.map((name) => [name, name === 'proof' ? ANYTHING : punched[name]]),
  );
  const kinds = values.map(({ kind }) => kind);
  const matchDocument = compileMatch(sample, sentinels, (field) => kinds[field] === 'index');
  const matchProof = compileMatch(
    { ...proof, created: ANYTHING, proofValue: ANYTHING },
    ...([[], () => false] as const),
  );
  return (ofDocument, ofProof) => {
    const texts = matchProof(ofProof) && matchDocument(ofDocument);
    return texts && texts.map((text, field) => ({ text, kind: kinds[field]! }));
  };
}

/** @returns the signed bytes, both hashes one after the other; null where two blank nodes have the same hash */
export function dataOf(shape: Shape, values: readonly Value[], created: string): Buffer | null {
  const documentHash = shape.hashDocument(toCanonicalValues(values));
  return documentHash === null ? null : Buffer.from(shape.hashProof(created) + documentHash, 'hex');
}

/** Whether the signature covers everything that the document says; then it does for every document of its shape. */
async function saysWhatIsSigned(document: Json): Promise<boolean> {
  const { reading, problem } = await openSigned(document, { fetchJson: refuse });
  return problem === null && isDeepStrictEqual(reading, document);
}

const refuse = (): Promise<never> => Promise.reject(new Error('nothing is fetched here'));

/**
 * Compiles the shape of a document.
 * @returns null where the compiled form gives another result for this document than the library
 * @throws NotCompilable, and what the library throws
 */
export async function compileShape(document: Json, proof: Json): Promise<Shape | null> {
  const sentinels: Sentinel[] = [];
  const { values, replace } = createHoles((field) => {
    const sentinel = { text: randomText(), field };
    sentinels.push(sentinel);
    return sentinel.text;
  });
  const punched = punchBadge(document, replace);
  const shape: Shape = {
    match: compileMatchBadge(document, proof, punched, sentinels, values),
    hashDocument: await compileCanonical(punched, sentinels),
    hashProof: await compileProof(document, proof),
    isWellFormed: checkShape(document).outcome === 'pass',
  };
  if (!(await saysWhatIsSigned(document))) return null;
  const ours = dataOf(shape, values, String(proof['created']));
  return ours?.equals(await createVerifyData(document, proof)) ? shape : null;
}
