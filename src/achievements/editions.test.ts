import { describe, expect, it } from 'vitest';
import { achievementContent } from './content.js';
import { contentIn, editionLinks, languageFor, withEdition, withoutEdition } from './editions.js';

const GERMAN = { language: 'de', name: 'Netze', description: 'planen', criteria: 'Bestehen.' };
const plain = {
  name: 'Networks',
  description: 'plan',
  criteria: 'Pass.',
  imageAlt: 'A net',
  language: 'en-GB',
};
const content = achievementContent.parse({ ...plain, editions: [GERMAN] });

describe('the languages of an achievement', () => {
  it('are each there once, and its own is none of the others', () => {
    const parse = (...languages: string[]) =>
      achievementContent.safeParse({
        ...plain,
        editions: languages.map((language) => ({ ...GERMAN, language })),
      }).success;
    expect(parse('de', 'pl')).toBe(true);
    for (const wrong of [['de', 'de'], ['de-AT', 'de-at'], ['en-GB'], ['en-gb'], ['<b>'], []])
      expect(parse(...wrong), wrong.join()).toBe(false);
    const many = Array.from({ length: 21 }, (_, at) => `de-${'x'.repeat(2)}${at + 10}`);
    expect(parse(...many)).toBe(false);
  });

  it('say what an edition says, and leave out how its own describes the picture', () => {
    expect(contentIn(content, 'DE')).toMatchObject(GERMAN);
    expect(contentIn(content, 'de')).not.toHaveProperty('imageAlt');
    expect(contentIn(content, 'en-gb')).toBe(content);
    expect(contentIn(content, 'fr')).toBeNull();
  });

  it.each([
    ['de-AT', 'de'],
    ['en-US', 'en-GB'],
    ['en-GB', 'en-GB'],
    ['fr', null],
  ])('a reader of %s reads %s', (reader, language) => {
    expect(languageFor(content, reader)).toBe(language);
  });

  it('have addresses, its own first', () => {
    const version = { achievementId: 'a', version: 2, content, publishedAt: new Date(0) };
    expect(editionLinks('https://x.test', version)).toEqual([
      { language: 'en-GB', url: 'https://x.test/achievements/a/versions/2' },
      { language: 'de', url: 'https://x.test/achievements/a/versions/2/in/de' },
    ]);
  });

  it('are put in, changed and taken out', () => {
    const changed = withEdition(content, { ...GERMAN, name: 'Netzwerke' });
    expect(changed.editions).toEqual([{ ...GERMAN, name: 'Netzwerke' }]);
    expect(withEdition(content, { ...GERMAN, language: 'pl' }).editions).toHaveLength(2);
    expect(withoutEdition(changed, 'de')).not.toHaveProperty('editions');
  });
});
