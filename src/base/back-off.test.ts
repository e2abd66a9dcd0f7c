import { describe, expect, it } from 'vitest';
import { backOffMs } from './back-off.js';

describe('backOffMs', () => {
  it('begins with the first wait, grows by its factor and ends at the most', () => {
    const by = { firstMs: 300, factor: 3, mostMs: 5_000 };
    expect([1, 2, 3, 4, 5_000].map((failures) => backOffMs(by, failures))).toEqual([
      300, 900, 2_700, 5_000, 5_000,
    ]);
    expect(backOffMs({ firstMs: 10, mostMs: 1_000 }, 3)).toBe(40);
    expect(backOffMs(by, 0)).toBe(300);
  });

  it('spreads the wait over its jitter', () => {
    const by = { firstMs: 1_000, mostMs: 9_000, jitter: [0.5, 1.5] as const };
    expect(backOffMs(by, 1, () => 0)).toBe(500);
    expect(backOffMs(by, 1, () => 0.5)).toBe(1_000);
  });
});
