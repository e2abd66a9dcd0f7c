import { createPublicKey, randomBytes, verify, type KeyObject } from 'node:crypto';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { PLAIN_IRI } from './badge-shape.js';
import { compileCanonical, type HashCanonical } from './compile-canonical.js';
import type { CanonicalValues } from './compile-lines.js';
import { cut, fill, toFillable, type Sentinel } from './compile-template.js';
import { escapeLiteral } from './lines-of-quads.js';
import { hashText, toBytes } from './sha256.js';
import { knownContexts, loadContext } from './verify/contexts.js';
import { createVerifyData } from './verify/data-integrity.js';
import type { VerifyEnvironment } from './verify/index.js';
import { decodeMultibase } from './verify/multibase.js';
import { isDateTime, isObject } from './verify/schema-check.js';
import { checkShape } from './verify/simple-checks.js';

type Json = Record<string, unknown>;
type Kind = 'text' | 'iri' | 'date' | 'index';

/** Puts something in the place of a value that differs from badge to badge; dates and indices have a form. */
type Replace = (value: string, kind: Kind) => string;

const MOST_SHAPES = 256;
const MOST_SHAPE_LENGTH = 32_768;
const MOST_KEYS = 256;
const HOLE = '\u0001';

type Names = readonly (readonly [name: string, kind: Kind])[];
const all = (kind: Kind, ...names: string[]): Names => names.map((name) => [name, kind]);

/** What differs from badge to badge, by the object it stands in. */
const VALUES = {
  credential: [...all('iri', 'id'), ...all('date', 'validFrom', 'validUntil', 'awardedDate')],
  subject: [...all('iri', 'id'), ...all('date', 'activityStartDate', 'activityEndDate')],
  status: [
    ...all('index', 'statusListIndex'),
    ...all('iri', 'statusListCredential', 'id', 'statusReference'),
  ],
  identity: all('text', 'identityHash', 'salt'),
  result: all('text', 'value'),
  evidence: [...all('iri', 'id'), ...all('text', 'name', 'narrative', 'description', 'genre')],
} satisfies Record<string, Names>;

/** A copy of one object with its varying texts replaced; whatever is not a text stays part of the shape. */
function punch(value: unknown, names: Names, replace: Replace): unknown {
  if (!isObject(value)) return value;
  const copy: Json = { ...value };
  for (const [name, kind] of names) {
    const member = copy[name];
    if (typeof member === 'string') copy[name] = replace(member, kind);
  }
  return copy;
}

const punchAll = (value: unknown, names: Names, replace: Replace): unknown =>
  Array.isArray(value) ? value.map((one) => punch(one, names, replace)) : value;

/** The unsigned document with every value replaced that differs from badge to badge. */
function punchBadge(document: Json, replace: Replace): Json {
  const copy = punch(document, VALUES.credential, replace) as Json;
  delete copy['proof'];
  const subject = punch(copy['credentialSubject'], VALUES.subject, replace);
  if (isObject(subject)) {
    if ('identifier' in subject)
      subject['identifier'] = punchAll(subject['identifier'], VALUES.identity, replace);
    if ('result' in subject)
      subject['result'] = punchAll(subject['result'], VALUES.result, replace);
  }
  copy['credentialSubject'] = subject;
  if ('evidence' in copy) copy['evidence'] = punchAll(copy['evidence'], VALUES.evidence, replace);
  if ('credentialStatus' in copy)
    copy['credentialStatus'] = punch(copy['credentialStatus'], VALUES.status, replace);
  return copy;
}

/** One hole of a shape: its value in this document and how it has to look. */
interface Value {
  readonly text: string;
  readonly kind: Kind;
}

/**
 * Takes values out of a document, leaving holes. An address is cut where its last part begins, and one that
 * continues another is told by it: so the order of canonical lines seldom depends on values.
 */
function createHoles(holeFor: (index: number) => string) {
  const values: Value[] = [];
  const bases: { text: string; hole: string }[] = [];
  const add = (text: string, kind: Kind): string => {
    values.push({ text, kind });
    return holeFor(values.length - 1);
  };
  const replaceIri = (iri: string): string => {
    for (const { text, hole } of bases) {
      if (!iri.startsWith(text)) continue;
      const rest = iri.slice(text.length);
      if (rest === '' || rest.startsWith('/')) return hole + rest;
      if (rest.startsWith('#'))
        return /^#\d+$/.test(rest) ? `${hole}#${add(rest.slice(1), 'index')}` : hole + rest;
    }
    const end = Math.max(iri.lastIndexOf('/'), iri.lastIndexOf(':')) + 1;
    const hole = iri.slice(0, end) + add(iri.slice(end), 'iri');
    bases.push({ text: iri, hole });
    return hole;
  };
  const replace: Replace = (value, kind) => (kind === 'iri' ? replaceIri(value) : add(value, kind));
  return { values, replace };
}

/** Whether an address and all texts can stand in canonical lines as they are. */
function isPlain(value: string, kind: Kind): boolean {
  return kind === 'iri' ? PLAIN_IRI.test(value) : !/[\uD800-\uDFFF]/u.test(value);
}

