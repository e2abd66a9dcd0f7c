import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readableRows } from './readable-rows.js';

const rows = readableRows(z.object({ id: z.string(), points: z.number().catch(0) }));

describe('readableRows', () => {
  it('leaves out the row that is odd and keeps the others in order', () => {
    const read = rows.parse([{ id: 'a', points: 1 }, null, { points: 2 }, 7, { id: 'b' }]);
    expect(read).toEqual([
      { id: 'a', points: 1 },
      { id: 'b', points: 0 },
    ]);
  });

  it.each([[{}], ['rows'], [null]])('refuses what is no list: %j', (whole) => {
    expect(rows.safeParse(whole).success).toBe(false);
  });
});
