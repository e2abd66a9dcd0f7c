import { describe, expect, it } from 'vitest';
import { readLocales } from './locale.js';

const locales = readLocales();
const date = (tag: string) =>
  new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date('2026-05-03T23:30:00Z'),
  );

describe('the reader’s full locale', () => {
  it.each([
    [['en-GB'], 'en', 'en-GB', '3 May 2026'],
    [['en_us'], 'en', 'en-US', 'May 3, 2026'],
    [['de-AT', 'en'], 'de', 'de-AT', '3. Mai 2026'],
    // A platform says the language alone; the browser knows the region.
    [['en', 'en-GB'], 'en', 'en-GB', '3 May 2026'],
    [['fr', 'en-GB'], 'fr', 'fr', '3 mai 2026'],
    // Nothing of ours is in Japanese: the words are English, and so are the dates.
    [['ja-JP'], 'en', 'en', 'May 3, 2026'],
  ])('of the wishes %j has the words of %s and the dates of %s', (wishes, code, tag, written) => {
    const locale = locales.choose(wishes);
    expect(locale.code).toBe(code);
    expect(locale.tag).toBe(tag);
    expect(date(locale.tag)).toBe(written);
  });

  it('writes the numbers of a message', () => {
    const points = (wish: string) =>
      locales.choose([wish]).t('awards.setUp.gain', { count: 12_345 });
    expect(points('en-GB')).toContain('12,345');
    expect(points('en-IN')).toContain('12,345');
    expect(points('de-DE')).toContain('12.345');
    // Which apostrophe Swiss numbers have depends on the version of CLDR.
    expect(points('de-CH')).toMatch(/12['’]345/);
  });

  it.each(['en-u-ca-buddhist', 'en-GB-u-nu-arab', 'en-x-"><script>', 'e'.repeat(400), '-', 'en-'])(
    'takes nothing else from a wish such as %j',
    (wish) => {
      const { tag } = locales.choose([wish]);
      expect(['en', 'en-GB']).toContain(tag);
      expect(date(tag)).toMatch(/^(3 May|May 3,) 2026$/);
    },
  );
});
