import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrastOf } from '../../achievements/index.js';
import { LEAST_CONTRAST, readableOn } from './accent.js';

const colour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((n) => `#${n.toString(16).padStart(6, '0')}`);

describe('readableOn', () => {
  it('leaves a colour that can be read as it is', () => {
    expect(readableOn('#ffffff', '#1f6a4d')).toBe('#1f6a4d');
  });

  it('darkens a light colour for white, and lightens a dark one for a dark ground', () => {
    expect(contrastOf('#ffffff', '#ffcc00')).toBeLessThan(LEAST_CONTRAST);
    expect(readableOn('#ffffff', '#ffcc00')).not.toBe('#000000');
    expect(readableOn('#131714', '#102040')).not.toBe('#ffffff');
  });

  it('gives what can be read, whatever the colour', () => {
    fc.assert(
      fc.property(colour, fc.constantFrom('#ffffff', '#1b211d'), (accent, ground) => {
        expect(contrastOf(ground, readableOn(ground, accent))).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });
});
