import { isUtf8 } from 'node:buffer';
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
import { DbPointer, ScopedCode, UNDEFINED, type Doc, type Value } from './values.js';

const MAX_DEPTH = 200;
const LAST_DATE_MS = 8_640_000_000_000_000n;

/** InvalidBSON (22): the bytes are no document. */
export const bad = (why: string): CommandError => new CommandError(22, `InvalidBSON: ${why}`);

/** Names that were read lately, each at the place of its hash: most documents have the same few. */
const NAMES: (string | undefined)[] = new Array<string | undefined>(4096).fill(undefined);
const LONGEST_KEPT = 40;

/** The name between two places, of ASCII characters alone; `hash` is of them. */
function asciiName(bytes: Buffer, start: number, end: number, hash: number): string {
  const length = end - start;
  if (length > LONGEST_KEPT) return bytes.toString('latin1', start, end);
  const place = (hash ^ (hash >>> 12)) & 4095;
  const known = NAMES[place];
  if (known?.length === length) {
    let at = 0;
    while (at < length && known.charCodeAt(at) === bytes[start + at]) at++;
    if (at === length) return known;
  }
  return (NAMES[place] = bytes.toString('latin1', start, end));
}

/** A MongoDB keeps what is no UTF-8; here an update would write it back as something else, so it does not come in. */
function checkText(bytes: Buffer): void {
  if (!isUtf8(bytes)) throw bad('a string that is no UTF-8');
}

/** Reads one BSON document (bsonspec.org 1.1) and checks every length it trusts. */
export class Reader {
  constructor(
    readonly bytes: Buffer,
    public at: number,
  ) {}

  int32(): number {
    if (this.at + 4 > this.bytes.length) throw bad('a number is cut short');
    const value = this.bytes.readInt32LE(this.at);
    this.at += 4;
    return value;
  }

  take(length: number): Buffer {
    if (length < 0 || this.at + length > this.bytes.length) throw bad('a length beyond the end');
    const part = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return part;
  }

  cstring(): string {
    const { bytes, at: start } = this;
    let end = start;
    let hash = 0;
    let any = 0;
    for (let byte = bytes[end]; byte !== 0; byte = bytes[++end]) {
      if (byte === undefined) throw bad('a name without its end');
      hash = (hash * 31 + byte) | 0;
      any |= byte;
    }
    this.at = end + 1;
    if (any < 128) return asciiName(bytes, start, end, hash);
    checkText(bytes.subarray(start, end));
    return bytes.toString('utf8', start, end);
  }

  string(): string {
    const length = this.int32();
    const part = this.take(length);
    if (length < 1 || part[length - 1] !== 0) throw bad('a string without its end');
    const text = part.toString('utf8', 0, length - 1);
    // What is read from bytes that are no UTF-8 holds this character.
    if (text.includes('\ufffd')) checkText(part);
    return text;
  }

  /** Where the document that starts here ends. */
  extent(): number {
    const start = this.at;
    const length = this.int32();
    const end = start + length;
    if (length < 5 || end > this.bytes.length || this.bytes[end - 1] !== 0)
      throw bad('a document whose length is wrong');
    return end;
  }

  document(depth: number): Doc {
    const end = this.begin(depth);
    const out: Doc = new Map();
    for (let type = this.type(end); type !== 0; type = this.type(end)) {
      const name = this.cstring();
      out.set(name, this.value(type, depth));
    }
    return out;
  }

  array(depth: number): Value[] {
    const end = this.begin(depth);
    const out: Value[] = [];
    for (let type = this.type(end); type !== 0; type = this.type(end)) {
      this.cstring();
      out.push(this.value(type, depth));
    }
    return out;
  }

  begin(depth: number): number {
    if (depth > MAX_DEPTH) throw new CommandError(15, `Overflow: more than ${MAX_DEPTH} levels`);
    return this.extent();
  }

  /** The next element's type, or 0 at the document's own end. */
  type(end: number): number {
    const type = this.bytes[this.at++];
    if (type === undefined || (type === 0) !== (this.at === end))
      throw bad('a document without its end');
    return type;
  }

