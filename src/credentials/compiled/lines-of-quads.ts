import { append, cut, type Part, type Sentinel } from './compile-template.js';

/** RDF/JS terms and quads, as jsonld returns them. */
interface Term {
  readonly termType: string;
  readonly value: string;
  readonly datatype?: Term;
  readonly language?: string;
}
export interface Quad {
  readonly subject: Term;
  readonly predicate: Term;
  readonly object: Term;
  readonly graph: Term;
}

const XSD_STRING = 'http://www.w3.org/2001/XMLSchema#string';
const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};
// oxlint-disable-next-line no-control-regex
const TO_ESCAPE = /[\u0000-\u001F\u007F"\\]/g;
const code = (character: string) =>
  `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Escapes a literal's text as canonical N-Quads do (RDFC-1.0, 5). */
export const escapeLiteral = (text: string): string =>
  text.replace(TO_ESCAPE, (character) => ESCAPES[character] ?? code(character));

/** The canonical form depends on the values in a way that cannot be compiled; the library has to do it. */
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
    // oxlint-disable-next-line no-control-regex
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

/** One line of N-Quads, and the blank nodes in it. */
export interface Line {
  readonly parts: readonly Part[];
  readonly blanks: readonly number[];
}

/** @returns quads as lines with holes where the sentinels are; blank nodes are numbered as they occur */
export function toLines(quads: readonly Quad[], sentinels: readonly Sentinel[]) {
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
