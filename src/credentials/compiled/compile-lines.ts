import {
  append,
  compareTemplates,
  fill,
  label,
  toFillable,
  type Fillable,
  type Part,
} from './compile-template.js';
import type { Line } from './lines-of-quads.js';
import { createHashFilled, hashText, toBytes } from './sha256.js';

/** The values of one badge, escaped for N-Quads: as text, and as bytes. */
export interface CanonicalValues {
  readonly texts: readonly string[];
  readonly bytes: readonly string[];
}

/** @returns the SHA-256, in hexadecimal, of lines in canonical order with their holes filled */
export type HashLines = (values: CanonicalValues) => string;

interface Labelled {
  readonly parts: readonly Part[];
  /** The line with blank node labels in their places, by which it is sorted. */
  readonly labelled: readonly Part[];
}

/**
 * Sorts lines whose order never depends on values, and removes duplicates; null where it does depend. Where each line
 * precedes its neighbour whatever the values, all lines are in order whatever the values.
 */
function sortStatically(lines: readonly Labelled[]): Labelled[] | null {
  const compare = (a: Labelled, b: Labelled) => compareTemplates(a.labelled, b.labelled);
  const sorted = [...lines].sort((a, b) => compare(a, b) ?? 0);
  for (let at = 1; at < sorted.length; at++) {
    const order = compare(sorted[at - 1]!, sorted[at]!);
    if (order === null || order > 0) return null;
  }
  return sorted.filter((line, at) => at === 0 || compare(sorted[at - 1]!, line) !== 0);
}

/**
 * Compiles lines for one set of labels. Labels stay separate pieces, so that the texts between them are the same for
 * all labels; `share` returns the copy that is kept. Three nodes with values of their own can be in sixty orders among
 * others: a copy of everything for each would take megabytes for each achievement.
 */
export function compileLines(
  lines: readonly Line[],
  labelOf: (blank: number) => string,
  share: (text: string) => string,
): HashLines {
  const labelled = lines.map(({ parts }) => ({ parts, labelled: label(parts, labelOf) }));
  const sorted = sortStatically(labelled);
  // Lines whose order depends on the values are sorted after they are filled.
  if (sorted === null) return createHashSorted(labelled.map((line) => toFillable(line.labelled)));
  const whole: Part[] = [];
  for (const { parts } of sorted) for (const part of parts) append(whole, part);
  const pieces = whole.map((part) => {
    if (typeof part === 'string') return share(toBytes(part));
    return 'blank' in part ? share(labelOf(part.blank)) : part;
  });
  const hashFilled = createHashFilled(toFillable(pieces));
  return ({ bytes }) => hashFilled(bytes);
}

const createHashSorted =
  (lines: readonly Fillable[]): HashLines =>
  ({ texts }) => {
    const filled = lines.map((line) => fill(line, texts)).sort();
    return hashText(filled.filter((line, at) => line !== filled[at - 1]).join(''));
  };

/** @returns a function that returns one shared copy of equal texts */
export function createShare(): (text: string) => string {
  const kept = new Map<string, string>();
  return (text) => {
    const known = kept.get(text);
    if (known === undefined) kept.set(text, text);
    return known ?? text;
  };
}