  value(type: number, depth: number): Value {
    if (type === 0x03) return this.document(depth + 1);
    if (type === 0x04) return this.array(depth + 1);
    const read = READERS[type];
    if (!read) throw bad(`unknown element type ${type}`);
    return read(this, depth);
  }

  binary(): Binary {
    const length = this.int32();
    const subType = this.take(1)[0] as number;
    return new Binary(Buffer.from(this.take(length)), subType);
  }

  date(): Date {
    const ms = this.take(8).readBigInt64LE(0);
    if (ms > LAST_DATE_MS || ms < -LAST_DATE_MS)
      throw new CommandError(
        'NotImplemented',
        `The date ${ms} ms is not supported by the embedded store`,
      );
    return new Date(Number(ms));
  }

  /** Passes over a value, checking what `value` would check. */
  skip(type: number, depth: number): void {
    if (type === 0x02) this.skipString();
    else if (type === 0x03 || type === 0x04) this.skipDocument(depth + 1);
    else this.value(type, depth);
  }

  private skipString(): void {
    const length = this.int32();
    const end = this.at + length;
    if (length < 1 || end > this.bytes.length || this.bytes[end - 1] !== 0)
      throw bad('a string without its end');
    checkText(this.bytes.subarray(this.at, end));
    this.at = end;
  }

  private skipDocument(depth: number): void {
    const end = this.begin(depth);
    for (let type = this.type(end); type !== 0; type = this.type(end)) {
      const name = this.bytes.indexOf(0, this.at);
      if (name < 0) throw bad('a name without its end');
      checkText(this.bytes.subarray(this.at, name));
      this.at = name + 1;
      this.skip(type, depth);
    }
  }

  /** Passes over a value of bytes that were checked when they came. */
  pass(type: number): void {
    const fixed = FIXED[type];
    if (fixed !== undefined) this.at += fixed;
    else if (type === 0x03 || type === 0x04 || type === 0x0f)
      this.at += this.bytes.readInt32LE(this.at);
    else if (type === 0x02) this.at += 4 + this.bytes.readInt32LE(this.at);
    else this.value(type, 0);
  }

  scopedCode(depth: number): ScopedCode {
    const end = this.extent();
    const code = new ScopedCode(this.string(), this.document(depth + 1));
    if (this.at !== end) throw bad('code whose length is wrong');
    return code;
  }
}

/** How long the values of a type are, where all are alike. */
const FIXED: readonly (number | undefined)[] = Object.assign(
  new Array<number | undefined>(256).fill(undefined),
  { 0x01: 8, 0x06: 0, 0x07: 12, 0x08: 1, 0x09: 8, 0x0a: 0 },
  { 0x10: 4, 0x11: 8, 0x12: 8, 0x13: 16, 0x7f: 0, 0xff: 0 },
);

const objectId = (r: Reader): ObjectId => new ObjectId(Uint8Array.prototype.slice.call(r.take(12)));

const READERS: Record<number, (r: Reader, depth: number) => Value> = {
  0x01: (r) => r.take(8).readDoubleLE(0),
  0x02: (r) => r.string(),
  0x05: (r) => r.binary(),
  0x06: () => UNDEFINED,
  0x07: objectId,
  0x08: (r) => r.take(1)[0] === 1,
  0x09: (r) => r.date(),
  0x0a: () => null,
  0x0b: (r) => new BSONRegExp(r.cstring(), r.cstring()),
  0x0c: (r) => new DbPointer(r.string(), objectId(r)),
  0x0d: (r) => new Code(r.string()),
  0x0e: (r) => new BSONSymbol(r.string()),
  0x0f: (r, depth) => r.scopedCode(depth),
  0x10: (r) => new Int32(r.int32()),
  0x11: (r) => new Timestamp(r.take(8).readBigUInt64LE(0)),
  0x12: (r) => r.take(8).readBigInt64LE(0),
  0x13: (r) => new Decimal128(Uint8Array.prototype.slice.call(r.take(16))),
  0x7f: () => new MaxKey(),
  0xff: () => new MinKey(),
};
