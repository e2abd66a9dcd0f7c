import {
  hasList,
  LaurelError,
  readRows,
  UpstreamFailed,
  type RowsKind,
  type RowsKinds,
} from '../base/index.js';
import type { Workers } from './create-workers.js';
import type { Task } from './task.js';
import { CHUNK_BYTES, type RowsOrder } from './reading-task.js';

/** A bulk answer as it was read: its rows, and what stands around them. */
export interface ReadAnswer<T> {
  readonly rows: readonly T[];
  readonly around: unknown;
  /** Whether there was a list at all. */
  readonly isList: boolean;
}

/** Reads bulk answers: short ones here, long ones in a process of its own. */
export type ReadAnswerOf<Kinds extends RowsKinds> = <Name extends keyof Kinds & string>(
  bytes: Uint8Array,
  kind: Name,
  key: string,
) => Promise<ReadAnswer<Kinds[Name] extends RowsKind<infer T> ? T : never>>;

/** What an answer may have to be read here: a page as platforms send them, read within milliseconds. */
const SHORT_BYTES = 131_072;
const SHORT_PARTS = 2_000;

/** Counts what a reader has to make: few letters can stand for a great many values. */
function isShort(bytes: Uint8Array): boolean {
  if (bytes.byteLength > SHORT_BYTES) return false;
  let parts = 0;
  for (const code of bytes) if (code === 0x7b || code === 0x5b || code === 0x2c) parts += 1;
  return parts <= SHORT_PARTS;
}

export const tooLarge = (cause?: unknown): UpstreamFailed =>
  new UpstreamFailed(
    'reading_too_large',
    'The learning platform sent more than one reading may have.',
    { action: 'Laurel tries again by itself, later each time.', cause },
  );

/**
 * @param deps.workers absent where nothing that platforms send is read on behalf of requests, as on the command line
 * @throws UpstreamFailed `reading_too_large`; whatever makes an answer unreadable is thrown as it is
 */
export function createReadAnswer<Kinds extends RowsKinds>(deps: {
  readonly kinds: Kinds;
  readonly task: Task<RowsOrder, unknown>;
  readonly workers?: Pick<Workers, 'run'> | undefined;
}): ReadAnswerOf<Kinds> {
  const { kinds, task, workers } = deps;
  return (async (bytes: Uint8Array, name: string, key: string) => {
    const kind = kinds[name];
    if (!kind) throw new TypeError(`no kind ${name}`);
    const rows: unknown[] = [];
    const give = (part: unknown): void => void rows.push(...(part as unknown[]));
    const chunk = (at: number) => bytes.subarray(at, at + CHUNK_BYTES);
    const order = { kind: name, bytes: bytes.byteLength };
    try {
      const around =
        workers === undefined || isShort(bytes)
          ? readRows(bytes, kind, give)
          : await workers.run(task, order, { key, calls: { chunk }, onPart: give });
      return { rows, around, isList: hasList(around, kind) };
    } catch (error) {
      const isTooMuch =
        error instanceof LaurelError
          ? error.code === 'too_costly'
          : error instanceof Error && error.name === 'TooMuchJson';
      throw isTooMuch ? tooLarge(error) : error;
    }
  }) as ReadAnswerOf<Kinds>;
}

/** What reading one answer may cost in its process. */
export const READING_BUDGET = {
  cpuMs: 1_900,
  wallMs: 60_000,
  memoryMB: 500,
  outputBytes: 33_554_432,
  calls: 200,
  callBytes: 83_886_080,
  callMs: 30_000,
} as const;
