import { describe, expect, it } from 'vitest';
import { createMostActive } from './most-active.js';

function start(limit: number) {
  const left: string[] = [];
  const active = createMostActive({ limit, onLeave: (id) => void left.push(id) });
  const tell = (id: string, times: number) => {
    let last = '';
    for (let n = 0; n < times; n += 1) last = active.label(id);
    return last;
  };
  return { left, tell };
}

describe('createMostActive', () => {
  it('gives the first ids as labels, and `other` for those beyond', () => {
    const { left, tell } = start(2);
    expect([tell('a', 5), tell('b', 5), tell('c', 1), tell('a', 1)]).toEqual([
      'a',
      'b',
      'other',
      'a',
    ]);
    expect(left).toEqual([]);
  });

  it('gives the place of the least active to one that is clearly more active', () => {
    const { left, tell } = start(2);
    tell('busy', 100);
    tell('quiet', 4);
    expect(tell('c', 5)).toBe('other');
    expect(tell('c', 1)).toBe('c');
    expect(left).toEqual(['quiet']);
    expect(tell('quiet', 1)).toBe('other');
    expect(tell('busy', 1)).toBe('busy');
  });

  it('never has more labels than it may, whatever it is told', () => {
    const { left, tell } = start(10);
    const labels = new Set<string>();
    for (let n = 0; n < 20_000; n += 1) {
      const label = tell(`p${(n * 7_919) % 997}`, 1 + (n % 3));
      if (label !== 'other') labels.add(label);
      for (const id of left.splice(0)) labels.delete(id);
      expect(labels.size).toBeLessThanOrEqual(10);
    }
  });

  it('lets one go in time that was active long ago', () => {
    const { left, tell } = start(2);
    tell('old', 1_000);
    for (let n = 0; n < 20; n += 1) {
      tell('b', 1_000);
      tell('c', 1_000);
    }
    expect(left).toContain('old');
  });
});
