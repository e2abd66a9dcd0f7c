import { describe, expect, it } from 'vitest';
import { makeInput } from '../../rules/testing.js';
import { drawBars } from '../../usage/index.js';
import { markOf } from './count-page.js';

describe('markOf', () => {
  it.each([
    [{ kind: 'percent', value: '70' }, '40', 70],
    [{ kind: 'points', value: '30' }, '40', 75],
    [{ kind: 'points', value: '30' }, null, null],
    [{ kind: 'complete' }, '40', null],
  ] as const)('of %j out of %s is %s', (mark, maximum, percent) => {
    expect(markOf({ inputs: [{ ...makeInput(), mark, maximum }] })).toBe(percent);
  });

  it('is none where several assessments are asked for', () => {
    expect(markOf({ inputs: [makeInput(), makeInput()] })).toBeNull();
  });
});

describe('drawBars', () => {
  it('draws each bar as high as its share, from the side that reading begins on', () => {
    const bars = [
      { label: 'a', value: 10 },
      { label: 'b', value: 5 },
    ];
    const heights = (svg: string) =>
      [...svg.matchAll(/x="([\d.]+)"[^>]*height="([\d.]+)"/g)].map(([, x, height]) => [
        Number(x),
        Number(height),
      ]);
    expect(heights(drawBars(bars, false))).toEqual([
      [3, 150],
      [323, 75],
    ]);
    expect(heights(drawBars(bars, true))).toEqual([
      [323, 150],
      [3, 75],
    ]);
    expect(drawBars([], false)).toContain('<svg');
  });
});
