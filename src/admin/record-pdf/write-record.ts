import { once } from 'node:events';
import type { Response } from 'express';
import { defineTask, type Workers } from '../../workers/index.js';
import type { RecordRows, RecordSheet } from './record-sheet.js';
import type { run } from './record-task.js';

/** The most rows took 24 s of one core and 241 MB. */
const task = defineTask<typeof run>({
  name: 'draw-record',
  from: import.meta.url,
  module: './record-task',
  lane: 'records',
  budget: {
    cpuMs: 120_000,
    wallMs: 300_000,
    outputBytes: 134_217_728,
    calls: 10_000,
    callBytes: 134_217_728,
    callMs: 240_000,
  },
});

/** So many rows a file has; the CSV file has all. */
export const MOST_ROWS = 30_000;

/**
 * Writes a record as PDF while it is drawn in a worker process.
 * @param key for whom: those who wait take turns
 * @param more the next rows; it is asked only as fast as the reader takes the file
 * @throws Unavailable `too_busy`, InvalidInput `too_costly`, before anything was sent; after that the connection ends
 */
export async function writeRecord(
  workers: Pick<Workers, 'run'>,
  res: Response,
  {
    key,
    name,
    sheet,
  }: { readonly key: string; readonly name: string; readonly sheet: RecordSheet },
  more: () => Promise<RecordRows>,
): Promise<void> {
  let isFlowing = true;
  const onPart = (part: unknown): void => {
    if (!res.headersSent) {
      res.setHeader('Content-Disposition', `attachment; filename="${name}"`);
      res.type('application/pdf');
    }
    isFlowing = res.write(part);
  };
  const nextRows = async (): Promise<RecordRows> => {
    const isGone = () => res.destroyed || res.closed;
    if (!isFlowing && !isGone()) await Promise.race([once(res, 'drain'), once(res, 'close')]);
    // Nobody reads on: what was begun is ended.
    return isGone() ? { rows: [], end: [] } : more();
  };
  try {
    await workers.run(task, sheet, { key, calls: { more: nextRows }, onPart });
    res.end();
  } catch (error) {
    if (!res.headersSent) throw error;
    res.destroy();
  }
}
