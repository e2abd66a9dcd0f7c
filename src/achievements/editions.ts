import { omitUndefined } from '../base/index.js';
import { versionUrl, type AchievementVersion } from './achievement.js';
import type { AchievementContent, EditionContent } from './content.js';

/** The IRI of a version in another language. */
export const editionUrl = (
  publicUrl: string,
  { achievementId, version }: Pick<AchievementVersion, 'achievementId' | 'version'>,
  language: string,
): string => `${versionUrl(publicUrl, achievementId, version)}/in/${language}`;

/**
 * @returns the content in a language; null where it is not said in that. Case does not matter (BCP 47, 2.1.1). What
 *   describes the picture in the badge's own language is left out
 */
export function contentIn(
  content: AchievementContent,
  language: string,
): AchievementContent | null {
  const wanted = language.toLowerCase();
  if (content.language.toLowerCase() === wanted) return content;
  const found = content.editions?.find((one) => one.language.toLowerCase() === wanted);
  if (found === undefined) return null;
  return omitUndefined({ ...content, ...found, imageAlt: undefined });
}

const primaryOf = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/**
 * @returns the language, of those that a content is said in, that a reader understands: theirs exactly, else one with
 *   the same primary language; null where there is none
 */
export function languageFor(content: AchievementContent, reader: string): string | null {
  const languages = [content, ...(content.editions ?? [])].map(({ language }) => language);
  const exact = languages.find((one) => one.toLowerCase() === reader.toLowerCase());
  return exact ?? languages.find((one) => primaryOf(one) === primaryOf(reader)) ?? null;
}

/** A language in which an achievement can be read, and where. */
export interface EditionLink {
  readonly language: string;
  readonly url: string;
}

/** @returns every language that a version can be read in, its own first */
export function editionLinks(publicUrl: string, version: AchievementVersion): EditionLink[] {
  const { achievementId, content } = version;
  const own = {
    language: content.language,
    url: versionUrl(publicUrl, achievementId, version.version),
  };
  const others = (content.editions ?? []).map(({ language }) => ({
    language,
    url: editionUrl(publicUrl, version, language),
  }));
  return [own, ...others];
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** @returns the content with an edition put in, or in the place of that of its language */
export function withEdition(
  content: AchievementContent,
  edition: EditionContent,
): AchievementContent {
  const { editions = [] } = content;
  const isThere = editions.some(({ language }) => isSame(language, edition.language));
  const changed = editions.map((one) => (isSame(one.language, edition.language) ? edition : one));
  return { ...content, editions: isThere ? changed : [...editions, edition] };
}

/** @returns the content without the edition of a language */
export function withoutEdition(content: AchievementContent, language: string): AchievementContent {
  const left = (content.editions ?? []).filter((one) => !isSame(one.language, language));
  return omitUndefined({ ...content, editions: left.length === 0 ? undefined : left });
}
