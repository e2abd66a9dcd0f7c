import { once } from 'node:events';
import type { TaskContext } from '../../workers/index.js';
import { createRecordDrawing } from './draw-record.js';
import type { RecordRows, RecordSheet } from './record-sheet.js';

/** What is handed over at once, in bytes. */
const PART = 262_144;

/**
 * Makes the PDF of a record in a worker process. Rows are asked for as they are drawn (`more`), bytes handed over as they are
 * there: neither process keeps the whole of either.
 */
export async function run(sheet: RecordSheet, { call, part }: TaskContext): Promise<void> {
  const drawing = createRecordDrawing(sheet);
  const { doc } = drawing;
  let kept: Buffer[] = [];
  let bytes = 0;
  const handOver = (): void => {
    if (bytes > 0) part(Buffer.concat(kept));
    kept = [];
    bytes = 0;
  };
  doc.on('data', (chunk: Buffer) => {
    kept.push(chunk);
    bytes += chunk.length;
    if (bytes >= PART) handOver();
  });
  const ended = once(doc, 'end');
  drawing.begin();
  for (;;) {
    const rows = (await call('more')) as RecordRows;
    drawing.add(rows);
    if (rows.end === undefined) continue;
    drawing.end(rows.end);
    break;
  }
  await ended;
  handOver();
}
