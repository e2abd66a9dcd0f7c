/**
 * The values documents are made of while the server works on them. Every BSON type stays what it
 * was: a double is a JavaScript number, an int32 an `Int32`, an int64 a bigint; a document is a `Map`
 * (fields keep their order, whatever their names); a missing field is `undefined`.
 */
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Int32,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { CommandError } from '../errors.js';

/** BSON's deprecated type 6, kept apart from a missing field. */
export class BsonUndefined {
  readonly type = 'undefined';
}

/** BSON's deprecated type 12. */
export class DbPointer {
  constructor(
    readonly namespace: string,
    readonly id: ObjectId,
  ) {}
}

/** JavaScript code with the scope it runs in (type 15). */
export class ScopedCode {
  constructor(
    readonly code: string,
    readonly scope: Doc,
  ) {}
}

export const UNDEFINED = new BsonUndefined();
export type Doc = Map<string, Value>;
export type Numeric = number | bigint | Int32 | Decimal128;
export type Value =
  | Numeric
  | string
  | boolean
  | null
  | Date
  | Doc
  | Value[]
  | ObjectId
  | Binary
  | Timestamp
  | BSONRegExp
  | BSONSymbol
  | Code
  | ScopedCode
  | DbPointer
  | MinKey
  | MaxKey
  | BsonUndefined;

export const isDoc = (value: unknown): value is Doc => value instanceof Map;

/** Whether a value is of one of the numeric types. */
export function isNumeric(value: unknown): value is Numeric {
  return (
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof Int32 ||
    value instanceof Decimal128
  );
}

/** A numeric value as a double; exact but for large int64 and Decimal128. */
export function toNumber(value: Numeric): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Int32 ? value.value : Number(value.toString());
}

/** MongoDB's notion of truth: false, null, undefined and zero are false. */
export function isTruthy(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === false) return false;
  if (value instanceof BsonUndefined) return false;
  return isNumeric(value) ? toNumber(value) !== 0 : true;
}

const INT32_MAX = 2147483647;
const INT64_MAX = 9223372036854775807n;

/** A whole number in the smallest integer type that holds it, or as a double beyond int64. */
export function fromInteger(value: bigint): Int32 | bigint | number {
  if (value >= -2147483648n && value <= BigInt(INT32_MAX)) return new Int32(Number(value));
  return value >= -INT64_MAX - 1n && value <= INT64_MAX ? value : Number(value);
}

/** A JavaScript count as MongoDB writes it. */
export const int = (value: number): Int32 | bigint | number =>
  value <= INT32_MAX && value >= -2147483648 ? new Int32(value) : fromInteger(BigInt(value));

type Plain = Value | undefined | { [key: string]: Plain } | Plain[];

/** A document from an object literal: whole numbers become integers, undefined fields are left out. */
export function doc(fields: { [key: string]: unknown }): Doc {
  const out: Doc = new Map();
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined) out.set(key, toValue(value as Plain));
  }
  return out;
}

function toValue(value: Plain): Value {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? int(value) : value;
  if (Array.isArray(value)) return value.map(toValue);
  if (
    value !== null &&
    typeof value === 'object' &&
    Object.getPrototypeOf(value) === Object.prototype
  )
    return doc(value as { [key: string]: Plain });
  return value as Value;
}

/** A copy that shares nothing which an update could change. */
export function clone(value: Value): Value {
  if (Array.isArray(value)) return value.map(clone);
  return isDoc(value) ? cloneDoc(value) : value;
}

/** @returns a copy of a document that shares nothing which an update could change */
export function cloneDoc(value: Doc): Doc {
  const out: Doc = new Map();
  for (const [key, field] of value) out.set(key, clone(field));
  return out;
}

/** A copy whose named top-level fields share nothing that an update could change; the others are the same values. */
export function cloneFields(value: Doc, names: ReadonlySet<string>): Doc {
  const out: Doc = new Map(value);
  for (const name of names) {
    const field = value.get(name);
    if (field !== undefined) out.set(name, clone(field));
  }
  return out;
}

const NAMES: [(value: Value) => boolean, string][] = [
  [(v) => typeof v === 'number', 'double'],
  [(v) => typeof v === 'string', 'string'],
  [isDoc, 'object'],
  [Array.isArray, 'array'],
  [(v) => v instanceof Binary, 'binData'],
  [(v) => v instanceof BsonUndefined, 'undefined'],
  [(v) => v instanceof ObjectId, 'objectId'],
  [(v) => typeof v === 'boolean', 'bool'],
  [(v) => v instanceof Date, 'date'],
  [(v) => v === null, 'null'],
  [(v) => v instanceof BSONRegExp, 'regex'],
  [(v) => v instanceof DbPointer, 'dbPointer'],
  [(v) => v instanceof Code, 'javascript'],
  [(v) => v instanceof BSONSymbol, 'symbol'],
  [(v) => v instanceof ScopedCode, 'javascriptWithScope'],
  [(v) => v instanceof Int32, 'int'],
  [(v) => v instanceof Timestamp, 'timestamp'],
  [(v) => typeof v === 'bigint', 'long'],
  [(v) => v instanceof Decimal128, 'decimal'],
  [(v) => v instanceof MinKey, 'minKey'],
  [(v) => v instanceof MaxKey, 'maxKey'],
];

/** The alias of a value's BSON type, as `$type` names it. */
export function typeName(value: Value | undefined): string {
  if (value === undefined) return 'missing';
  const found = NAMES.find(([is]) => is(value));
  if (!found) throw new CommandError('InternalError', 'a value of no BSON type');
  return found[1];
}
