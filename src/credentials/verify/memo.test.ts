import { describe, expect, it } from 'vitest';
import { memoize, memoizeLast } from './memo.js';

describe('memoize', () => {
  it('asks once for a key while it is among those asked for last, and keeps no more', () => {
    const asked: string[] = [];
    const of = memoize(2, (key: string) => (asked.push(key), { key }));
    for (const key of ['a', 'a', 'b', 'a', 'c', 'a', 'b']) expect(of(key)).toEqual({ key });
    expect(asked).toEqual(['a', 'b', 'c', 'b']);
  });

  it('does not keep that there is no answer', () => {
    let asked = 0;
    const of = memoize(2, () => ((asked += 1), null));
    expect([of('x'), of('x')]).toEqual([null, null]);
    expect(asked).toBe(2);
  });
});

describe('memoizeLast', () => {
  it('keeps the last answer alone', () => {
    const asked: number[] = [];
    const of = memoizeLast((key: number) => (asked.push(key), String(key)));
    expect([1, 1, 2, 2, 1].map(of)).toEqual(['1', '1', '2', '2', '1']);
    expect(asked).toEqual([1, 2, 1]);
  });
});
