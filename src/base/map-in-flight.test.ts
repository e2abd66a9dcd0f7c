import { describe, expect, it } from 'vitest';
import { mapInFlight } from './map-in-flight.js';

/** Work that ends when it is told to. */
function createGates() {
  const begun: number[] = [];
  const ends: ((failure?: Error) => void)[] = [];
  const run = (n: number) =>
    new Promise<string>((resolve, reject) => {
      begun.push(n);
      ends[n] = (failure) => (failure ? reject(failure) : resolve(`done ${n}`));
    });
  return { begun, ends, run };
}

const settled = () => new Promise((done) => setImmediate(done));

describe('mapInFlight', () => {
  it('has so many under way and no more, and gives the results in order', async () => {
    const { begun, ends, run } = createGates();
    const all = mapInFlight([0, 1, 2], 2, run);
    expect(begun).toEqual([0, 1]);
    ends[1]?.();
    await settled();
    expect(begun).toEqual([0, 1, 2]);
    ends[2]?.();
    ends[0]?.();
    expect(await all).toEqual(['done 0', 'done 1', 'done 2']);
  });

  it('begins nothing after a failure, and throws it once what is under way has ended', async () => {
    const { begun, ends, run } = createGates();
    let isOver = false;
    const all = mapInFlight([0, 1, 2], 2, run).finally(() => (isOver = true));
    all.catch(() => undefined);
    ends[0]?.(new Error('the first'));
    await settled();
    expect([begun, isOver]).toEqual([[0, 1], false]);
    ends[1]?.(new Error('the second'));
    await expect(all).rejects.toThrow('the first');
  });

  it('has nothing to do for no items', async () => {
    expect(await mapInFlight([], 2, () => Promise.reject(new Error('never')))).toEqual([]);
  });
});
