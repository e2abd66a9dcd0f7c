import { randomInt } from 'node:crypto';
import { encodeCursor } from '../bson/encode.js';
import { display } from '../bson/display.js';
import type { Doc, Value } from '../bson/values.js';
import { CommandError } from '../errors.js';

interface Cursor {
  namespace: string;
  documents: Iterator<Buffer>;
  /** A document that was read and did not fit into the last batch. */
  held: Buffer | null;
  /** How many documents may still be handed out (`limit`). */
  left: number;
  isDone: boolean;
  usedAt: number;
  isLasting: boolean;
}

interface StartOptions {
  /** Closes the cursor after its first batch. */
  single?: boolean;
  /** Whether the cursor is kept however long the client waits (`noCursorTimeout`). */
  isLasting?: boolean;
  /** The most documents it hands out; 0 is no limit. */
  limit?: number;
}

const BATCH_BYTES = 16_000_000;
const IDLE_MS = 10 * 60_000;

/** The open cursors: what a client has still to fetch with `getMore`. */
export class Cursors {
  private readonly open = new Map<bigint, Cursor>();
  private last = 0n;

  /** Answers with the first batch; keeps a cursor when there is more. `single` closes it anyway. */
  start(
    documents: Iterator<Buffer>,
    namespace: string,
    batchSize: number,
    { single = false, isLasting = false, limit = 0 }: StartOptions = {},
  ): Buffer {
    const cursor: Cursor = {
      documents,
      namespace,
      isLasting,
      held: null,
      left: limit || Infinity,
      isDone: false,
      usedAt: Date.now(),
    };
    const batch = take(cursor, batchSize);
    let id = 0n;
    if (single || !hasMore(cursor)) documents.return?.();
    else {
      id = (++this.last << 32n) | BigInt(randomInt(1, 2 ** 32 - 1));
      this.open.set(id, cursor);
    }
    return reply('firstBatch', batch, id, namespace);
  }

  /** Answers `getMore`; throws CursorNotFound. */
  more(id: Value | undefined, namespace: string, batchSize: number): Buffer {
    const cursor = typeof id === 'bigint' ? this.open.get(id) : undefined;
    if (!cursor || typeof id !== 'bigint')
      throw new CommandError('CursorNotFound', `cursor id ${display(id)} not found`);
    if (cursor.namespace !== namespace)
      throw new CommandError(
        'Unauthorized',
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    cursor.usedAt = Date.now();
    try {
      const batch = take(cursor, batchSize);
      const isOpen = hasMore(cursor);
      if (!isOpen) this.open.delete(id);
      return reply('nextBatch', batch, isOpen ? id : 0n, namespace);
    } catch (error) {
      this.open.delete(id);
      throw error;
    }
  }

  kill(id: Value): boolean {
    const cursor = typeof id === 'bigint' ? this.open.get(id) : undefined;
    cursor?.documents.return?.();
    return typeof id === 'bigint' && this.open.delete(id);
  }

  /** Removes cursors that were idle for ten minutes. */
  expire(now = Date.now()): void {
    for (const [id, cursor] of this.open)
      if (!cursor.isLasting && now - cursor.usedAt > IDLE_MS) this.kill(id);
  }

  /** Ends the cursors of a collection that was dropped. */
  closeOn(isGone: (namespace: string) => boolean): void {
    for (const [id, { namespace }] of this.open) if (isGone(namespace)) this.kill(id);
  }

  closeAll(): void {
    this.closeOn(() => true);
  }
}

function take(cursor: Cursor, batchSize: number): Buffer[] {
  const batch: Buffer[] = [];
  let bytes = 0;
  while (batch.length < batchSize && cursor.left > 0) {
    const next = cursor.held ?? read(cursor);
    cursor.held = null;
    if (!next) break;
    if (batch.length && bytes + next.length > BATCH_BYTES) {
      cursor.held = next;
      break;
    }
    batch.push(next);
    cursor.left--;
    bytes += next.length;
  }
  return batch;
}

function read(cursor: Cursor): Buffer | null {
  const next = cursor.documents.next();
  if (!next.done) return next.value;
  cursor.isDone = true;
  return null;
}

/** A full batch leaves the cursor open, as in MongoDB; the next batch shows that nothing follows. */
const hasMore = (cursor: Cursor): boolean => !cursor.isDone && cursor.left > 0;

function reply(list: string, batch: Buffer[], id: bigint, namespace: string): Buffer {
  const fields: Doc = new Map<string, Value>([
    ['id', id],
    ['ns', namespace],
  ]);
  return encodeCursor(list, batch, fields);
}
