import { encode } from '../bson/encode.js';
import type { Doc } from '../bson/values.js';
import { HEADER, MORE_TO_COME, OP_MSG, OP_REPLY, type Request } from './message.js';

/** Frames a connection's replies and numbers them: a client tells them apart by connection. */
export class Replies {
  private lastId = 0;

  /** Frames a reply, given as a document or as its bytes. */
  frame(request: Request, reply: Doc | Buffer): Buffer {
    return this.frameTo(request, request.requestId, reply);
  }

  /**
   * Frames one of several replies to a message that allows them: another follows, and answers this one.
   * @param previous the request, or the reply before this one
   */
  frameStreamed(
    request: Request,
    previous: number,
    reply: Doc | Buffer,
  ): { bytes: Buffer; id: number } {
    const bytes = this.frameTo(request, previous, reply);
    bytes.writeUInt32LE(MORE_TO_COME, HEADER);
    return { bytes, id: this.lastId };
  }

  private frameTo(request: Request, responseTo: number, reply: Doc | Buffer): Buffer {
    const body = Buffer.isBuffer(reply) ? reply : encode(reply);
    const extra = request.isLegacy ? 20 : 5;
    const out = Buffer.allocUnsafe(HEADER + extra + body.length);
    this.lastId = (this.lastId + 1) & 0x7fffffff;
    out.writeInt32LE(out.length, 0);
    out.writeInt32LE(this.lastId, 4);
    out.writeInt32LE(responseTo, 8);
    out.writeInt32LE(request.isLegacy ? OP_REPLY : OP_MSG, 12);
    out.fill(0, HEADER, HEADER + extra);
    if (request.isLegacy) {
      out.writeInt32LE(8, HEADER);
      out.writeInt32LE(1, HEADER + 16);
    }
    body.copy(out, HEADER + extra);
    return out;
  }
}
