import { describe, expect, it } from 'vitest';
import { createInBackground } from './in-background.js';

const settled = () => new Promise((done) => setImmediate(done));

/** Pieces that end when they are told to. */
function createPieces() {
  const begun: number[] = [];
  const ends: ((failure?: Error) => void)[] = [];
  const piece = (n: number) => () =>
    new Promise<void>((resolve, reject) => {
      begun.push(n);
      ends[n] = (failure) => (failure ? reject(failure) : resolve());
    });
  return { begun, ends, piece };
}

describe('work in the background', () => {
  it('is two pieces at most, and all of them are waited for', async () => {
    const { begun, ends, piece } = createPieces();
    const behind = createInBackground();
    await behind.begin(piece(0));
    await behind.begin(piece(1));
    const third = behind.begin(piece(2));
    await settled();
    expect(begun).toEqual([0, 1]);
    ends[0]?.();
    await third;
    expect(begun).toEqual([0, 1, 2]);
    let isOver = false;
    const end = behind.end().then(() => (isOver = true));
    ends[2]?.();
    await settled();
    expect(isOver).toBe(false);
    ends[1]?.();
    await end;
  });

  it('tells its failure to whoever begins the next piece or waits for the end, and leaves nothing under way', async () => {
    const { ends, piece } = createPieces();
    const behind = createInBackground();
    await behind.begin(piece(0));
    await behind.begin(piece(1));
    ends[0]?.(new Error('the first'));
    await expect(behind.begin(piece(2))).rejects.toThrow('the first');
    let isOver = false;
    const end = behind.end().finally(() => (isOver = true));
    end.catch(() => undefined);
    await settled();
    expect(isOver).toBe(false);
    ends[1]?.(new Error('the second'));
    await expect(end).rejects.toThrow('the second');
  });
});
