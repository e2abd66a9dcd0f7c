import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakCircles } from './break-circles.js';
import { csvRows } from './csv-rows.js';

describe('whatever a file says', () => {
  it('goes round in no circle, whatever the relations', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(30), fc.nat(30))), (pairs) => {
        const broader = new Map(pairs.map(([from, to]) => [String(from), String(to)]));
        const before = broader.size;
        const cut = breakCircles(broader);
        expect(broader.size + cut.length).toBe(before);
        for (const start of broader.keys()) {
          let steps = 0;
          for (let at: string | undefined = start; at !== undefined; at = broader.get(at))
            expect((steps += 1)).toBeLessThan(40);
        }
      }),
    );
  });

  it('reads any table that is written by the rules as it was written', () => {
    const cell = fc.string({ maxLength: 12 }).map((text) => text.replaceAll(/[\t;]/g, ''));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = ['a,b', ...rows.map((one) => one.map(quoted).join(','))].join('\n');
        const found = [...csvRows(text)].slice(1);
        const wanted = rows.filter((one) => one.some((each) => each.trim() !== ''));
        expect(found.map(({ cells }) => cells)).toEqual(wanted);
      }),
    );
  });
});
