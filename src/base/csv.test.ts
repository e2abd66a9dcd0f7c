import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.js';

describe('toCsv (RFC 4180)', () => {
  it('quotes what needs it and leaves the rest', () => {
    const rows = [
      { a: 'x', b: 'y,"z"\n' },
      { a: undefined, b: new Date(0) },
    ];
    expect(toCsv(['a', 'b'], rows)).toBe('a,b\r\nx,"y,""z""\n"\r\n,1970-01-01T00:00:00.000Z\r\n');
  });

  it('defuses what a spreadsheet would take for a formula', () => {
    expect(toCsv(['a'], [{ a: '=HYPERLINK("http://x")' }])).toContain(`"'=HYPERLINK(`);
    expect(toCsv(['a'], [{ a: '+1' }, { a: '@x' }])).toBe("a\r\n'+1\r\n'@x\r\n");
    for (const before of ['', ' ', '\u00a0', '\n', '\t', '\0', '\ufeff', '\u200e'])
      for (const sign of '=+-@＝＋－＠')
        expect(toCsv(['a'], [{ a: `${before}${sign}1` }])).toContain(`'${before}${sign}1`);
    expect(toCsv(['a'], [{ a: 'a=1' }, { a: ' x' }])).toBe('a\r\na=1\r\n x\r\n');
  });
});
