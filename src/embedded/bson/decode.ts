import { CommandError } from '../errors.js';
import { bad, Reader } from './reader.js';
import type { Doc } from './values.js';

/** Takes the bytes of one BSON document and gives its fields; throws InvalidBSON (22). */
export function decode(bytes: Buffer): Doc {
  const reader = new Reader(bytes, 0);
  const out = reader.document(0);
  if (reader.at !== bytes.length) throw bad('bytes after the document');
  return out;
}

/** Like `decode`, but gives the named top-level fields alone; the others are checked and passed over. */
export function decodeFields(bytes: Buffer, names: ReadonlySet<string>): Doc {
  const reader = new Reader(bytes, 0);
  const end = reader.begin(0);
  const out: Doc = new Map();
  for (let type = reader.type(end); type !== 0; type = reader.type(end)) {
    const name = reader.cstring();
    if (names.has(name)) out.set(name, reader.value(type, 0));
    else reader.skip(type, 0);
  }
  if (reader.at !== bytes.length) throw bad('bytes after the document');
  return out;
}

/** Like `decodeFields`, of bytes that are stored: what they hold was checked as it came. */
export function readFields(bytes: Buffer, names: ReadonlySet<string>): Doc {
  const reader = new Reader(bytes, 0);
  const end = reader.begin(0);
  const out: Doc = new Map();
  for (let type = reader.type(end); type !== 0; type = reader.type(end)) {
    const name = reader.cstring();
    if (names.has(name)) out.set(name, reader.value(type, 0));
    else reader.pass(type);
  }
  return out;
}

/** The bytes of a stored document with those of its top-level fields that `isKept` names. */
export function pickFields(bytes: Buffer, isKept: (name: string) => boolean): Buffer {
  const reader = new Reader(bytes, 0);
  const end = reader.begin(0);
  const out = Buffer.allocUnsafe(bytes.length);
  let at = 4;
  let start = reader.at;
  for (let type = reader.type(end); type !== 0; type = reader.type(end)) {
    const name = reader.cstring();
    reader.pass(type);
    if (isKept(name)) at += bytes.copy(out, at, start, reader.at);
    start = reader.at;
  }
  out[at++] = 0;
  out.writeInt32LE(at, 0);
  return out.subarray(0, at);
}

/** Whether `_id` is a document's first field. */
export const beginsWithId = (bytes: Buffer): boolean => bytes.toString('latin1', 5, 9) === '_id\0';

/** Like `decode`, but the documents in the array named `field` stay the bytes that they are. */
export function decodeAround(bytes: Buffer, field: string): { fields: Doc; raw: Buffer[] | null } {
  const reader = new Reader(bytes, 0);
  const end = reader.extent();
  const fields: Doc = new Map();
  let raw: Buffer[] | null = null;
  for (let type = reader.type(end); type !== 0; type = reader.type(end)) {
    const name = reader.cstring();
    if (name === field && type === 0x04) raw = rawDocuments(reader);
    else fields.set(name, reader.value(type, 0));
  }
  return { fields, raw };
}

function rawDocuments(reader: Reader): Buffer[] {
  const end = reader.extent();
  const out: Buffer[] = [];
  for (let type = reader.type(end); type !== 0; type = reader.type(end)) {
    if (type !== 0x03) throw new CommandError('TypeMismatch', 'a document was expected');
    reader.cstring();
    const start = reader.at;
    const stop = reader.extent();
    out.push(reader.bytes.subarray(start, stop));
    reader.at = stop;
  }
  return out;
}

/** Splits bytes that hold documents one after another (OP_MSG, section kind 1). */
export function splitDocuments(bytes: Buffer): Buffer[] {
  const reader = new Reader(bytes, 0);
  const out: Buffer[] = [];
  while (reader.at < bytes.length) {
    const start = reader.at;
    reader.at = reader.extent();
    out.push(bytes.subarray(start, reader.at));
  }
  return out;
}
