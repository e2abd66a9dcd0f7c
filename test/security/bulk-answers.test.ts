import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger, LaurelError } from '../../src/base/index.js';
import { createWorkers } from '../../src/workers/index.js';
import { HARMS, startHostilePlatform, type HostilePlatform } from './hostile-platform.js';
import { createReaders } from './readers.js';
import { watchLoop } from './watch-loop.js';

const workers = createWorkers({ log: createLogger('silent') });
let platform: HostilePlatform;
let readers: ReturnType<typeof createReaders>;

beforeAll(async () => {
  platform = await startHostilePlatform();
  readers = createReaders(platform.url, workers);
});
afterAll(async () => {
  workers.close();
  await readers.close();
  await platform.close();
});

const NAMES = [
  'NRPS members',
  'AGS results',
  'AGS line items',
  'Moodle web services',
  'Canvas submissions',
  'Canvas assignments',
];
/** `npm run bench -- hostile` measures strictly; here other tests run beside. */
const BLOCK_MS = 1_000;
const HEAP_MB = 250;

/** Every code that a course's page has words for. */
const TOLD = /^(reading_too_large|upstream_too_large|(service|moodle|canvas)_unreadable)$/;

describe.each(NAMES)('%s', (name) => {
  const reader = () => readers.readers.find((each) => each.name === name)!;

  it('with whatever a platform may answer fails in words or reads what there is; nothing is held up', async () => {
    const seen: string[] = [];
    for (const harm of Object.keys(HARMS)) {
      platform.answer(harm, reader().around);
      const { value, blockMs, heapMB } = await watchLoop(() =>
        reader()
          .read()
          .then(
            (rows) => (rows as unknown[]).length,
            (error: unknown) => error,
          ),
      );
      const outcome = value instanceof LaurelError ? value.code : value;
      seen.push(`${harm}: ${String(outcome)}`);
      if (typeof outcome === 'string') expect(outcome, harm).toMatch(TOLD);
      // Rows that cannot be read are left out where one of them hides no other.
      else expect(outcome, harm).toSatisfy((n) => typeof n === 'number' && n <= 100_000);
      expect(blockMs, harm).toBeLessThan(BLOCK_MS);
      expect(heapMB, harm).toBeLessThan(HEAP_MB);
    }
    expect(seen.find((line) => line.startsWith('64 MB of numbers'))).toMatch(/too_large/);
    expect(seen.find((line) => line.startsWith('200,000 rows'))).toMatch(/too_large|unreadable/);
    expect(seen.find((line) => line.startsWith('what is no JSON'))).toMatch(/unreadable/);
  }, 240_000);

  it('page after page without end is cut', async () => {
    if (name === 'Moodle web services') return;
    platform.answer('7 MB of rows that almost fit', reader().around, { pages: true });
    const { value, heapMB } = await watchLoop(() =>
      reader()
        .read()
        .catch((error: unknown) => error),
    );
    expect(value).toBeInstanceOf(LaurelError);
    expect((value as LaurelError).code).toMatch(TOLD);
    expect(heapMB).toBeLessThan(HEAP_MB);
  }, 240_000);
});

describe('an honest platform', () => {
  it('is read whole where it has much to say, numbers as they were written', async () => {
    const { around, read } = readers.readers.find(({ name }) => name === 'AGS results')!;
    platform.answer('honest', around);
    const rows = (await read()) as { resultScore: string; resultMaximum: string }[];
    expect(rows.length).toBeGreaterThan(10_000);
    const written = rows.filter(
      (row) => row.resultScore === '69.995' && row.resultMaximum === '100.0',
    );
    expect(written).toHaveLength(rows.length);
  }, 60_000);

  it('is read after all of that', async () => {
    for (const { name, around, read } of readers.readers) {
      platform.answer('no rows', around);
      expect(await read(), name).toEqual([]);
    }
  }, 60_000);
});
