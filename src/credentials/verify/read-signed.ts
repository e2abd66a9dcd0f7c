import jsonld from 'jsonld';
import { joinNodes } from './join-nodes.js';
import { layOut } from './lay-out.js';
import { NotCovered } from './not-covered.js';
import type { DocumentLoader } from './contexts.js';
import { isObject } from './schema-check.js';

type Json = Record<string, unknown>;

/** What an RDF signature covers of a document. */
export interface SignedReading {
  /** The document by its terms, arranged as it was handed in. */
  readonly document: Json;
  /** The expanded document, which is converted to RDF and hashed. */
  readonly expanded: readonly unknown[];
}

const XSD = /^https?:\/\/www\.w3\.org\/2001\/XMLSchema#(boolean|float|double|decimal|integer)$/;
const NUMBER = /^-?\d{1,15}(\.\d{1,15})?(E-?\d{1,2})?$/;

/** Converts typed texts to the numbers and booleans that RDF writes in the same way. */
function nativeOf(value: unknown, type: unknown): unknown {
  const kind = typeof value === 'string' ? XSD.exec(String(type))?.[1] : undefined;
  if (kind === 'boolean') return value === 'true' || (value === 'false' ? false : value);
  return kind !== undefined && NUMBER.test(String(value)) ? Number(value) : value;
}

function toNative(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(toNative);
  if (!isObject(part)) return part;
  if ('@value' in part)
    return part['@type'] === '@json'
      ? part
      : { ...part, '@value': nativeOf(part['@value'], part['@type']) };
  // An index has no meaning in RDF, so it is not signed.
  const members = Object.entries(part).filter(([name]) => name !== '@index');
  return Object.fromEntries(members.map(([name, one]) => [name, toNative(one)]));
}

const isTerm = (name: string): boolean => name !== '@context' && !name.includes(':');

/** Counts how often each member's name occurs in a document. */
function countNames(value: unknown, counts = new Map<string, number>()): Map<string, number> {
  if (Array.isArray(value)) for (const one of value) countNames(one, counts);
  else if (isObject(value))
    for (const [name, one] of Object.entries(value)) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      countNames(one, counts);
    }
  return counts;
}

/** Refuses a context of the document's own that renames a term of a known one. */
function checkAliases(byOwn: unknown, byListed: unknown): void {
  const own = countNames(byOwn);
  for (const [name, count] of countNames(byListed))
    if (isTerm(name) && (own.get(name) ?? 0) < count) throw new NotCovered(name);
}

/**
 * Reads a document as its signature does: expanded to what RDF has, and compacted with its own contexts again. The
 * comparison of the two finds every member that has another name than its contexts define, or that they drop.
 * @param document without its proof; its contexts were examined before
 * @param listed its known contexts, where it has others, too
 * @throws NotCovered; the library's errors for what no signature can cover
 */
export async function readSigned(
  document: Json,
  documentLoader: DocumentLoader,
  listed?: readonly string[],
): Promise<SignedReading> {
  const options = { documentLoader, base: null, safe: true, rdfDirection: 'i18n-datatype' };
  const expanded = await jsonld.expand(document, options);
  const contexts = document['@context'];
  const compact = (input: unknown, by: unknown): Promise<Json> =>
    jsonld.compact(input, by, { documentLoader, skipExpansion: true, compactToRelative: false });
  const native = toNative(expanded);
  const signed = await compact(native, contexts);
  if (listed !== undefined) checkAliases(signed, await compact(native, listed));
  const laidOut = layOut(document, signed, '@graph') as Json;
  const joined = joinNodes(native as unknown[]);
  if (joined === null) return { document: laidOut, expanded };
  const whole = await compact(joined, contexts);
  return { document: layOut(document, whole, '@graph', true) as Json, expanded };
}
