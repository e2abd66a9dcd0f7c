import { afterAll, describe, expect, it } from 'vitest';
import { createLogger, UpstreamFailed } from '../base/index.js';
import { createWorkers } from './create-workers.js';
import { defineTask } from './task.js';
import type { run as callRun } from './testing/calling-task.js';
import type { Misbehaviour, run as misbehaveRun } from './testing/misbehave-task.js';
import { readPs, readProc } from './usage.js';

const log = createLogger('silent');
const workers = createWorkers({ log });
afterAll(() => workers.close());

const budget = { cpuMs: 300, wallMs: 20_000, memoryMB: 300, outputBytes: 1_000_000 };
const from = import.meta.url;
const misbehave = defineTask<typeof misbehaveRun>({
  name: 'misbehave',
  from,
  module: './testing/misbehave-task',
  lane: 'strangers',
  budget,
});
const calling = defineTask<typeof callRun>({
  name: 'calling',
  from,
  module: './testing/calling-task',
  lane: 'strangers',
  budget: { calls: 3, callBytes: 1_000, callMs: 200 },
});
const run = (how: Misbehaviour, value?: unknown, key = 'a') =>
  workers.run(misbehave, { how, value }, { key });

describe('work in a process of its own', () => {
  it('gives back what it made, bytes too', async () => {
    const value = { text: 'ż', bytes: new Uint8Array([1, 2]), at: new Date(5) };
    expect(await run('none', value)).toEqual(value);
  });

  it.each([
    ['processor time', 'spin'],
    ['the heap', 'heap'],
    ['native memory', 'native'],
    ['its answer', 'output'],
    ['the parts of its answer', 'parts'],
    ['a native abort', 'abort'],
    ['its own end', 'exit'],
  ] as const)(
    'is refused as too costly for going beyond in %s; the next goes well',
    async (_, how) => {
      await expect(run(how)).rejects.toMatchObject({ code: 'too_costly', status: 422 });
      expect(await run('none', 'well')).toBe('well');
    },
  );

  it('throws what the task throws, and goes on in the same process', async () => {
    await expect(run('throw')).rejects.toMatchObject({ name: 'TypeError', message: 'as asked' });
    expect(await run('none', 1)).toBe(1);
  });

  it('knows neither settings nor secrets', async () => {
    process.env['MASTER_KEY'] = 'secret';
    const seen = (await createWorkers({ log }).run(
      ...([misbehave, { how: 'environment' }, { key: 'a' }] as const),
    )) as object;
    delete process.env['MASTER_KEY'];
    expect(Object.keys(seen)).not.toContain('MASTER_KEY');
    expect(Object.keys(seen)).toContain('PATH');
  });

  it('does not hold up this process while it spins', async () => {
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    await run('spin').catch(() => undefined);
    clearInterval(timer);
    // A machine under load counts too; the work itself would be 300 ms and more.
    expect(longest).toBeLessThan(250);
  });
});

describe('calls of a task', () => {
  const call = (times: number, lent: (at: number) => unknown) =>
    workers.run(calling, times, { key: 'b', calls: { lent } });

  it('run here, and an error of ours keeps its code', async () => {
    expect(await call(2, (at) => at * 10)).toEqual({ last: 10, failed: 0 });
    const lent = () => {
      throw new UpstreamFailed('badge_unreachable', 'away');
    };
    expect(await call(1, lent)).toEqual({ last: 'badge_unreachable', failed: 1 });
  });

  it('are bounded in number and in bytes', async () => {
    await expect(call(4, () => 1)).rejects.toMatchObject({ code: 'too_costly' });
    await expect(call(1, () => 'x'.repeat(2_000))).rejects.toMatchObject({ code: 'too_costly' });
  });

  it('fail when all together take too long; the task goes on', async () => {
    expect(await call(2, () => new Promise(() => undefined))).toMatchObject({ failed: 2 });
  });
});

describe('the queue', () => {
  it('lets nobody have every process: another one is served at once', async () => {
    const busy = createWorkers({ log, lanes: { strangers: { size: 2 } } });
    const order: string[] = [];
    const note = (key: string) => () => void order.push(key);
    const spin = (key: string) =>
      busy.run(misbehave, { how: 'spin' }, { key }).then(note(key), note(key));
    const greedy = [1, 2, 3, 4].map(() => spin('greedy'));
    await busy.run(misbehave, { how: 'none' }, { key: 'honest' }).then(note('honest'));
    expect(order.filter((key) => key === 'greedy').length).toBeLessThan(4);
    await Promise.all(greedy);
    busy.close();
  });

  it('is bounded, in all and for each: what does not fit is told to come later', async () => {
    const small = createWorkers({ log, lanes: { strangers: { size: 1, most: 3, mostEach: 1 } } });
    const ask = (key: string) =>
      small.run(misbehave, { how: 'none' }, { key }).catch((error: unknown) => error);
    const [, , second] = await Promise.all([ask('a'), ask('a'), ask('a')]);
    expect(second).toMatchObject({ code: 'too_busy', status: 503, retryAfterSeconds: 5 });
    const all = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(ask));
    expect(all.filter((one) => one instanceof Error)).toHaveLength(1);
    small.close();
  });

  it('serves a class behind one address that comes at the same minute', async () => {
    const school = createWorkers({ log, lanes: { strangers: { size: 2 } } });
    const ask = (value: number) => school.run(misbehave, { how: 'none', value }, { key: 'school' });
    const all = Array.from({ length: 60 }, (_, value) => value);
    expect(await Promise.all(all.map(ask))).toEqual(all);
    school.close();
  });

  it.each([
    ['in number', { most: 4 }, 0],
    ['in bytes', { mostBytes: 40 }, 10],
  ])(
    'is filled by nobody for the others, %s: who has most waiting gives way',
    async (_, over, bytes) => {
      const small = createWorkers({ log, lanes: { strangers: { size: 1, ...over } } });
      const ask = (key: string) =>
        small.run(misbehave, { how: 'none' }, { key, bytes }).then(
          () => key,
          (error: { code?: string }) => error.code,
        );
      const greedy = [1, 2, 3, 4, 5, 6].map(() => ask('greedy'));
      const others = await Promise.all([ask('honest'), ask('honest')]);
      expect(others).toEqual(['honest', 'honest']);
      const refused = (await Promise.all(greedy)).filter((one) => one === 'too_busy');
      expect(refused.length).toBeGreaterThan(0);
      small.close();
    },
  );
});

describe.runIf(process.platform === 'linux')('what a process uses', () => {
  it('is told alike by /proc and by ps', async () => {
    const proc = readProc(process.pid);
    const ps = await readPs(process.pid);
    expect(proc?.residentMB).toBeGreaterThan(20);
    expect(Math.abs((proc?.residentMB ?? 0) - (ps?.residentMB ?? 0))).toBeLessThan(60);
    expect(Math.abs((proc?.cpuMs ?? 0) - (ps?.cpuMs ?? 0))).toBeLessThan(3_000);
  });

  it('is unknown for a process that is gone', () => {
    expect(readProc(2 ** 22 + 1)).toBeNull();
  });
});
