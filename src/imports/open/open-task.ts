import { Unreadable } from '../../credentials/verify/index.js';
import type { TaskContext } from '../../workers/index.js';
import { openFile } from './open-file.js';

/** A file as it was handed in. */
export interface OpenOrder {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** Why a file as a whole could not be opened; null where it was. */
export type OpenAnswer = { readonly code: string; readonly detail: string } | null;

/** Opens a stranger's file in a worker process; what it finds is handed over part by part. */
export async function run({ bytes, name }: OpenOrder, { part }: TaskContext): Promise<OpenAnswer> {
  try {
    // What crossed from another process is no Uint8Array of this one in every release of Node.
    for await (const found of openFile(new Uint8Array(bytes), name)) part(found);
    return null;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { code: error.code, detail: error.message };
  }
}
