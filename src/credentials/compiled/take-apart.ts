import { PLAIN_IRI } from './badge-shape.js';
import { isObject } from '../verify/schema-check.js';

type Json = Record<string, unknown>;
export type Kind = 'text' | 'iri' | 'date' | 'index';

/** @returns what replaces a value that differs from badge to badge; dates and indices keep their form */
type Replace = (value: string, kind: Kind) => string;

const MOST_SHAPE_LENGTH = 32_768;
const HOLE = '\u0001';

type Names = readonly (readonly [name: string, kind: Kind])[];
const all = (kind: Kind, ...names: string[]): Names => names.map((name) => [name, kind]);

/** What differs from badge to badge, by the object it is in. */
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

/** @returns a copy of one object with its varying texts replaced; other values are part of the shape */
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

/** @returns the unsigned document with every varying value replaced */
export function punchBadge(document: Json, replace: Replace): Json {
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

/** One hole of a shape: its value in this document, and the form that the value must have. */
export interface Value {
  readonly text: string;
  readonly kind: Kind;
}

/**
 * Takes values out of a document, leaving holes. An address is split where its last part begins, and an address that
 * begins with another one refers to it: the order of canonical lines then rarely depends on values.
 */
export function createHoles(holeFor: (index: number) => string) {
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

/** Whether an address and all texts can stand in canonical lines without escaping. */
function isPlain(value: string, kind: Kind): boolean {
  return kind === 'iri' ? PLAIN_IRI.test(value) : !/[\uD800-\uDFFF]/u.test(value);
}

/** Takes a document apart into its shape's name and its values. @returns null where its shape cannot be compiled */
export function takeApart(document: Json, proof: Json) {
  const { values, replace } = createHoles((index) => `${HOLE}${index}${HOLE}`);
  let isFit = true;
  const punched = punchBadge(document, (value, kind) => {
    if (!isPlain(value, kind)) isFit = false;
    return replace(value, kind);
  });
  if (!isFit) return null;
  const shape = JSON.stringify([punched, { ...proof, created: HOLE, proofValue: HOLE }]);
  if (shape.length > MOST_SHAPE_LENGTH) return null;
  // Only the document's own @context is allowed: a nested one could change the meaning of terms.
  if (shape.indexOf('"@context"') !== shape.lastIndexOf('"@context"')) return null;
  return { shape, values };
}
