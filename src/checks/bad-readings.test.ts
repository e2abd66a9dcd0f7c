import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOutbound } from '../base/index.js';
import type { Pull } from '../grades/index.js';
import { makeGrade, makePull } from '../rules/index.js';
import { checkCourse } from './check-course.js';
import type { CheckDeps } from './check-deps.js';
import { useCourseWorld, world } from './testing/use-course-world.js';

const EVERY_MS = 120_000;

useCourseWorld();

let server: Server;
let url: string;
beforeAll(async () => {
  // One short page after another, each of them quick enough.
  server = createServer((req, res) => setTimeout(() => res.end('[]'), 40));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(async () => {
  world.deps.pace = {
    everyMs: EVERY_MS,
    idleMs: EVERY_MS,
    failedMs: 3_600_000,
    random: () => 1,
  };
  await world.stores.rules.insert(world.rule());
  await world.stores.checks.scheduleCheck(world.course, world.clock.now());
});

const good = (): Pull => makePull([makeGrade('a', '80')], { readAt: world.clock.now() });
const waitOf = async () => {
  const kept = await world.stores.checks.get(world.course);
  return (kept?.nextAt.getTime() ?? 0) - world.clock.now().getTime();
};
const checkBy = (change: Partial<CheckDeps>) =>
  checkCourse({ ...world.deps, ...change }, world.course);

describe('a bad reading', () => {
  it('that never ends is a failure of the course when its time is over, with a longer wait each time', async () => {
    const outbound = createOutbound({ userAgent: 'test', allowLoopback: true });
    let pages = 0;
    const endless = async (): Promise<Pull> => {
      for (;;) {
        await outbound.fetch(url);
        pages += 1;
      }
    };
    const waits: number[] = [];
    for (let n = 0; n < 2; n += 1) {
      const outcome = await checkBy({ pull: endless, readingMs: 400 });
      expect(outcome).toMatchObject({ granted: 0, failure: { code: 'reading_too_slow' } });
      waits.push(await waitOf());
    }
    await outbound.close();
    expect(pages).toBeGreaterThan(2);
    expect(waits).toEqual([2 * EVERY_MS, 4 * EVERY_MS]);
    // One course that takes long says nothing of the others of its platform.
    expect(await world.pauses.list()).toEqual([]);
    expect(await checkBy({ pull: () => Promise.resolve(good()) })).toMatchObject({
      granted: 1,
    });
  });

  it('that breaks the program is told as its error, and the course waits: it is not due at once', async () => {
    const broken = () => Promise.reject(new RangeError('Invalid string length'));
    for (const factor of [2, 4, 8]) {
      await expect(checkBy({ pull: broken })).rejects.toThrow('Invalid string length');
      expect(await waitOf()).toBe(factor * EVERY_MS);
      expect(await world.stores.checks.get(world.course)).toMatchObject({
        failure: { code: 'check_failed' },
      });
    }
    expect(await waitOf()).toBeGreaterThan(0);
  });

  it('that ends the program each time is left alone after a few times, and tried again later', async () => {
    // What a program leaves that ends in the middle: a look that began.
    for (let n = 0; n < 3; n += 1) await world.stores.checks.begin(world.course);
    let reads = 0;
    const pull = (): Promise<Pull> => {
      reads += 1;
      return Promise.resolve(good());
    };
    expect(await checkBy({ pull })).toMatchObject({ failure: { code: 'check_ended_early' } });
    expect(reads).toBe(0);
    expect(await waitOf()).toBe(2 * EVERY_MS);
    world.clock.advance(2 * EVERY_MS);
    expect(await checkBy({ pull })).toMatchObject({ granted: 1 });
    expect(reads).toBe(1);
  });
});
