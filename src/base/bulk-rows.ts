import type { z } from 'zod';
import { takeRows } from './json-rows.js';
import { parseExactJson } from './exact-json.js';

/** How the rows of one kind of bulk answer are found and checked. */
export interface RowsKind<T> {
  /** The member that holds the list; null where the answer is the list itself. */
  readonly member: string | null;
  readonly row: z.ZodType<T>;
  /** Whether one row that cannot be read makes the whole answer unreadable; otherwise such a row is left out. */
  readonly isStrict: boolean;
}

/** Kinds of rows by name: worker processes are sent the name, since a schema cannot be sent. */
export type RowsKinds = Readonly<Record<string, RowsKind<unknown>>>;

/** The largest number of rows that one answer may have. */
export const MOST_ROWS = 100_000;
const MOST_AROUND = 65_536;
const MOST_ROW_BYTES = 4_194_304;
/** Rows are handed on each time so many bytes were read, so that no single call holds the event loop for long. */
const PART_BYTES = 65_536;

/**
 * Reads a bulk answer row by row; numbers keep the text they were written in.
 * @param give takes the rows, some at a time
 * @returns the document around the list, parsed, and whether the list was there
 * @throws SyntaxError for what is no JSON; ZodError for a row of a strict kind; TooMuchJson beyond the limits
 */
export function readRows<T>(
  bytes: Uint8Array,
  { member, row, isStrict }: RowsKind<T>,
  give: (rows: T[]) => void,
): unknown {
  const text = (part: Uint8Array): string => new TextDecoder().decode(part);
  const taken = takeRows(bytes, member, { rows: MOST_ROWS, around: MOST_AROUND });
  const around = parseExactJson(text(taken.around));
  let batch: T[] = [];
  let size = 0;
  for (const each of taken.rows) {
    if (each.byteLength > MOST_ROW_BYTES) throw new SyntaxError('a row is too long');
    const value = parseExactJson(text(each));
    const parsed = isStrict ? { success: true, data: row.parse(value) } : row.safeParse(value);
    if (parsed.success && parsed.data !== undefined) batch.push(parsed.data);
    size += each.byteLength;
    if (size < PART_BYTES) continue;
    give(batch);
    batch = [];
    size = 0;
  }
  give(batch);
  return around;
}

/**
 * Whether the document had the list: {@link takeRows} has emptied it. A member whose name was written with escapes does
 * not count.
 */
export function hasList(around: unknown, { member }: Pick<RowsKind<unknown>, 'member'>): boolean {
  const isEmptied = (one: unknown): boolean => Array.isArray(one) && one.length === 0;
  if (member === null) return isEmptied(around);
  if (typeof around !== 'object' || around === null || Array.isArray(around)) return false;
  return isEmptied((around as Record<string, unknown>)[member]);
}
