import type { z } from 'zod';
import { takeRows } from './json-rows.js';
import { parseExactJson } from './exact-json.js';

/** What a bulk answer of a platform is made of. */
export interface RowsKind<T> {
  /** The member that holds the list; null: the answer is the list. */
  readonly member: string | null;
  readonly row: z.ZodType<T>;
  /** A row that cannot be read makes the whole answer unreadable; else it is left out. */
  readonly isStrict: boolean;
}

/** By name: what crosses between processes is a name. */
export type RowsKinds = Readonly<Record<string, RowsKind<unknown>>>;

/** Of one answer. */
export const MOST_ROWS = 100_000;
const MOST_AROUND = 65_536;
const MOST_ROW_BYTES = 4_194_304;
/** Rows are handed on whenever so many bytes were read: each handful takes a moment to take over. */
const PART_BYTES = 65_536;

/**
 * Reads a bulk answer row by row, numbers as they were written.
 * @param give takes the rows, a handful at a time
 * @returns what stands around the list, parsed, and whether there was a list
 * @throws SyntaxError, a ZodError for a row of a strict kind, TooMuchJson
 */
export function readRows<T>(
  bytes: Uint8Array,
  { member, row, isStrict }: RowsKind<T>,
  give: (rows: T[]) => void,
): unknown {
  const text = (part: Uint8Array): string => new TextDecoder().decode(part);
  const taken = takeRows(bytes, member, { rows: MOST_ROWS, around: MOST_AROUND });
  const around = parseExactJson(text(taken.around));
  let handful: T[] = [];
  let size = 0;
  for (const each of taken.rows) {
    if (each.byteLength > MOST_ROW_BYTES) throw new SyntaxError('a row is too long');
    const value = parseExactJson(text(each));
    const parsed = isStrict ? { success: true, data: row.parse(value) } : row.safeParse(value);
    if (parsed.success && parsed.data !== undefined) handful.push(parsed.data);
    size += each.byteLength;
    if (size < PART_BYTES) continue;
    give(handful);
    handful = [];
    size = 0;
  }
  give(handful);
  return around;
}

/** Whether the list that a kind asks for was there: emptied, since its rows were taken. A list under a name in escapes was not. */
export function hasList(around: unknown, { member }: Pick<RowsKind<unknown>, 'member'>): boolean {
  const isEmptied = (one: unknown): boolean => Array.isArray(one) && one.length === 0;
  if (member === null) return isEmptied(around);
  if (typeof around !== 'object' || around === null || Array.isArray(around)) return false;
  return isEmptied((around as Record<string, unknown>)[member]);
}
