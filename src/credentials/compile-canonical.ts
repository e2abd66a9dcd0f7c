import { createHash, type Hash } from 'node:crypto';
import jsonld from 'jsonld';
import {
  append,
  compareTemplates,
  cut,
  fill,
  label,
  toFillable,
  type Fillable,
  type Part,
  type Sentinel,
} from './compile-template.js';
import { loadContext } from './verify/contexts.js';

/** RDF/JS terms and quads, as jsonld gives them. */
interface Term {
  readonly termType: string;
  readonly value: string;
  readonly datatype?: Term;
  readonly language?: string;
}
interface Quad {
  readonly subject: Term;
  readonly predicate: Term;
  readonly object: Term;
  readonly graph: Term;
}

const XSD_STRING = 'http://www.w3.org/2001/XMLSchema#string';
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '"': '\\"', '\\': '\\\\' },
};
// eslint-disable-next-line no-control-regex
const TO_ESCAPE = /[\u0000-\u001F\u007F"\\]/g;
const code = (character: string) =>
  `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/** A literal's text as canonical N-Quads write it (RDFC-1.0, 5). */
export const escapeLiteral = (text: string): string =>
  text.replace(TO_ESCAPE, (character) => ESCAPES[character] ?? code(character));

/** The canonical form depends on the values in a way that cannot be compiled: the library has to do it. */
export class NotCompilable extends Error {
  override readonly name = 'NotCompilable';
}

function* partsOfTerm(
  term: Term,
  sentinels: readonly Sentinel[],
  blankOf: (label: string) => number,
): Generator<Part> {
  if (term.termType === 'BlankNode') {
    yield { blank: blankOf(term.value) };
    return;
  }
  if (term.termType === 'NamedNode') {
    // eslint-disable-next-line no-control-regex
    if (/[\u0000-\u0020<>"{}|^`\\]/.test(term.value)) throw new NotCompilable('an odd IRI');
    yield '<';
    yield* cut(term.value, sentinels);
    yield '>';
    return;
  }
  const { datatype } = term;
  if (term.language !== undefined && term.language !== '') throw new NotCompilable('a language');
  yield '"';
  yield* cut(term.value, sentinels, escapeLiteral);
  yield datatype === undefined || datatype.value === XSD_STRING ? '"' : `"^^<${datatype.value}>`;
}

interface Line {
  readonly parts: readonly Part[];
  readonly blanks: readonly number[];
}

function toLines(quads: readonly Quad[], sentinels: readonly Sentinel[]) {
  const numbers = new Map<string, number>();
  const blankOf = (name: string): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, numbers.size);
    return numbers.size - 1;
  };
  const lines = quads.map(({ subject, predicate, object, graph }): Line => {
    if (graph.termType !== 'DefaultGraph') throw new NotCompilable('a named graph');
    const parts: Part[] = [];
    [subject, predicate, object].forEach((term, index) => {
      if (index > 0) append(parts, ' ');
      for (const part of partsOfTerm(term, sentinels, blankOf)) append(parts, part);
    });
    append(parts, ' .\n');
    const blanks = parts.flatMap((part) =>
      typeof part === 'object' && 'blank' in part ? [part.blank] : [],
    );
    return { parts, blanks };
  });
  return { lines, blankCount: numbers.size };
}

/** Text as its UTF-8 bytes, one character each: such strings go into a hash three times as fast. */
export const toBytes = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  /^[\u0000-\u007F]*$/.test(text) ? text : Buffer.from(text).toString('latin1');

/** Lines in canonical order, put together; or, where the order depends on the values, to be sorted when filled. */
interface Program {
  /** Holes between bytes; null where lines have to be sorted. */
  readonly whole: Fillable | null;
  /** What comes before the first hole, hashed already. */
  readonly begun: Hash | null;
  readonly lines: readonly Fillable[];
}

/** The values of one badge, escaped for N-Quads: as text, and as bytes. */
export interface CanonicalValues {
  readonly texts: readonly string[];
  readonly bytes: readonly string[];
}

/**
 * Sorts lines whose order never depends on values and drops doubles; null where it does. Where each line is
 * before its neighbour whatever the values, the whole is in order whatever the values.
 */
