import { describe, expect, it } from 'vitest';
import { readCsv } from './read-csv.js';

const cellsOf = (text: string) => readCsv(text, 100).map(({ cells }) => cells);

describe('readCsv', () => {
  it.each([
    [
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a;b\nc;"d;e"',
      [
        ['a', 'b'],
        ['c', 'd;e'],
      ],
    ],
    [
      '\uFEFFa\tb\rc\td',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a,"say ""yes"""\n', [['a', 'say "yes"']]],
    [
      'a,b\n\n , \nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['', []],
  ])('reads %j', (text, rows) => {
    expect(cellsOf(text)).toEqual(rows);
  });

  it('tells the line a row begins on, also behind cells of several lines', () => {
    const rows = readCsv('a,b\n"one\ntwo\nthree",b\n\nlast,row', 100);
    expect(rows.map(({ line }) => line)).toEqual([1, 2, 6]);
  });

  it('refuses a quote that is not closed and too many rows, with the line', () => {
    const failure = (text: string, most: number) => {
      try {
        readCsv(text, most);
      } catch (error) {
        return (error as Error).cause;
      }
      return undefined;
    };
    expect(failure('a,b\nc,"d', 100)).toBe(2);
    expect(failure('a\nb\nc\nd', 3)).toBe(4);
  });

  it('takes time that grows with the length', () => {
    expect(readCsv('a,b\n'.repeat(20_000), 20_000)).toHaveLength(20_000);
  });
});
