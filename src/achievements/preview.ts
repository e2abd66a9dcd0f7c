import { omitUndefined } from '../base/index.js';
import { pictureUrl } from './read-picture.js';
import { isParticipation } from '../open-badges/index.js';
import { criteriaNarrative, imageAltOf } from './build-open-badge.js';
import { canDoSentence } from './can-do.js';
import { composedArtUrl } from './composed/art-url.js';
import type { AchievementContent, ResultDescriptionContent } from './content.js';

/** The achievement as its card and its public page show it. */
export interface Preview {
  readonly name: string;
  readonly description: string;
  /** Markdown. */
  readonly criteria: string;
  readonly imageUrl: string;
  readonly imageAlt: string;
  readonly achievementType: string;
  readonly isParticipation: boolean;
  readonly passMarks: readonly { readonly name: string; readonly required: string }[];
  readonly skills: readonly {
    readonly name: string;
    readonly url: string;
    readonly framework?: string;
    readonly code?: string;
    /** At which level it is shown. */
    readonly level?: string;
  }[];
  readonly tags: readonly string[];
  readonly language: string;
  readonly eqfLevel?: number;
  readonly effortHours?: number;
  readonly creditsAvailable?: number;
  readonly validMonths?: number;
  readonly criteriaUrl?: string;
  readonly related: readonly { readonly id: string; readonly name: string }[];
  readonly next: readonly { readonly id: string; readonly name: string }[];
}

/** The required mark in words that fit any language: "70 %", "21 / 30", "B", a level's name. */
export function requiredMarkOf(result: ResultDescriptionContent): string {
  switch (result.resultType) {
    case 'Percent':
      return `${result.requiredValue} %`;
    case 'RawScore':
      return result.valueMax === undefined
        ? result.requiredValue
        : `${result.requiredValue} / ${result.valueMax}`;
    case 'RubricCriterionLevel': {
      const level = result.rubricCriterionLevel.find((one) => one.id === result.requiredLevel);
      return level?.name ?? result.requiredLevel ?? '';
    }
    case 'RubricScore':
      return [result.requiredValue, result.valueMax].filter((one) => one !== undefined).join(' / ');
    default:
      return result.requiredValue;
  }
}

/** The picture of a content that has no version yet: drawn from the address alone, or the upload. */
export function draftImageUrl(content: AchievementContent): string {
  if (content.art.kind === 'upload') return pictureUrl('', content.art.imageId);
  if (content.art.kind === 'composed') return composedArtUrl(content.art, content.name);
  const { template, palette, text = content.name } = content.art;
  const query = new URLSearchParams({ template, palette, text: text.slice(0, 120) });
  return `/achievements/art.svg?${query.toString()}`;
}

/** @param imageUrl of the version; absent: of the draft */
export function buildPreview(content: AchievementContent, imageUrl?: string): Preview {
  const { eqfLevel, effortHours, creditsAvailable, validity, criteriaUrl } = content;
  const named = (list: AchievementContent['next']) =>
    list.map(({ id, name }) => ({ id, name: name ?? id }));
  return omitUndefined({
    name: content.name,
    description: canDoSentence(content.description, content.language),
    criteria: criteriaNarrative(content),
    imageUrl: imageUrl ?? draftImageUrl(content),
    imageAlt: imageAltOf(content),
    achievementType: content.achievementType,
    isParticipation: isParticipation(content.achievementType),
    passMarks: content.resultDescriptions.map((one) => ({
      name: one.name,
      required: requiredMarkOf(one),
    })),
    skills: content.alignments.map(
      ({ targetName: name, targetUrl: url, targetCode: code, level, ...said }) =>
        omitUndefined({
          name,
          url,
          framework: said.targetFramework ?? said.framework,
          code,
          level: level?.name,
        }),
    ),
    tags: content.tags,
    language: content.language,
    eqfLevel,
    effortHours,
    creditsAvailable,
    validMonths: validity === undefined ? undefined : validity.months,
    criteriaUrl,
    related: named(content.related),
    next: named(content.next),
  });
}
