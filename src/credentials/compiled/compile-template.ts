/**
 * Text with holes. A part is a piece of text, a value's hole, or a blank node whose label is not known yet.
 * Everything about one achievement's badges that does not change is text; the rest is holes.
 */
export interface Hole {
  readonly field: number;
}
export interface Blank {
  readonly blank: number;
}
export type Part = string | Hole | Blank;

/** Stands for a value while a badge is compiled: text that occurs nowhere else. */
export interface Sentinel {
  readonly text: string;
  readonly field: number;
}

export const isHole = (part: Part): part is Hole => typeof part === 'object' && 'field' in part;

/** Appends a part; texts beside each other become one. */
export function append(parts: Part[], part: Part): void {
  const last = parts.length - 1;
  if (typeof part === 'string' && typeof parts[last] === 'string') parts[last] += part;
  else if (part !== '') parts.push(part);
}

/** Cuts a text at the sentinels in it. `escape` is applied to what lies between. */
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

/** Gives the blanks of a template their labels. */
export function label(parts: readonly Part[], labelOf: (blank: number) => string): Part[] {
  const labelled: Part[] = [];
  for (const part of parts)
    append(labelled, typeof part === 'object' && 'blank' in part ? labelOf(part.blank) : part);
  return labelled;
}

/**
 * Compares two templates as the texts they become, whatever the values: below zero, zero or above. Null
 * where it depends on the values.
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
    // One text begins the other: what follows the shorter is a hole, or nothing at all.
    if (order !== null) return order;
    if ((left.length < right.length ? a : b)[index + 1] !== undefined) return null;
    return left.length - right.length;
  }
}

/** By UTF-16 code units, as the canonicalization sorts; null where one begins the other. */
function compareTexts(a: string, b: string): number | null {
  const shorter = Math.min(a.length, b.length);
  if (a.slice(0, shorter) === b.slice(0, shorter)) return null;
  return a < b ? -1 : 1;
}

/** A template with no blanks, laid out to be filled: texts, and the numbers of the fields that stand between them. */
export type Fillable = readonly (string | number)[];

export const toFillable = (parts: readonly Part[]): Fillable =>
  parts.map((part) => {
    if (typeof part === 'string') return part;
    if (isHole(part)) return part.field;
    throw new Error('a blank node has no label');
  });

export function fill(fillable: Fillable, values: readonly string[]): string {
  let text = '';
  for (const part of fillable) text += typeof part === 'string' ? part : values[part]!;
  return text;
}