function sortStatically(lines: readonly Part[][]): Part[][] | null {
  const sorted = [...lines].sort((a, b) => compareTemplates(a, b) ?? 0);
  for (let at = 1; at < sorted.length; at++) {
    const order = compareTemplates(sorted[at - 1]!, sorted[at]!);
    if (order === null || order > 0) return null;
  }
  return sorted.filter((line, at) => at === 0 || compareTemplates(sorted[at - 1]!, line) !== 0);
}

function toProgram(lines: readonly Part[][]): Program {
  const sorted = sortStatically(lines);
  if (sorted === null) return { whole: null, begun: null, lines: lines.map(toFillable) };
  const whole: Part[] = [];
  for (const line of sorted) for (const part of line) append(whole, part);
  const { texts, fields } = toFillable(whole);
  const [first = '', ...rest] = texts.map(toBytes);
  const begun = createHash('sha256').update(first, 'latin1');
  return { whole: { texts: ['', ...rest], fields }, begun, lines: [] };
}

/** SHA-256 of the lines with their holes filled. */
function digest({ whole, begun, lines }: Program, values: CanonicalValues): Hash {
  if (whole !== null && begun !== null)
    return begun.copy().update(fill(whole, values.bytes), 'latin1');
  const filled = lines.map((line) => fill(line, values.texts)).sort();
  let text = '';
  for (let at = 0; at < filled.length; at++) if (filled[at] !== filled[at - 1]) text += filled[at]!;
  return createHash('sha256').update(text);
}

/** SHA-256 of one badge's canonical N-Quads; null where two blank nodes are alike (the library decides then). */
export type HashCanonical = (values: CanonicalValues) => Buffer | null;

const MOST_ORDERS = 256;

/**
 * Compiles the canonical form (RDFC-1.0) of a document with holes: JSON-LD is processed once, here. What is
 * left for each badge: hashing each blank node's own lines, and filling holes.
 * @param document the document with sentinels in the place of values
 * @throws NotCompilable
 */
export async function compileCanonical(
  document: object,
  sentinels: readonly Sentinel[],
): Promise<HashCanonical> {
  const quads = (await jsonld.toRDF(document, {
    ...{ base: null, safe: true, rdfDirection: 'i18n-datatype', produceGeneralizedRdf: false },
    documentLoader: loadContext,
  })) as Quad[];
  const { lines, blankCount } = toLines(quads, sentinels);

  // RDFC-1.0, 4.6 Hash First Degree Quads: its own label is a, every other is z.
  const firstDegree = Array.from({ length: blankCount }, (_, blank) => {
    const own = lines.filter(({ blanks }) => blanks.includes(blank));
    const relabel = (other: number) => (other === blank ? '_:a' : '_:z');
    return toProgram(own.map(({ parts }) => label(parts, relabel)));
  });
  const isFixed = firstDegree.map(({ whole }) => whole?.fields.length === 0);
  const none: CanonicalValues = { texts: [], bytes: [] };
  const fixedHashes = firstDegree.map((program, blank) =>
    isFixed[blank] === true ? digest(program, none).digest('hex') : '',
  );

  const programs = new Map<string, Program>();
  const programOf = (order: readonly number[]): Program => {
    const name = order.join();
    const known = programs.get(name);
    if (known) return known;
    const labels = new Map(order.map((blank, rank) => [blank, `_:c14n${rank}`]));
    const program = toProgram(
      lines.map(({ parts }) => label(parts, (blank) => labels.get(blank) ?? '')),
    );
    if (programs.size >= MOST_ORDERS) programs.clear();
    programs.set(name, program);
    return program;
  };

  /** Blanks by their hashes (4.4, step 4); null where two hashes are the same. */
  const orderOf = (values: CanonicalValues): number[] | null => {
    const hashes = fixedHashes.map(
      (fixed, blank) => fixed || digest(firstDegree[blank]!, values).digest('hex'),
    );
    const order = Array.from(hashes.keys()).sort((a, b) => (hashes[a]! < hashes[b]! ? -1 : 1));
    for (let at = 1; at < order.length; at++)
      if (hashes[order[at]!] === hashes[order[at - 1]!]) return null;
    return order;
  };

  return (values) => {
    const order = blankCount < 2 ? [...Array(blankCount).keys()] : orderOf(values);
    return order === null ? null : digest(programOf(order), values).digest();
  };
}
