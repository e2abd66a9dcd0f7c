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

/** Gives the SHA-256, in hexadecimal, of lines in canonical order with their holes filled. */
export type HashLines = (values: CanonicalValues) => string;

interface Labelled {
  readonly parts: readonly Part[];
  /** The same with the blanks' labels in their places: what it is sorted by. */
  readonly labelled: readonly Part[];
}

/**
 * Sorts lines whose order never depends on values and drops doubles; null where it does. Where each line is
 * before its neighbour whatever the values, the whole is in order whatever the values.
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
 * Compiles lines for one set of labels. Labels stay pieces of their own, so that the texts between them are
 * the same ones whatever the labels; `share` gives the one kept. Three nodes with values of their own can
 * stand in sixty orders among others: a copy of the whole for each would take megabytes for each achievement.
 */
export function compileLines(
  lines: readonly Line[],
  labelOf: (blank: number) => string,
  share: (text: string) => string,
): HashLines {
  const labelled = lines.map(({ parts }) => ({ parts, labelled: label(parts, labelOf) }));
  const sorted = sortStatically(labelled);
  // Lines whose order depends on the values are sorted once they are filled.
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

/** Keeps one of each text. */
export function createShare(): (text: string) => string {
  const kept = new Map<string, string>();
  return (text) => {
    const known = kept.get(text);
    if (known === undefined) kept.set(text, text);
    return known ?? text;
  };
}
