import { describe, expect, it } from 'vitest';
import type { Platform } from './platform.js';
import { differenceOf, findSpelledOtherwise, isSpelledOtherwise } from './issuer-spelling.js';

const LMS = 'https://lms.example/moodle';

describe('an issuer', () => {
  it.each([`${LMS}/`, 'http://lms.example/moodle', 'https://LMS.example:443/moodle'])(
    'is the same address spelled otherwise: %s',
    async (told) => {
      expect(isSpelledOtherwise(LMS, told)).toBe(true);
      const registered = { issuer: LMS } as Platform;
      const platforms = {
        findByIssuer: (issuer: string) => Promise.resolve(issuer === LMS ? [registered] : []),
      };
      expect(await findSpelledOtherwise(platforms, told)).toEqual([registered]);
    },
  );

  it.each([
    LMS,
    'https://lms.example',
    'https://lms.example/moodle2',
    'https://other.example/moodle',
  ])('is itself or another: %s', (told) => {
    expect(isSpelledOtherwise(LMS, told)).toBe(false);
  });

  it('says which one has the slash', () => {
    expect(differenceOf(LMS, `${LMS}/`)).toBe('without a slash at its end');
    expect(differenceOf(`${LMS}/`, LMS)).toBe('with a slash at its end');
    expect(differenceOf(LMS, 'http://lms.example/moodle')).toBe('spelled otherwise');
  });
});
