import { isDoc, UNDEFINED, type Doc, type Value } from '../bson/values.js';

const INDEX = /^(0|[1-9]\d*)$/;

/** An array index written as a path's part, or -1. */
export const indexOf = (part: string): number => (INDEX.test(part) ? Number(part) : -1);

/**
 * Every value that a dotted path leads to, as matching sees it: arrays on the way are entered, an
 * array at the end is one value, a missing field is `undefined`.
 */
export function valuesAt(doc: Doc, path: readonly string[]): (Value | undefined)[] {
  if (path.length === 1) return [doc.get(path[0] as string)];
  const out: (Value | undefined)[] = [];
  collect(doc, path, 0, out);
  return out;
}

function collect(
  value: Value | undefined,
  path: readonly string[],
  at: number,
  out: (Value | undefined)[],
): void {
  const part = path[at];
  if (part === undefined) out.push(value);
  else if (isDoc(value)) collect(value.get(part), path, at + 1, out);
  else if (Array.isArray(value)) {
    const index = indexOf(part);
    if (index >= 0 && index < value.length) collect(value[index], path, at + 1, out);
    for (const item of value) if (isDoc(item)) collect(item, path, at, out);
  } else out.push(undefined);
}

/** Every value at a path as `distinct` sees it: as {@link valuesAt}, but a number in the path is an array's position alone. */
export function valuesByPosition(doc: Doc, path: readonly string[]): Value[] {
  const out: Value[] = [];
  gather(doc, path, 0, out);
  return out;
}

function gather(value: Value | undefined, path: readonly string[], at: number, out: Value[]): void {
  const part = path[at];
  if (part === undefined) {
    if (Array.isArray(value)) out.push(...value);
    else if (value !== undefined) out.push(value);
  } else if (isDoc(value)) gather(value.get(part), path, at + 1, out);
  else if (Array.isArray(value)) {
    const index = indexOf(part);
    if (index >= 0) gather(value[index], path, at + 1, out);
    else for (const item of value) if (isDoc(item)) gather(item, path, at, out);
  }
}

/** The values at a path as an index and a sort see them: every array is spread, also the last. */
export interface Spread {
  values: (Value | undefined)[];
  /** Whether an array stood on the way or at the end. */
  isMultikey: boolean;
}

/** @returns the values at a path as an index and a sort see them */
export function spreadAt(doc: Doc, path: readonly string[]): Spread {
  const out: Spread = { values: [], isMultikey: false };
  spread(doc, path, 0, out);
  return out;
}

function spread(value: Value | undefined, path: readonly string[], at: number, out: Spread): void {
  const part = path[at];
  if (Array.isArray(value)) return spreadArray(value, path, at, out);
  if (part === undefined) out.values.push(value);
  else if (isDoc(value)) spread(value.get(part), path, at + 1, out);
  else out.values.push(undefined);
}

function spreadArray(value: Value[], path: readonly string[], at: number, out: Spread): void {
  out.isMultikey = true;
  const part = path[at];
  if (part === undefined) {
    if (value.length === 0) out.values.push(UNDEFINED);
    else out.values.push(...value);
    return;
  }
  const index = indexOf(part);
  if (index >= 0 && index < value.length) return spread(value[index], path, at + 1, out);
  if (value.length === 0) out.values.push(undefined);
  for (const item of value) {
    if (isDoc(item)) spread(item, path, at, out);
    else out.values.push(undefined);
  }
}
