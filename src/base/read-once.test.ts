import { describe, expect, it } from 'vitest';
import { readAnew, readingOnce, readOnce } from './read-once.js';

const counter = () => {
  let n = 0;
  return () => Promise.resolve((n += 1));
};

describe('a run that reads once', () => {
  it('reads each key once, whichever step asks, and nothing of another run', async () => {
    const load = counter();
    const read = () => readOnce('row', load);
    expect(await readingOnce(async () => [await read(), await readingOnce(read)])).toEqual([1, 1]);
    expect(await readingOnce(read)).toBe(2);
    expect([await read(), await read()]).toEqual([3, 4]);
  });

  it('has several await what can be awaited once, as a query', async () => {
    let times = 0;
    const query = {
      then(done: (value: number) => void) {
        if ((times += 1) > 1) throw new Error('sent already');
        setImmediate(() => done(7));
      },
    };
    const read = () => readOnce('row', () => query as unknown as Promise<number>);
    expect(await readingOnce(() => Promise.all([read(), read()]))).toEqual([7, 7]);
  });

  it('reads anew what was changed, and what could not be read', async () => {
    const load = counter();
    await readingOnce(async () => {
      expect(await readOnce('row', load)).toBe(1);
      readAnew('row');
      expect(await readOnce('row', load)).toBe(2);
      await expect(readOnce('other', () => Promise.reject(new Error('away')))).rejects.toThrow();
      expect(await readOnce('other', load)).toBe(3);
    });
  });
});
