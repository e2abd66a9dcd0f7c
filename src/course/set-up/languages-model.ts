import { MOST_EDITIONS, type AchievementContent } from '../../achievements/index.js';
import type { Visit } from '../visit/visit.js';
import { languageChoices } from './badge-choices.js';

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** @returns the key of the words for why a badge cannot be described in a language; null where it can */
export function refuseLanguage(
  { language: own, editions = [] }: AchievementContent,
  language: string,
): string | null {
  if (isSame(own, language)) return 'desk.languages.ownLanguage';
  const isNew = editions.every((one) => !isSame(one.language, language));
  return isNew && editions.length >= MOST_EDITIONS ? 'desk.languages.full' : null;
}

/**
 * Models the page of a badge's languages.
 *
 * @param asked the language that is to be changed; any other: the form is for a new one
 */
export function languagesModel(
  { locale }: Pick<Visit, 'locale'>,
  content: AchievementContent,
  asked: string,
) {
  const { language: own, editions = [] } = content;
  const edited = editions.find(({ language }) => isSame(language, asked));
  const taken = [own, ...editions.map(({ language }) => language)];
  const choices = languageChoices(locale, '').filter(({ value }) =>
    taken.every((one) => !isSame(one, value)),
  );
  return {
    title: content.name,
    own: { language: own, name: content.name },
    editions: editions.map(({ language, name }) => ({ language, name })),
    edited: edited?.language,
    choices,
    canAdd: editions.length < MOST_EDITIONS,
    values: edited ?? {},
    said: { description: content.description, criteria: content.criteria, language: own },
  };
}
