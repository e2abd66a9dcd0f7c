import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lettersOf } from './letters.js';

const clusters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const byTheRules = (text: string) => Array.from(clusters.segment(text), ({ segment }) => segment);

/** Blocks of the scripts that are cut without the rules, and characters that such rules are about. */
const character = fc.oneof(
  ...[
    [0x20, 0x7e],
    [0xa0, 0x24f],
    [0x2b0, 0x3ff],
    [0x400, 0x52f],
    [0x590, 0x6ff],
    [0x8a0, 0x8ff],
    [0xfb1d, 0xfefc],
    [0x3000, 0x30ff],
    [0x4e00, 0x4eff],
    [0xac00, 0xac20],
    [0x1100, 0x11ff],
    [0x0e01, 0x0e4e],
    [0x0900, 0x097f],
    [0x200b, 0x200f],
    [0x1f1e6, 0x1f1ff],
    [0x1f3fb, 0x1f3ff],
    [0x1f600, 0x1f64f],
    [0x20000, 0x20010],
  ].map(([min = 0, max = 0]) => fc.integer({ min, max }).map((code) => String.fromCodePoint(code))),
);

describe('letters with their marks', () => {
  it('are those of UAX #29, whether the rules were needed or not', () => {
    fc.assert(
      fc.property(fc.array(character, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        expect(lettersOf(text)).toEqual(byTheRules(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it('are so for every character of the scripts that are cut without the rules', () => {
    const codes = Array.from({ length: 0x3400 }, (_, code) => code + 0x20);
    for (let code = 0xf900; code <= 0xfffd; code++) codes.push(code);
    const wrong = codes.filter((code) => {
      const text = `a${String.fromCodePoint(code)}b`;
      return lettersOf(text).length === 3 && byTheRules(text).length !== 3;
    });
    expect(wrong).toEqual([]);
  });
});
