import { describe, expect, it, vi } from 'vitest';
import { createSlots } from './slots.js';

/** Work that ends when the test says so. */
function createWork() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    of: (name: string) => () =>
      new Promise<string>((resolve) => {
        begun.push(name);
        ends.set(name, () => resolve(name));
      }),
    end: (name: string) => ends.get(name)?.(),
  };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('slots', () => {
  it('let nobody take all of them, however much they have, and let those who wait take turns', async () => {
    const slots = createSlots(4, 2);
    const work = createWork();
    const runs = ['a1', 'a2', 'a3', 'a4', 'a5'].map((name) => slots.run(work.of(name), 'a'));
    runs.push(slots.run(work.of('b1'), 'b'), slots.run(work.of('c1'), 'c'));
    runs.push(slots.run(work.of('b2'), 'b'));
    await settle();
    expect(work.begun).toEqual(['a1', 'a2', 'b1', 'c1']);
    work.end('a1');
    await settle();
    // The turn goes to the waiting key that was served longest ago.
    expect(work.begun.slice(4)).toEqual(['a3']);
    work.end('a2');
    await settle();
    expect(work.begun.slice(5)).toEqual(['b2']);
    for (const name of ['a3', 'b1', 'c1', 'b2']) work.end(name);
    await settle();
    for (const name of ['a4', 'a5']) work.end(name);
    await Promise.all(runs);
    expect(slots.isIdle()).toBe(true);
  });

  it('are left to others by those who have taken long, who stay within what one may have', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const slots = createSlots(2, 1, { afterMs: 1_000, most: 2 });
    const work = createWork();
    const run = (name: string) => slots.run(work.of(name), name[0]);
    const runs = ['a1', 'a2', 'b1', 'c1', 'd1', 'e1'].map(run);
    await settle();
    expect(work.begun).toEqual(['a1', 'b1']);
    vi.advanceTimersByTime(1_000);
    await settle();
    expect(work.begun).toEqual(['a1', 'b1', 'c1', 'd1']);
    // Two runs have given up their places: the others keep theirs, however slow they are.
    vi.advanceTimersByTime(60_000);
    await settle();
    expect(work.begun).toHaveLength(4);
    work.end('c1');
    await settle();
    expect(work.begun.slice(4)).toEqual(['e1']);
    work.end('a1');
    await settle();
    // The limit of one key counts runs that gave up their places, too.
    expect(work.begun).not.toContain('a2');
    work.end('d1');
    await settle();
    expect(work.begun.at(-1)).toBe('a2');
    for (const name of ['a2', 'b1', 'e1']) work.end(name);
    await Promise.all(runs);
    expect(slots.isIdle()).toBe(true);
    vi.useRealTimers();
  });

  it('are given back by work that fails, and send away who waits when cleared', async () => {
    const slots = createSlots(1);
    await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const work = createWork();
    const first = slots.run(work.of('first'));
    const second = slots.run(work.of('second'));
    await settle();
    slots.clear(new Error('stops'));
    await expect(second).rejects.toThrow('stops');
    work.end('first');
    expect(await first).toBe('first');
    expect(slots.isIdle()).toBe(true);
  });
});
