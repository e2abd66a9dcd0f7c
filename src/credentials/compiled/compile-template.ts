/**
 * A part of a text with holes: a piece of text, the hole of a value, or a blank node whose label is not known yet. What
 * all badges of one achievement share is text; the rest is holes.
 */
export interface Hole {
  readonly field: number;
}
export interface Blank {
  readonly blank: number;
}
export type Part = string | Hole | Blank;

/** The placeholder of a value during compilation: a text that occurs nowhere else. */
export interface Sentinel {
  readonly text: string;
  readonly field: number;
}

export const isHole = (part: Part): part is Hole => typeof part === 'object' && 'field' in part;

/** Appends a part; neighbouring texts are joined. */
export function append(parts: Part[], part: Part): void {
  const last = parts.length - 1;
  if (typeof part === 'string' && typeof parts[last] === 'string') parts[last] += part;
  else if (part !== '') parts.push(part);
}

/** Splits a text at the sentinels in it; `escape` is applied to the text between them. */
export function cut(
  text: string,
  sentinels: readonly Sentinel[],
  escape: (text: string) => string = (same) => same,
): Part[] {
  const parts: Part[] = [];
  let rest = text;
  while (rest !== '') {
    let first = -1;
    let found: Sentinel | undefined;
    for (const sentinel of sentinels) {
      const at = rest.indexOf(sentinel.text);
      if (at >= 0 && (first < 0 || at < first)) [first, found] = [at, sentinel];
    }
    if (found === undefined) {
      append(parts, escape(rest));
      break;
    }
    append(parts, escape(rest.slice(0, first)));
    append(parts, { field: found.field });
    rest = rest.slice(first + found.text.length);
  }
  return parts;
}

/** @returns a template in which blank nodes have labels */
export function label(parts: readonly Part[], labelOf: (blank: number) => string): Part[] {
  const labelled: Part[] = [];
  for (const part of parts)
    append(labelled, typeof part === 'object' && 'blank' in part ? labelOf(part.blank) : part);
  return labelled;
}

/**
 * Compares two templates as the texts they become with any values: negative, zero or positive; null where the order
 * depends on the values.
 */
export function compareTemplates(a: readonly Part[], b: readonly Part[]): number | null {
  for (let index = 0; ; index++) {
    const left = a[index];
    const right = b[index];
    if (left === undefined || right === undefined)
      return left === right ? 0 : left === undefined ? -1 : 1;
    if (isHole(left) && isHole(right) && left.field === right.field) continue;
    if (typeof left !== 'string' || typeof right !== 'string') return null;
    if (left === right) continue;
    const order = compareTexts(left, right);
    // One text is the beginning of the other: what follows the shorter one is a hole, or nothing.
    if (order !== null) return order;
    if ((left.length < right.length ? a : b)[index + 1] !== undefined) return null;
    return left.length - right.length;
  }
}

/** Compares by UTF-16 code units, as canonicalization sorts; null where one text is the beginning of the other. */
function compareTexts(a: string, b: string): number | null {
  const shorter = Math.min(a.length, b.length);
  if (a.slice(0, shorter) === b.slice(0, shorter)) return null;
  return a < b ? -1 : 1;
}

/** A template without blank nodes, ready to be filled: texts, with the numbers of the fields between them. */
export type Fillable = readonly (string | number)[];

export const toFillable = (parts: readonly Part[]): Fillable =>
  parts.map((part) => {
    if (typeof part === 'string') return part;
    if (isHole(part)) return part.field;
    throw new Error('a blank node has no label');
  });

/** @returns the text of a template with the values of its fields */
export function fill(fillable: Fillable, values: readonly string[]): string {
  let text = '';
  for (const part of fillable) text += typeof part === 'string' ? part : values[part]!;
  return text;
}