/** A document taken apart: its shape as a name, and its values. Null where it has no shape that can be known. */
function takeApart(document: Json, proof: Json) {
  const { values, replace } = createHoles((index) => `${HOLE}${index}${HOLE}`);
  let isFit = true;
  const punched = punchBadge(document, (value, kind) => {
    if (!isPlain(value, kind)) isFit = false;
    return replace(value, kind);
  });
  if (!isFit) return null;
  const shape = JSON.stringify([punched, { ...proof, created: HOLE, proofValue: HOLE }]);
  if (shape.length > MOST_SHAPE_LENGTH) return null;
  // One @context, the document's own: terms may not change their meaning further in.
  if (shape.indexOf('"@context"') !== shape.lastIndexOf('"@context"')) return null;
  return { shape, values };
}

function hasKnownContexts(document: Json): boolean {
  const contexts = document['@context'];
  return (
    Array.isArray(contexts) &&
    contexts.every((context) => typeof context === 'string' && knownContexts.has(context))
  );
}

interface Shape {
  readonly hashDocument: HashCanonical;
  readonly hashProof: (created: string) => string;
  /** Whether the document that it was compiled from had every part that Open Badges 3.0 asks for. */
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
  const canonical = await cryptosuite.canonize(options, { documentLoader: loadContext });
  const template = toFillable(cut(canonical, [{ text, field: 0 }]));
  return (created) => hashText(fill(template, [escapeLiteral(created)]));
}

async function compileShape(document: Json, proof: Json): Promise<Shape> {
  const sentinels: Sentinel[] = [];
  const { replace } = createHoles((field) => {
    const sentinel = { text: randomText(), field };
    sentinels.push(sentinel);
    return sentinel.text;
  });
  return {
    hashDocument: await compileCanonical(punchBadge(document, replace), sentinels),
    hashProof: await compileProof(document, proof),
    isWellFormed: checkShape(document).outcome === 'pass',
  };
}

function dataOf(shape: Shape, values: readonly Value[], created: string): Buffer | null {
  const documentHash = shape.hashDocument(toCanonicalValues(values));
  return documentHash === null ? null : Buffer.from(shape.hashProof(created) + documentHash, 'hex');
}

/** A shape is used only once it gives what the library gives for the document it was compiled from. */
async function prove(
  shape: Shape,
  document: Json,
  proof: Json,
  values: readonly Value[],
): Promise<boolean> {
  const ours = dataOf(shape, values, String(proof['created']));
  return ours !== null && ours.equals(await createVerifyData(document, proof));
}

/** What a schema says of values: the rest of a document of a known shape is as its shape's was. */
const hasRightForms = (values: readonly Value[]): boolean =>
  values.every(({ text, kind }) => {
    if (kind === 'date') return isDateTime(text);
    return kind !== 'index' || /^(0|[1-9]\d*)$/.test(text);
  });

/** Public keys ready to verify: making one costs as much as using it. */
function createKeyObjects() {
  const kept = new Map<string, KeyObject>();
  return (raw: Uint8Array): KeyObject => {
    const x = Buffer.from(raw).toString('base64url');
    let key = kept.get(x);
    if (key === undefined) {
      key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
      if (kept.size >= MOST_KEYS) kept.clear();
      kept.set(x, key);
    }
    return key;
  };
}

/**
 * Verifies signatures of badges whose shape was seen before: the second badge of a shape has it compiled, in
 * the background, and the ones after that need neither JSON-LD nor the library. Whatever is unusual about a
 * document (contexts of its own, odd IRIs, alike blank nodes) makes it answer null.
 */
export function createKnownShapes(): NonNullable<VerifyEnvironment['findKnown']> {
  const shapes = new Map<string, Shape | 'seen' | 'compiling' | 'not compilable'>();
  const keyOf = createKeyObjects();

  const learn = (name: string, document: Json, proof: Json, values: readonly Value[]): void => {
    const known = shapes.get(name);
    if (known === undefined) {
      if (shapes.size >= MOST_SHAPES) shapes.clear();
      shapes.set(name, 'seen');
    } else if (known === 'seen') {
      shapes.set(name, 'compiling');
      void compileShape(document, proof)
        .then(async (shape) => ((await prove(shape, document, proof, values)) ? shape : null))
        .catch(() => null)
        .then((shape) => shapes.set(name, shape ?? 'not compilable'));
    }
  };

  return (document, proof) => {
    const { created, proofValue } = proof;
    if (typeof created !== 'string' || typeof proofValue !== 'string') return null;
    if (!isDateTime(created) || !hasKnownContexts(document)) return null;
    const apart = takeApart(document, proof);
    if (apart === null) return null;
    const shape = shapes.get(apart.shape);
    if (typeof shape !== 'object') {
      learn(apart.shape, document, proof, apart.values);
      return null;
    }
    const data = dataOf(shape, apart.values, created);
    if (data === null) return null;
    return {
      isWellFormed: shape.isWellFormed && hasRightForms(apart.values),
      isSignedBy: (publicKey) => verify(null, data, keyOf(publicKey), decodeMultibase(proofValue)),
    };
  };
}
