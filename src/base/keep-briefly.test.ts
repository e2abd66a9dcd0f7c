import { describe, expect, it } from 'vitest';
import { keepBriefly } from './keep-briefly.js';

const start = (isKept?: (value: { n: number }) => boolean) => {
  const time = { ms: 0 };
  const asked: (() => void)[] = [];
  let n = 0;
  const limits = { ms: 1_000, most: 2, now: () => time.ms };
  const kept = keepBriefly<{ n: number }>(isKept ? { ...limits, isKept } : limits);
  /** What is read is the number of the reading, told when `answer` is called. */
  const load = () => {
    const value = { n: (n += 1) };
    return new Promise<{ n: number }>((done) => asked.push(() => done(value)));
  };
  const answer = () => asked.splice(0).forEach((done) => done());
  const get = async (key = 'a') => {
    const got = kept.get(key, load);
    answer();
    return (await got)?.n;
  };
  return { time, kept, load, answer, get };
};

describe('what is kept briefly', () => {
  it('is read once, until its time is over', async () => {
    const { get, time } = start();
    expect(await get()).toBe(1);
    time.ms = 999;
    expect(await get()).toBe(1);
    time.ms = 1_000;
    expect(await get()).toBe(2);
  });

  it('is read once where reading again what looks like a promise is refused, as a query does', async () => {
    let times = 0;
    const query = {
      then(done: (value: { n: number }) => void) {
        if ((times += 1) > 1) throw new Error('sent already');
        setImmediate(() => done({ n: 7 }));
      },
    };
    const { kept } = start();
    const load = () => query as unknown as Promise<{ n: number }>;
    const all = await Promise.all([1, 2, 3].map(() => kept.get('a', load)));
    expect(all).toEqual([{ n: 7 }, { n: 7 }, { n: 7 }]);
  });

  it('is read once for all who ask meanwhile', async () => {
    const { kept, load, answer } = start();
    const both = Promise.all([kept.get('a', load), kept.get('a', load)]);
    answer();
    expect(await both).toEqual([{ n: 1 }, { n: 1 }]);
  });

  it('is read anew once it was forgotten, also where it was being read when that happened', async () => {
    const { kept, load, answer, get } = start();
    expect(await get()).toBe(1);
    kept.forget('a');
    const before = kept.get('a', load);
    kept.forget('a');
    answer();
    // Whoever asked before gets what was read then; nobody who asks later does.
    expect(await before).toEqual({ n: 2 });
    expect(await get()).toBe(3);
    kept.forget();
    expect(await get()).toBe(4);
  });

  it('holds only what may be kept, of what was found, and as many as it may', async () => {
    const { get, kept } = start(({ n }) => n > 1);
    expect(await get()).toBe(1);
    expect(await get()).toBe(2);
    expect(await get()).toBe(2);
    expect(await kept.get('none', () => Promise.resolve(null))).toBeNull();
    expect(await get('none')).toBe(3);
    await get('b');
    expect(await get()).toBe(5);
  });

  it('keeps nothing of a reading that failed', async () => {
    const { kept, get } = start();
    await expect(kept.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await get()).toBe(1);
  });
});
