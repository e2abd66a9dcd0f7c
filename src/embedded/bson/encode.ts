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
  UUID,
} from 'bson';
import { CommandError } from '../errors.js';
import { GrowingBuffer } from './growing-buffer.js';
import { BsonUndefined, DbPointer, isDoc, ScopedCode, type Doc, type Value } from './values.js';

class Writer extends GrowingBuffer {
  int32(value: number): void {
    this.room(4);
    this.at = this.bytes.writeInt32LE(value, this.at);
  }

  utf8(text: string): void {
    this.room(text.length * 3);
    this.at += this.bytes.write(text, this.at, 'utf8');
  }

  cstring(text: string): void {
    if (text.includes('\0')) throw new CommandError('BadValue', 'a name must not contain NUL');
    this.utf8(text);
    this.byte(0);
  }

  string(text: string): void {
    const start = this.at;
    this.int32(0);
    this.utf8(text);
    this.byte(0);
    this.bytes.writeInt32LE(this.at - start - 4, start);
  }

  int64(value: bigint): void {
    this.room(8);
    this.at = this.bytes.writeBigInt64LE(value, this.at);
  }

  document(value: Doc): void {
    const start = this.at;
    this.int32(0);
    for (const [name, field] of value) this.element(name, field);
    this.end(start);
  }

  array(values: Value[]): void {
    const start = this.at;
    this.int32(0);
    for (let i = 0; i < values.length; i++) this.element(String(i), values[i] as Value);
    this.end(start);
  }

  end(start: number): void {
    this.byte(0);
    this.bytes.writeInt32LE(this.at - start, start);
  }

  element(name: string, value: Value): void {
    const type = this.at;
    this.byte(0);
    this.cstring(name);
    const tag = this.value(value);
    this.bytes[type] = tag;
  }

  /** Writes the value and gives its type. */
  value(value: Value): number {
    if (typeof value === 'string') {
      this.string(value);
      return 0x02;
    }
    if (isDoc(value)) {
      this.document(value);
      return 0x03;
    }
    if (Array.isArray(value)) {
      this.array(value);
      return 0x04;
    }
    return value === null || typeof value !== 'object' ? this.scalar(value) : this.instance(value);
  }

  private scalar(value: null | number | bigint | boolean): number {
    if (value === null) return 0x0a;
    if (typeof value === 'boolean') {
      this.byte(value ? 1 : 0);
      return 0x08;
    }
    if (typeof value === 'bigint') {
      this.int64(value);
      return 0x12;
    }
    this.room(8);
    this.at = this.bytes.writeDoubleLE(value, this.at);
    return 0x01;
  }

  private instance(value: object): number {
    const write = WRITERS.get(value.constructor);
    if (!write) throw new CommandError('InternalError', 'a value of no BSON type');
    return write(this, value);
  }

  binary(value: Binary): number {
    this.int32(value.length());
    this.byte(value.sub_type);
    this.raw(value.buffer.subarray(0, value.length()));
    return 0x05;
  }

  scopedCode(value: ScopedCode): number {
    const start = this.at;
    this.int32(0);
    this.string(value.code);
    this.document(value.scope);
    this.bytes.writeInt32LE(this.at - start, start);
    return 0x0f;
  }
}

type Write = (w: Writer, value: never) => number;
const entry = <T extends object>(
  type: abstract new (...args: never[]) => T,
  tag: number,
  write: (w: Writer, value: T) => void,
): [unknown, Write] => [
  type,
  (w: Writer, value: T): number => {
    write(w, value);
    return tag;
  },
];

const WRITERS = new Map<unknown, (w: Writer, value: unknown) => number>([
  entry(ObjectId, 0x07, (w, v) => w.raw(v.id)),
  entry(Int32, 0x10, (w, v) => w.int32(v.value)),
  entry(Date, 0x09, (w, v) => w.int64(BigInt(v.getTime()))),
  entry(Binary, 0x05, (w, v) => w.binary(v)),
  entry(UUID, 0x05, (w, v) => w.binary(v)),
  entry(BsonUndefined, 0x06, () => undefined),
  entry(Decimal128, 0x13, (w, v) => w.raw(v.bytes)),
  entry(Timestamp, 0x11, (w, v) => w.int64(BigInt.asIntN(64, v.toBigInt()))),
  entry(BSONSymbol, 0x0e, (w, v) => w.string(v.value)),
  entry(Code, 0x0d, (w, v) => w.string(String(v.code))),
  entry(ScopedCode, 0x0f, (w, v) => w.scopedCode(v)),
  entry(MinKey, 0xff, () => undefined),
  entry(MaxKey, 0x7f, () => undefined),
  entry(BSONRegExp, 0x0b, (w, v) => {
    w.cstring(v.pattern);
    w.cstring(v.options);
  }),
  entry(DbPointer, 0x0c, (w, v) => {
    w.string(v.namespace);
    w.raw(v.id.id);
  }),
] as [unknown, (w: Writer, value: unknown) => number][]);

const shared = new Writer(65536);

/** The BSON bytes of a document, in a buffer of their own. */
export function encode(value: Doc): Buffer {
  shared.at = 0;
  shared.document(value);
  return Buffer.from(shared.bytes.subarray(0, shared.at));
}

/** The bytes of the document `{[name]: {…fields, [list]: documents}, ok: 1}` around raw documents. */
export function encodeCursor(list: string, documents: Buffer[], fields: Doc): Buffer {
  const w = shared;
  w.at = 0;
  w.int32(0);
  w.byte(0x03);
  w.cstring('cursor');
  const cursor = w.at;
  w.int32(0);
  w.byte(0x04);
  w.cstring(list);
  const array = w.at;
  w.int32(0);
  for (let i = 0; i < documents.length; i++) {
    w.byte(0x03);
    w.cstring(String(i));
    w.raw(documents[i] as Buffer);
  }
  w.end(array);
  for (const [name, value] of fields) w.element(name, value);
  w.end(cursor);
  w.element('ok', 1);
  w.end(0);
  return Buffer.from(w.bytes.subarray(0, w.at));
}
