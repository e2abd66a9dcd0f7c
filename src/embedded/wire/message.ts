/**
 * The wire protocol's messages (MongoDB manual, "Wire Protocol"): OP_MSG both ways, and OP_QUERY with
 * OP_REPLY for the first handshake. Lengths are little-endian and in bytes.
 */
import { decodeAround, splitDocuments } from '../bson/decode.js';
import type { Doc } from '../bson/values.js';

export const MAX_MESSAGE_BYTES = 48_000_000;
export const HEADER = 16;
export const OP_REPLY = 1;
const OP_QUERY = 2004;
export const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
export const MORE_TO_COME = 2;
const EXHAUST_ALLOWED = 0x10000;
const REQUIRED_FLAGS = 0xffff;

export interface Request {
  requestId: number;
  isLegacy: boolean;
  /** The client waits for no reply (`w: 0`). */
  isUnanswered: boolean;
  /** The client takes several replies to this one message. */
  isExhaustAllowed: boolean;
  command: Doc;
  /** Documents to insert, as the bytes that came. */
  documents: Buffer[] | null;
}

/** A message that breaks the protocol: its connection is closed. */
export class ProtocolError extends Error {}

/** Reads one whole message. */
export function parseMessage(bytes: Buffer): Request {
  const requestId = bytes.readInt32LE(4);
  const opCode = bytes.readInt32LE(12);
  if (opCode === OP_MSG) return parseMsg(bytes, requestId);
  if (opCode === OP_QUERY) return parseQuery(bytes, requestId);
  throw new ProtocolError(`operation ${opCode} is not supported`);
}

function parseMsg(bytes: Buffer, requestId: number): Request {
  if (bytes.length < HEADER + 5) throw new ProtocolError('a message cut short');
  const flags = bytes.readUInt32LE(HEADER);
  if (flags & REQUIRED_FLAGS & ~(CHECKSUM_PRESENT | MORE_TO_COME))
    throw new ProtocolError(`unknown flags ${flags}`);
  const end = bytes.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  const request: Request = {
    requestId,
    isLegacy: false,
    isUnanswered: (flags & MORE_TO_COME) !== 0,
    isExhaustAllowed: (flags & EXHAUST_ALLOWED) !== 0,
    command: new Map(),
    documents: null,
  };
  let hasBody = false;
  for (let at = HEADER + 4; at < end;) {
    const kind = bytes[at++];
    if (at + 4 > end) throw new ProtocolError('a section cut short');
    const length = bytes.readInt32LE(at);
    if (length < 5 || at + length > end) throw new ProtocolError('a section whose length is wrong');
    const section = bytes.subarray(at, at + length);
    at += length;
    if (kind === 0) {
      if (hasBody) throw new ProtocolError('two bodies in one message');
      hasBody = true;
      addBody(request, section);
    } else if (kind === 1) addSequence(request, section);
    else throw new ProtocolError(`unknown section kind ${kind}`);
  }
  if (!hasBody) throw new ProtocolError('a message without a body');
  return request;
}

function addBody(request: Request, section: Buffer): void {
  const { fields, raw } = decodeAround(section, 'documents');
  for (const [name, value] of request.command) fields.set(name, value);
  request.command = fields;
  request.documents ??= raw;
}

function addSequence(request: Request, section: Buffer): void {
  const end = section.indexOf(0, 4);
  if (end < 0) throw new ProtocolError('a sequence without a name');
  const name = section.toString('utf8', 4, end);
  const documents = splitDocuments(section.subarray(end + 1));
  if (name === 'documents') request.documents = documents;
  else
    request.command.set(
      name,
      documents.map((part) => decodeAround(part, '').fields),
    );
}

function parseQuery(bytes: Buffer, requestId: number): Request {
  const end = bytes.indexOf(0, HEADER + 4);
  if (end < 0 || end + 13 > bytes.length) throw new ProtocolError('a query cut short');
  const namespace = bytes.toString('utf8', HEADER + 4, end);
  if (!namespace.endsWith('.$cmd')) throw new ProtocolError('OP_QUERY is for commands alone');
  const at = end + 9;
  const length = bytes.readInt32LE(at);
  if (length < 5 || at + length > bytes.length) throw new ProtocolError('a query cut short');
  const { fields } = decodeAround(bytes.subarray(at, at + length), '');
  const inner = fields.get('$query');
  const command = inner instanceof Map ? inner : fields;
  const [name] = command.keys();
  if (!['hello', 'ismaster', 'ismaster', 'isMaster'].includes(name ?? ''))
    throw new ProtocolError('OP_QUERY is for the handshake alone');
  command.set('$db', namespace.slice(0, -5));
  const isLegacy = true;
  const isUnanswered = false;
  const isExhaustAllowed = false;
  return { requestId, isLegacy, isUnanswered, isExhaustAllowed, command, documents: null };
}

/** Puts a stream's chunks together into whole messages. */
export class Framer {
  private chunks: Buffer[] = [];
  private size = 0;

  /** Takes a chunk, gives the messages that are complete; throws ProtocolError on a wrong length. */
  push(chunk: Buffer): Buffer[] {
    this.chunks.push(chunk);
    this.size += chunk.length;
    const out: Buffer[] = [];
    for (;;) {
      const length = this.nextLength();
      if (length === null || this.size < length) return out;
      const all =
        this.chunks.length === 1 ? (this.chunks[0] as Buffer) : Buffer.concat(this.chunks);
      out.push(all.subarray(0, length));
      this.chunks = all.length > length ? [all.subarray(length)] : [];
      this.size -= length;
    }
  }

  private nextLength(): number | null {
    if (this.size < 4) return null;
    if ((this.chunks[0] as Buffer).length < 4) this.chunks = [Buffer.concat(this.chunks)];
    const length = (this.chunks[0] as Buffer).readInt32LE(0);
    if (length < HEADER || length > MAX_MESSAGE_BYTES)
      throw new ProtocolError(`a message of ${length} bytes`);
    return length;
  }
}
