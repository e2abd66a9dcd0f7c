/**
 * Memcomparable keys: the bytes of two keys compare as MongoDB compares the values. Numbers of every
 * type share one exact order; no key is the beginning of another, so keys can be strung together.
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
import type { Collation } from './collation.js';
import { GrowingBuffer } from './growing-buffer.js';
import { floorDouble } from './numbers.js';
import {
  BsonUndefined,
  DbPointer,
  isDoc,
  isNumeric,
  ScopedCode,
  type Doc,
  type Numeric,
  type Value,
} from './values.js';

/** The order of the types (MongoDB manual, "Comparison/Sort Order"). */
export const TAG = {
  minKey: 1,
  undefined: 3,
  null: 5,
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binData: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  dbPointer: 55,
  code: 60,
  scopedCode: 65,
  maxKey: 127,
} as const;

const BY_CLASS = new Map<unknown, number>([
  [ObjectId, TAG.objectId],
  [Date, TAG.date],
  [Int32, TAG.number],
  [Decimal128, TAG.number],
  [Binary, TAG.binData],
  [Timestamp, TAG.timestamp],
  [BSONRegExp, TAG.regex],
  [BSONSymbol, TAG.string],
  [Code, TAG.code],
  [ScopedCode, TAG.scopedCode],
  [DbPointer, TAG.dbPointer],
  [MinKey, TAG.minKey],
  [MaxKey, TAG.maxKey],
  [BsonUndefined, TAG.undefined],
]);

/** The place of a value's type in MongoDB's order; a missing value is a null. */
export function tagOf(value: Value | undefined): number {
  switch (typeof value) {
    case 'string':
      return TAG.string;
    case 'number':
    case 'bigint':
      return TAG.number;
    case 'boolean':
      return TAG.bool;
    case 'undefined':
      return TAG.null;
  }
  if (value === null) return TAG.null;
  if (isDoc(value)) return TAG.object;
  if (Array.isArray(value)) return TAG.array;
  return BY_CLASS.get((value as object).constructor) ?? TAG.maxKey;
}

class KeyWriter extends GrowingBuffer {
  text(text: string): void {
    this.room(text.length * 3 + 2);
    if (text.includes('\0')) this.escaped(Buffer.from(text, 'utf8'));
    else this.at += this.bytes.write(text, this.at, 'utf8');
    // Two bytes end it, so that "" and "\0" (00 FF) differ before either ends: inverted, a mere prefix would come first.
    this.byte(0);
    this.byte(0);
  }

  private escaped(utf8: Buffer): void {
    for (const byte of utf8) {
      this.byte(byte);
      if (byte === 0) this.byte(0xff);
    }
  }

  uint32(value: number): void {
    this.room(4);
    this.at = this.bytes.writeUInt32BE(value >>> 0, this.at);
  }

  uint64(value: bigint): void {
    this.room(8);
    this.at = this.bytes.writeBigUInt64BE(value, this.at);
  }

  double(value: number): void {
    this.room(8);
    const { bytes, at } = this;
    if (Number.isNaN(value)) bytes.fill(0, at, at + 8);
    else {
      bytes.writeDoubleBE(value === 0 ? 0 : value, at);
      if ((bytes[at] as number) & 0x80)
        for (let i = at; i < at + 8; i++) bytes[i] = ~(bytes[i] as number);
      else bytes[at] = (bytes[at] as number) | 0x80;
    }
    this.at += 8;
  }

  number(value: Numeric): void {
    if (typeof value === 'number' || value instanceof Int32) {
      this.double(typeof value === 'number' ? value : value.value);
      return this.byte(0);
    }
    const { base, rest } = floorDouble(value);
    this.double(base);
    this.byte(rest ? 1 : 0);
    if (!rest) return;
    const start = this.at;
    const digits = rest.digits.toString();
    this.uint32(digits.length + rest.exponent + 0x8000);
    let end = digits.length;
    while (digits[end - 1] === '0') end--;
    this.text(digits.slice(0, end));
    if (base === -Infinity) this.invert(start);
  }

  invert(from: number): void {
    for (let i = from; i < this.at; i++) this.bytes[i] = ~(this.bytes[i] as number);
  }

  document(value: Doc, collation: Collation | null): void {
    for (const [name, field] of value) {
      this.byte(tagOf(field));
      this.text(name);
      this.value(field, collation);
    }
    this.byte(0);
  }

  value(value: Value | undefined, collation: Collation | null): void {
    const tag = tagOf(value);
    this.byte(tag);
    if (typeof value === 'string') this.text(collation ? collation.fold(value) : value);
    else if (isNumeric(value)) this.number(value);
    else if (typeof value === 'boolean') this.byte(value ? 1 : 0);
    else if (isDoc(value)) this.document(value, collation);
    else if (Array.isArray(value)) {
      for (const item of value) this.value(item, collation);
      this.byte(0);
    } else if (value !== null && value !== undefined)
      WRITERS.get(value.constructor)?.(this, value as never, collation);
  }
}

type Write = (w: KeyWriter, value: never, collation: Collation | null) => void;
const WRITERS = new Map<unknown, Write>([
  [ObjectId, (w, v: ObjectId) => w.raw(v.id)],
  [Date, (w, v: Date) => w.uint64(BigInt.asUintN(64, BigInt(v.getTime())) ^ (1n << 63n))],
  [Timestamp, (w, v: Timestamp) => w.uint64(BigInt.asUintN(64, v.toBigInt()))],
  [BSONSymbol, (w, v: BSONSymbol, c) => w.text(c ? c.fold(v.value) : v.value)],
  [Code, (w, v: Code) => w.text(String(v.code))],
  [
    Binary,
    (w, v: Binary) => {
      w.uint32(v.length());
      w.byte(v.sub_type);
      w.raw(v.buffer.subarray(0, v.length()));
    },
  ],
  [
    BSONRegExp,
    (w, v: BSONRegExp) => {
      w.text(v.pattern);
      w.text(v.options);
    },
  ],
  [
    DbPointer,
    (w, v: DbPointer) => {
      w.text(v.namespace);
      w.raw(v.id.id);
    },
  ],
  [
    ScopedCode,
    (w, v: ScopedCode, c) => {
      w.text(v.code);
      w.document(v.scope, c);
    },
  ],
] as [unknown, Write][]);

const shared = new KeyWriter(4096);

/** The key of a row of values, one a direction (1 or -1). */
export function rowKey(
  values: readonly (Value | undefined)[],
  directions: readonly number[],
  collation: Collation | null,
): Buffer {
  shared.at = 0;
  for (let i = 0; i < values.length; i++) {
    const start = shared.at;
    shared.value(values[i], collation);
    if (directions[i] === -1) shared.invert(start);
  }
  return Buffer.from(shared.bytes.subarray(0, shared.at));
}

const ASCENDING = [1];

/** The key of one value, ascending. */
export const keyOf = (value: Value | undefined, collation: Collation | null = null): Buffer =>
  rowKey([value], ASCENDING, collation);

/** @returns a key with every bit inverted, for descending order */
export function inverted(key: Buffer): Buffer {
  const out = Buffer.from(key);
  for (let i = 0; i < out.length; i++) out[i] = ~(out[i] as number);
  return out;
}

/** The least key that is above every key which begins with this one; null when there is none. */
export function successor(key: Buffer): Buffer | null {
  for (let i = key.length - 1; i >= 0; i--) {
    if (key[i] === 0xff) continue;
    const out = Buffer.from(key.subarray(0, i + 1));
    out[i] = (out[i] as number) + 1;
    return out;
  }
  return null;
}
