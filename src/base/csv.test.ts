import { describe, expect, it } from 'vitest';
import { csvLine } from './csv.js';

describe('csvLine (RFC 4180)', () => {
  it('quotes what needs it and leaves the rest', () => {
    expect(csvLine(['x', 'y,"z"\n'])).toBe('x,"y,""z""\n"\r\n');
    expect(csvLine([undefined, new Date(0), 1])).toBe(',1970-01-01T00:00:00.000Z,1\r\n');
  });

  it('defuses what a spreadsheet would take for a formula', () => {
    expect(csvLine(['=HYPERLINK("http://x")'])).toContain(`"'=HYPERLINK(`);
    expect(csvLine(['+1', '@x'])).toBe("'+1,'@x\r\n");
    for (const before of ['', ' ', '\u00a0', '\n', '\t', '\0', '\ufeff', '\u200e'])
      for (const sign of '=+-@＝＋－＠')
        expect(csvLine([`${before}${sign}1`])).toContain(`'${before}${sign}1`);
    expect(csvLine(['a=1', ' x'])).toBe('a=1, x\r\n');
  });
});
