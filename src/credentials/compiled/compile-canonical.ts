import jsonld from 'jsonld';
import {
  compileLines,
  createShare,
  type CanonicalValues,
  type HashLines,
} from './compile-lines.js';
import { isHole, type Sentinel } from './compile-template.js';
import { toLines, type Quad } from './lines-of-quads.js';
import { loadContext } from '../verify/contexts.js';

/**
 * The SHA-256 of one badge's canonical N-Quads in hexadecimal; null where two blank nodes have the same hash, in which
 * case the library decides.
 */
export type HashCanonical = (values: CanonicalValues) => string | null;

const MOST_ORDERS = 256;

/**
 * Compiles the canonical form (RDFC-1.0) of a document with holes. JSON-LD is processed once, here; for each badge it
 * remains to hash each blank node's own lines and to fill holes.
 * @param document the document with sentinels in the place of values
 * @throws NotCompilable
 */
export async function compileCanonical(
  document: object,
  sentinels: readonly Sentinel[],
): Promise<HashCanonical> {
  const quads = (await jsonld.toRDF(document, {
    base: null,
    safe: true,
    rdfDirection: 'i18n-datatype',
    produceGeneralizedRdf: false,
    documentLoader: loadContext,
  })) as Quad[];
  const { lines, blankCount } = toLines(quads, sentinels);
  const share = createShare();

  // RDFC-1.0, 4.6 Hash First Degree Quads: its own label is a, every other is z.
  const firstDegree = Array.from({ length: blankCount }, (_, blank) => {
    const own = lines.filter(({ blanks }) => blanks.includes(blank));
    const relabel = (other: number) => (other === blank ? '_:a' : '_:z');
    const isFixed = own.every(({ parts }) => !parts.some(isHole));
    return { hash: compileLines(own, relabel, share), isFixed };
  });
  const none: CanonicalValues = { texts: [], bytes: [] };
  const fixedHashes = firstDegree.map(({ hash, isFixed }) => (isFixed ? hash(none) : ''));

  const orders = new Map<string, HashLines>();
  const hashOf = (order: readonly number[]): HashLines => {
    const name = order.join();
    const known = orders.get(name);
    if (known) return known;
    const labels = new Map(order.map((blank, rank) => [blank, `_:c14n${rank}`]));
    const made = compileLines(lines, (blank) => labels.get(blank) ?? '', share);
    if (orders.size >= MOST_ORDERS) orders.clear();
    orders.set(name, made);
    return made;
  };

  /** Orders blank nodes by their hashes (RDFC-1.0, 4.4, step 4); null where two hashes are the same. */
  const orderOf = (values: CanonicalValues): number[] | null => {
    const hashes = fixedHashes.map((fixed, blank) => fixed || firstDegree[blank]!.hash(values));
    const order = Array.from(hashes.keys()).sort((a, b) => (hashes[a]! < hashes[b]! ? -1 : 1));
    for (let at = 1; at < order.length; at++)
      if (hashes[order[at]!] === hashes[order[at - 1]!]) return null;
    return order;
  };

  return (values) => {
    const order = blankCount < 2 ? [...Array(blankCount).keys()] : orderOf(values);
    return order === null ? null : hashOf(order)(values);
  };
}
