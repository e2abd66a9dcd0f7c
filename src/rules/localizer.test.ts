import { describe, expect, it } from 'vitest';
import { numberIn } from './localizer.js';

describe('numberIn', () => {
  it.each([
    ['en', '69.995', '69.995'],
    ['de', '69.995', '69,995'],
    ['pl', '70.00', '70,00'],
    ['en', '0.12345678901234567', '0.12345678901234567'],
  ])('writes in %s every digit of %s', (locale, text, written) => {
    expect(numberIn({ locale }, text)).toBe(written);
  });

  it.each(['', 'B+', '1e9', '0x1F'])('leaves alone what is no plain decimal: "%s"', (text) => {
    expect(numberIn({ locale: 'de' }, text)).toBe(text);
  });
});
