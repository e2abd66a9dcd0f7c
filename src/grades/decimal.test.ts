import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareDecimals,
  decimal,
  displayDecimal,
  formatDecimal,
  meetsPercent,
  multiplyDecimals,
  parseDecimal,
  parseMeasured,
  percentOf,
  pointsForPercent,
  roundDecimal,
  subtractDecimals,
} from './decimal.js';

const meets = (score: string, maximum: string, percent: string) =>
  meetsPercent(decimal(score), decimal(maximum), decimal(percent));

const anyDecimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.integer({ min: 0, max: 8 }))
  .map(([units, scale]) => ({ units, scale }));
const positive = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 12n }), fc.integer({ min: 0, max: 8 }))
  .map(([units, scale]) => ({ units, scale }));

describe('parseDecimal', () => {
  it.each([
    ['14', '14'],
    ['69.995', '69.995'],
    ['70.00', '70'],
    ['1.5e2', '150'],
    ['15E-1', '1.5'],
    ['-0.50', '-0.5'],
    ['+3.', '3'],
    [' 7 ', '7'],
    ['0.30000000000000000001', '0.30000000000000000001'],
  ])('reads %s as %s', (text, plain) => {
    expect(formatDecimal(decimal(text))).toBe(plain);
  });

  it.each(['', 'A', '7,5', '1e999', '.5', '0x10', 'NaN', 'Infinity', '1 000', '9'.repeat(121)])(
    'refuses %s',
    (text) => {
      expect(parseDecimal(text)).toBeNull();
      expect(() => decimal(text)).toThrow(RangeError);
    },
  );

  it('is the inverse of formatDecimal', () => {
    fc.assert(
      fc.property(anyDecimal, (value) => {
        expect(compareDecimals(decimal(formatDecimal(value)), value)).toBe(0);
      }),
    );
  });
});

describe('parseMeasured', () => {
  it.each([
    ['14.399999999999999', '14.4'],
    ['2.7000000000000006', '2.7'],
    ['69.99999999999999', '70'],
    ['0.30000000000000004', '0.3'],
    ['1e-17', '0.00000000000000001'],
    ['69.995', '69.995'],
    ['69.9999', '69.9999'],
    ['66.66666667', '66.66666667'],
    ['123456789012345', '123456789012345'],
    ['-14.399999999999999', '-14.4'],
  ])('reads %s as %s', (text, plain) => {
    const value = parseMeasured(text);
    expect(value && formatDecimal(value)).toBe(plain);
  });

  it('gives back every decimal of at most 12 digits that went through binary arithmetic', () => {
    const score = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(score, fc.constantFrom(1.1, 3, 7, 18, 0.3), (hundredths, by) => {
        const through = ((hundredths / 100) * by) / by;
        const value = parseMeasured(String(through));
        expect(value && compareDecimals(value, decimal((hundredths / 100).toFixed(2)))).toBe(0);
      }),
    );
  });

  it('is null for what is no number', () => {
    expect(parseMeasured('A')).toBeNull();
  });
});

describe('meetsPercent', () => {
  it('takes 70 of 100 for 70 %', () => {
    expect(meets('70', '100', '70')).toBe(true);
  });

  it('does not take 69.995 of 100 for 70 %, though it displays as 70.00', () => {
    expect(meets('69.995', '100', '70')).toBe(false);
    expect(displayDecimal(decimal('69.995'), 2)).toBe('70.00');
  });

  it('does not take 2 of 3 for 66.67 %, and takes it for 66.66 %', () => {
    expect(meets('2', '3', '66.67')).toBe(false);
    expect(meets('2', '3', '66.66')).toBe(true);
  });

  it('keeps its precision where a binary float does not', () => {
    expect(meets('69.99999999999999999999', '100', '70')).toBe(false);
    expect(meets('0.3', '1', '30')).toBe(true);
  });

  it('takes extra credit above the maximum, and refuses a negative score for 0 %', () => {
    expect(meets('120', '100', '110')).toBe(true);
    expect(meets('-1', '100', '0')).toBe(false);
    expect(meets('0', '100', '0')).toBe(true);
  });

  it('has no answer for a maximum of zero or below', () => {
    expect(meets('5', '0', '70')).toBeNull();
    expect(meets('5', '-1', '70')).toBeNull();
  });

  it('is indifferent to the scale of score and maximum', () => {
    fc.assert(
      fc.property(anyDecimal, positive, positive, positive, (score, maximum, percent, factor) => {
        expect(
          meetsPercent(multiplyDecimals(score, factor), multiplyDecimals(maximum, factor), percent),
        ).toBe(meetsPercent(score, maximum, percent));
      }),
    );
  });

  it('is monotone in the score and agrees with the points that the percentage amounts to', () => {
    fc.assert(
      fc.property(anyDecimal, positive, positive, (score, maximum, percent) => {
        const needed = pointsForPercent(percent, maximum);
        expect(meetsPercent(needed, maximum, percent)).toBe(true);
        expect(meetsPercent(score, maximum, percent)).toBe(compareDecimals(score, needed) >= 0);
      }),
    );
  });
});

describe('rounding', () => {
  it('rounds half away from zero', () => {
    expect(formatDecimal(roundDecimal(decimal('2.345'), 2))).toBe('2.35');
    expect(formatDecimal(roundDecimal(decimal('-2.345'), 2))).toBe('-2.35');
    expect(displayDecimal(decimal('14'), 2)).toBe('14.00');
    expect(displayDecimal(decimal('13.5'), 0)).toBe('14');
  });

  it('stays within half a unit of the last place', () => {
    fc.assert(
      fc.property(anyDecimal, fc.integer({ min: 0, max: 4 }), (value, places) => {
        const error = subtractDecimals(roundDecimal(value, places), value);
        const absolute = { ...error, units: error.units < 0n ? -error.units : error.units };
        expect(compareDecimals(absolute, { units: 5n, scale: places + 1 })).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('gives 2 of 3 as 66.67 percent, and no percentage of zero', () => {
    expect(percentOf(decimal('2'), decimal('3'), 2)).toEqual(decimal('66.67'));
    expect(percentOf(decimal('2'), decimal('0'), 2)).toBeNull();
  });
});
