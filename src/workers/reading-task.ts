import { readRows, type RowsKinds } from '../base/index.js';
import type { TaskContext } from './task.js';

export interface RowsOrder {
  readonly kind: string;
  readonly bytes: number;
}

/** How much of an answer crosses into the other process at a time. */
export const CHUNK_BYTES = 524_288;

/** What a task's module exports as `run`: it calls `chunk` for the bytes and hands the rows over by parts. */
export const readingTask =
  (kinds: RowsKinds) =>
  async ({ kind, bytes }: RowsOrder, { call, part }: TaskContext): Promise<unknown> => {
    const whole = new Uint8Array(bytes);
    for (let at = 0; at < bytes; at += CHUNK_BYTES)
      whole.set((await call('chunk', at)) as Uint8Array, at);
    const found = kinds[kind];
    if (!found) throw new TypeError(`no kind ${kind}`);
    return readRows(whole, found, part);
  };
