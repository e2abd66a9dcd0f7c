import { setImmediate as breathe } from 'node:timers/promises';
import { InvalidInput } from '../base/index.js';
import { BATCH_ROWS, MOST_BYTES, MOST_ROWS, type AwardJob, type JobRow } from './award-job.js';
import { columnsOf, type Columns } from './read/columns.js';
import { createCsvStream, type RawRow } from './read/csv-stream.js';
import { createDecoder } from './read/decode.js';
import { createJsonArray, createJsonLines, type JsonStream } from './read/json-stream.js';
import { rowOfCsv, rowOfJson } from './read/row.js';

/** How rows are written. */
export type RowsFormat = 'csv' | 'json' | 'ndjson';

/** What a job's rows are read from. */
export interface RowsSource {
  readonly format: RowsFormat;
  /** The encoding that the sender named. */
  readonly charset?: string | undefined;
  readonly bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** The whole of what came in. */
export type Taken = Pick<AwardJob, 'rows' | 'problem'>;

/** So many bytes are read without others having their turn. */
const SLICE = 65_536;

const tooLarge = (): InvalidInput =>
  new InvalidInput('bulk_too_large', 'This is more than one job may have.', {
    status: 413,
    values: { rows: MOST_ROWS, bytes: MOST_BYTES },
    action: `Send at most ${MOST_ROWS} rows and ${MOST_BYTES} bytes; send the rest as another job.`,
  });

interface Reader {
  feed(text: string, give: (row: JobRow) => void): void;
  end(give: (row: JobRow) => void): void;
  /** What is wrong with all of it; nothing is read behind it. */
  problem(): Taken['problem'];
}

function csvReader(): Reader {
  const csv = createCsvStream();
  let columns: Columns | undefined;
  let problem: Taken['problem'];
  let count = 0;
  const takeWith = (give: (row: JobRow) => void) => (raw: RawRow) => {
    if (problem !== undefined) return;
    if (columns === undefined) {
      const found = columnsOf(raw);
      if ('problem' in found) {
        const { problem: code, ...where } = found;
        problem = { code, line: raw.line, ...where };
      } else columns = found;
      return;
    }
    count += 1;
    give(rowOfCsv(raw, count, columns));
  };
  return {
    feed: (text, give) => csv.feed(text, takeWith(give)),
    end(give) {
      csv.end(takeWith(give));
      if (columns === undefined) problem ??= { code: 'no_header', line: 1 };
    },
    problem: () => problem,
  };
}

function jsonReader(json: JsonStream): Reader {
  let problem: Taken['problem'];
  let count = 0;
  const guard = (
    give: (row: JobRow) => void,
    read: (take: Parameters<JsonStream['end']>[0]) => void,
  ) => {
    if (problem !== undefined) return;
    try {
      read((row) => {
        count += 1;
        give(rowOfJson(row, count));
      });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      problem = { code: 'unreadable', line: count + 1 };
    }
  };
  return {
    feed: (text, give) => guard(give, (take) => json.feed(text, take)),
    end: (give) => guard(give, (take) => json.end(take)),
    problem: () => problem,
  };
}

const readerOf = (format: RowsFormat): Reader => {
  if (format === 'csv') return csvReader();
  return jsonReader(format === 'json' ? createJsonArray() : createJsonLines());
};

/** Cuts what comes in into slices. */
function* slicesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += SLICE) yield bytes.subarray(at, at + SLICE);
}

/**
 * Reads rows as they come in, and keeps them batch by batch: what comes in is never held whole.
 * @param keep keeps a batch under its number, counted from 0
 * @throws InvalidInput `bulk_too_large` (413)
 */
export async function takeRows(
  { format, charset, bytes }: RowsSource,
  keep: (index: number, rows: readonly JobRow[]) => Promise<void>,
): Promise<Taken> {
  const reader = readerOf(format);
  const decoder = createDecoder(charset);
  let waiting: JobRow[] = [];
  let rows = 0;
  let index = 0;
  let size = 0;
  const give = (row: JobRow): void => {
    rows += 1;
    if (rows <= MOST_ROWS) waiting.push(row);
  };
  const put = async (isLast: boolean): Promise<void> => {
    if (rows > MOST_ROWS) throw tooLarge();
    while (waiting.length >= BATCH_ROWS || (isLast && waiting.length > 0)) {
      await keep(index, waiting.slice(0, BATCH_ROWS));
      waiting = waiting.slice(BATCH_ROWS);
      index += 1;
    }
  };
  try {
    for await (const part of bytes) {
      size += part.length;
      if (size > MOST_BYTES) throw tooLarge();
      for (const slice of slicesOf(part)) {
        reader.feed(decoder.decode(slice), give);
        await put(false);
        await breathe();
      }
    }
    reader.feed(decoder.end(), give);
    reader.end(give);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // The bytes are no text of their encoding: what was read before says where.
    return { rows, problem: { code: 'not_text', line: rows + 1 } };
  }
  await put(true);
  const problem = reader.problem();
  return problem === undefined ? { rows } : { rows, problem };
}
