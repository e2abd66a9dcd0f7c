import jsonld from 'jsonld';
import type { DocumentLoader } from './contexts.js';
import { readSigned, type SignedReading } from './read-signed.js';
import { isObject } from './schema-check.js';

type Json = Record<string, unknown>;

/** Where a badge may have endorsements in it: itself, its issuer, its achievement (OB 3.0, Appendix B). */
const PLACES: readonly (readonly string[])[] = [
  [],
  ['issuer'],
  ['credentialSubject', 'achievement'],
];

const isSigned = (value: unknown): boolean =>
  [value].flat().some((one) => isObject(one) && one['proof'] !== undefined);

/** @returns a document with a member of one of its parts set, or left out where it is undefined */
function withMember(document: Json, [first, ...rest]: readonly string[], value: unknown): Json {
  if (first !== undefined) {
    const part = document[first];
    return isObject(part) ? { ...document, [first]: withMember(part, rest, value) } : document;
  }
  const others = { ...document };
  delete others['endorsement'];
  return value === undefined ? others : { ...others, endorsement: value };
}

const partAt = (document: unknown, place: readonly string[]): unknown =>
  place.reduce((part, name) => (isObject(part) ? part[name] : undefined), document);

/**
 * Reads a badge as its signature does. Endorsements in it that are signed themselves are left as they are: each has
 * contexts of its own, and is read by its own signature.
 * @param document without its proof; its contexts were examined before
 * @throws NotCovered; the library's errors for what no signature can cover
 */
export async function readEndorsed(
  document: Json,
  documentLoader: DocumentLoader,
  listed?: readonly string[],
): Promise<SignedReading> {
  const taken = PLACES.flatMap((place) => {
    const value = partAt(document, [...place, 'endorsement']);
    return isSigned(value) ? [{ place, value }] : [];
  });
  if (taken.length === 0) return readSigned(document, documentLoader, listed);
  const own = taken.reduce((left, { place }) => withMember(left, place, undefined), document);
  const { document: read } = await readSigned(own, documentLoader, listed);
  const options = { documentLoader, base: null, safe: true, rdfDirection: 'i18n-datatype' };
  const expanded = await jsonld.expand(document, options);
  const whole = taken.reduce((left, { place, value }) => withMember(left, place, value), read);
  return { document: whole, expanded };
}
