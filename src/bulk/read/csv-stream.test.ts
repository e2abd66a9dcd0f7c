import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_COLUMNS, MOST_ROW } from '../award-job.js';
import { createCsvStream, type RawRow } from './csv-stream.js';

function read(...parts: readonly string[]): RawRow[] {
  const rows: RawRow[] = [];
  const csv = createCsvStream();
  for (const part of parts) csv.feed(part, (row) => rows.push(row));
  csv.end((row) => rows.push(row));
  return rows;
}
const cellsOf = (rows: readonly RawRow[]) => rows.map(({ cells }) => cells);

describe('a CSV file', () => {
  it.each([
    ['commas', 'a,b\r\n1,2\r\n'],
    ['semicolons', 'a;b\n1;2'],
    ['tabs', 'a\tb\r1\t2\r'],
    ['a separator that Excel names', 'sep=;\r\na;b\r\n1;2\r\n'],
    ['quotes', '"a","b"\n"1","2"\n\n'],
  ])('is read with %s', (_, text) => {
    expect(cellsOf(read(text))).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('tells the line on which each row begins, also behind a cell of several lines', () => {
    const rows = read('a,b\r\n"1\r\n2",x\r\n\r\n3,"say ""so"""\r\n');
    expect(rows).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['1\r\n2', 'x'] },
      { line: 5, cells: ['3', 'say "so"'] },
    ]);
  });

  it('is the same in whatever parts it comes', () => {
    const rows = fc.array(
      fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 4 }),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(rows, fc.nat(), (cells, at) => {
        const quoted = cells.map((row) =>
          row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','),
        );
        const text = quoted.join('\r\n');
        const cut = at % (text.length + 1);
        const whole = cells.filter((row) => row.some((cell) => cell.trim() !== ''));
        expect(cellsOf(read(text.slice(0, cut), text.slice(cut)))).toEqual(whole);
      }),
    );
  });

  it('with a row of 10 MB, or of a million columns, keeps little of it and reads on', () => {
    const rows = read('a,b\n', `x${'y'.repeat(10_000_000)},z\n`, `${','.repeat(1_000_000)}\n1,2\n`);
    expect(rows.map(({ problem }) => problem)).toEqual([
      undefined,
      'too_long',
      'too_many_columns',
      undefined,
    ]);
    expect(rows[1]?.cells.join('').length).toBeLessThanOrEqual(MOST_ROW);
    expect(rows[2]?.cells.length).toBeLessThanOrEqual(MOST_COLUMNS);
    expect(rows[3]).toEqual({ line: 4, cells: ['1', '2'] });
  });

  it('whose quotation mark is not closed says where it was opened', () => {
    const rows = read('a,b\n1,2\n3,"4\n5,6\n');
    expect(rows.at(-1)).toMatchObject({ line: 3, problem: 'unclosed_quote' });
  });
});
