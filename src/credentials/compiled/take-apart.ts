import { PLAIN_IRI } from './badge-shape.js';
import { isObject } from '../verify/schema-check.js';

type Json = Record<string, unknown>;
export type Kind = 'text' | 'iri' | 'date' | 'index';

/** Puts something in the place of a value that differs from badge to badge; dates and indices have a form. */
type Replace = (value: string, kind: Kind) => string;

const MOST_SHAPE_LENGTH = 32_768;
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

/** One hole of a shape: its value in this document and how it has to look. */
export interface Value {
  readonly text: string;
  readonly kind: Kind;
}

/**
 * Takes values out of a document, leaving holes. An address is cut where its last part begins, and one that
 * continues another is told by it: so the order of canonical lines seldom depends on values.
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

/** Whether an address and all texts can stand in canonical lines as they are. */
function isPlain(value: string, kind: Kind): boolean {
  return kind === 'iri' ? PLAIN_IRI.test(value) : !/[\uD800-\uDFFF]/u.test(value);
}

/** A document taken apart: its shape as a name, and its values. Null where it has no shape that can be known. */
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
  // One @context, the document's own: terms may not change their meaning further in.
  if (shape.indexOf('"@context"') !== shape.lastIndexOf('"@context"')) return null;
  return { shape, values };
}
