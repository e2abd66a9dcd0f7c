import type { TaskContext } from '../../workers/index.js';
import { readFile, type ReadOutcome } from './read-file.js';

/** A file that is read in a worker process; its bytes come by the call `chunk`. */
export interface ReadOrder {
  readonly name: string;
  readonly size: number;
  readonly language: string;
}

/** How much of a file crosses into the other process at a time. */
export const CHUNK_BYTES = 524_288;

/** Reads a stranger's file; the call `take` has each part, and is waited for. */
export async function run(
  { name, size, language }: ReadOrder,
  { call }: TaskContext,
): Promise<ReadOutcome> {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += CHUNK_BYTES) {
    const part = (await call('chunk', at)) as Uint8Array;
    bytes.set(part.subarray(0, size - at), at);
  }
  return readFile({ name, bytes, language }, async (part) => void (await call('take', part)));
}
