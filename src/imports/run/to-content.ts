import { omitUndefined } from '../../base/index.js';
import type { AchievementInput } from '../../achievements/index.js';
import { ACHIEVEMENT_TYPES } from '../../open-badges/index.js';
import type { AchievementFacts, AlignmentFacts } from '../open/facts.js';
import { addressOf } from '../open/texts.js';

/** Words for what another system does not say and a badge of ours has to. */
export interface DraftWords {
  readonly criteria: string;
}

const FRAMEWORKS = [
  ['ESCO', /(^|\.)esco\b|data\.europa\.eu\/esco/i],
  ['O*NET', /onetonline|onetcenter/i],
  ['CTDL', /credentialengine|credreg/i],
] as const;

type Alignments = NonNullable<AchievementInput['alignments']>;

const alignmentOf = (alignment: AlignmentFacts): Alignments[number] => {
  const framework = FRAMEWORKS.find(([, host]) => host.test(alignment.targetUrl))?.[0] ?? 'other';
  const { targetFramework, ...rest } = alignment;
  return framework === 'other' && targetFramework !== undefined
    ? { ...rest, framework, targetFramework }
    : { ...rest, framework };
};

const TYPES: ReadonlySet<string> = new Set(ACHIEVEMENT_TYPES);

/** @returns what another system's achievement says, as the content of a draft of ours; it names where it comes from as related */
export function toContent(
  facts: AchievementFacts,
  words: DraftWords,
  pictureId: string | undefined,
): AchievementInput {
  const source = addressOf(facts.id);
  const type = facts.achievementType;
  const tags: string[] = [...facts.tags];
  return omitUndefined({
    name: facts.name,
    description: facts.description ?? facts.name,
    criteria: facts.criteria ?? words.criteria,
    criteriaUrl: facts.criteriaUrl,
    achievementType: type !== undefined && TYPES.has(type) ? (type as 'Badge') : ('Badge' as const),
    language: facts.language,
    tags,
    alignments: facts.alignments.map(alignmentOf),
    imageAlt: facts.imageAlt,
    art: pictureId === undefined ? undefined : ({ kind: 'upload', imageId: pictureId } as const),
    related: source === undefined ? [] : [{ id: source, name: facts.name }],
    validity:
      facts.months === undefined
        ? undefined
        : { months: facts.months, isRenewedByPassingAgain: true },
  });
}
