import type { ResultDescription } from '../open-badges/index.js';
import { originOf, versionUrl, type AchievementVersion } from './achievement.js';
import { canDoSentence } from './can-do.js';
import type { AchievementContent, AlignmentContent, ResultDescriptionContent } from './content.js';
import { contentIn, editionLinks, editionUrl } from './editions.js';
import { saidIn } from './signed-words.js';

/** An achievement version in the words of Open Badges 3.0 (B.1.2); `type` members are left to the credential. */
export interface OpenBadgeAchievement {
  readonly id: string;
  readonly version: string;
  readonly name: string;
  readonly description: string;
  readonly criteria: { readonly id: string; readonly narrative: string };
  readonly achievementType: string;
  readonly image: { readonly id: string; readonly caption: string };
  readonly tag?: readonly string[];
  readonly alignment?: readonly OpenBadgeAlignment[];
  readonly resultDescription?: readonly OpenBadgeResultDescription[];
  readonly creditsAvailable?: number;
  readonly inLanguage: string;
  readonly fieldOfStudy?: string;
  readonly specialization?: string;
  readonly humanCode?: string;
  readonly related?: readonly OpenBadgeRelated[];
}

/** Another achievement that has to do with this one; the same in another language has its version as well. */
export interface OpenBadgeRelated {
  readonly id: string;
  readonly inLanguage?: string;
  readonly version?: string;
}

export interface OpenBadgeAlignment {
  readonly targetName: string;
  readonly targetUrl: string;
  readonly targetFramework?: string;
  readonly targetCode?: string;
  readonly targetDescription?: string;
  readonly targetType?: string;
}

/** As it stands in a badge, whose builder adds the type. */
export type OpenBadgeResultDescription = Omit<ResultDescription, 'type'>;

/** Leaves out what is undefined or an empty list: optional members are absent. */
function given<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(values).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept) as never;
}

/** A framework's own name and how OB 3.0 calls its kind of target (B.1.20 AlignmentTargetType). */
const FRAMEWORKS: Record<AlignmentContent['framework'], { name?: string; type?: string }> = {
  ESCO: { name: 'ESCO: European Skills, Competences, Qualifications and Occupations' },
  'O*NET': { name: 'O*NET-SOC' },
  CASE: { name: 'CASE', type: 'CFItem' },
  CTDL: { name: 'Credential Transparency Description Language', type: 'ceterms:Credential' },
  other: {},
};

/** The levels at which skills are shown: one result for each, which every badge has reached (OB 3.0, B.1.13 and B.1.21). */
function levelResults(url: string, content: AchievementContent): OpenBadgeResultDescription[] {
  return content.alignments.flatMap((skill, at) => {
    if (skill.level === undefined) return [];
    const id = `${url}#skill-${at + 1}`;
    const { name, of } = skill.level;
    const levels = of.map((one, place) => ({
      id: `${id}-level-${place + 1}`,
      type: ['RubricCriterionLevel'] as const,
      name: one,
      level: String(place + 1),
    }));
    return [
      {
        id,
        name: skill.targetName.slice(0, 200),
        resultType: 'RubricCriterionLevel',
        requiredLevel: `${id}-level-${of.indexOf(name) + 1}`,
        rubricCriterionLevel: levels,
        alignment: [{ type: ['Alignment'] as const, ...toAlignment(skill) }],
      },
    ];
  });
}

function toAlignment(from: AlignmentContent): OpenBadgeAlignment {
  const { name, type } = FRAMEWORKS[from.framework];
  const { targetName, targetUrl, targetCode, targetDescription } = from;
  const targetFramework = from.targetFramework ?? name;
  const about = {
    targetFramework,
    targetCode,
    targetDescription,
    targetType: from.targetType ?? type,
  };
  return given({ targetName, targetUrl, ...about });
}

/** The level of a qualification is an alignment to the framework that defines it. */
function levelAlignment(eqfLevel: number, language: string): OpenBadgeAlignment {
  return {
    targetName: saidIn(language).level(eqfLevel),
    targetUrl: 'https://europass.europa.eu/en/description-eight-eqf-levels',
    targetFramework: 'European Qualifications Framework',
    targetCode: String(eqfLevel),
  };
}

function toResultDescription(
  url: string,
  from: ResultDescriptionContent,
): OpenBadgeResultDescription {
  const id = `${url}#${from.id}`;
  if (from.resultType !== 'RubricCriterionLevel') return given({ ...from, id });
  const levels = from.rubricCriterionLevel.map((level) =>
    given({ ...level, id: `${id}-${level.id}`, type: ['RubricCriterionLevel'] as const }),
  );
  const { requiredLevel } = from;
  return given({
    ...from,
    id,
    requiredLevel: requiredLevel === undefined ? undefined : `${id}-${requiredLevel}`,
    rubricCriterionLevel: levels,
  });
}

/** Criteria as a badge carries them: OB 3.0 has no member for method and effort, so they are said in words. */
export function criteriaNarrative(content: AchievementContent): string {
  const { criteria, assessmentMethod, effortHours } = content;
  const said = saidIn(content.language);
  return [
    criteria,
    assessmentMethod === undefined ? '' : said.assessment(assessmentMethod),
    effortHours === undefined ? '' : said.effort(effortHours),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** What a person who cannot see the picture is told. */
export function imageAltOf(content: AchievementContent): string {
  return content.imageAlt ?? saidIn(content.language).picture(content.name);
}

/** What is built: the content as it is said in one language, at the address of that language. */
interface Said {
  readonly content: AchievementContent;
  readonly url: string;
}

function build(origin: string, whole: AchievementVersion, { content, url }: Said) {
  const version = String(whole.version);
  const level =
    content.eqfLevel === undefined ? [] : [levelAlignment(content.eqfLevel, content.language)];
  const others = editionLinks(origin, whole).filter((one) => one.url !== url);
  // The picture is the same in every language.
  const picture = `${versionUrl(origin, whole.achievementId, whole.version)}/image.png`;
  return given({
    id: url,
    version,
    name: content.name,
    description: canDoSentence(content.description, content.language),
    criteria: { id: content.criteriaUrl ?? url, narrative: criteriaNarrative(content) },
    achievementType: content.achievementType,
    image: { id: picture, caption: imageAltOf(content) },
    tag: content.tags,
    alignment: [...content.alignments.map(toAlignment), ...level],
    resultDescription: [
      ...content.resultDescriptions.map((one) => toResultDescription(url, one)),
      ...levelResults(url, content),
    ],
    creditsAvailable: content.creditsAvailable,
    inLanguage: content.language,
    fieldOfStudy: content.fieldOfStudy,
    specialization: content.specialization,
    humanCode: content.humanCode,
    related: [
      ...others.map((one) => ({ id: one.url, inLanguage: one.language, version })),
      ...content.related.map(({ id, inLanguage }) => given({ id, inLanguage })),
    ],
  });
}

/**
 * An achievement version as it goes into a badge, in its own language; the other languages are named as related (OB
 * 3.0, B.1.17 Related). Pure; the same version always gives the same.
 */
export function buildOpenBadgeAchievement(
  publicUrl: string,
  whole: AchievementVersion,
): OpenBadgeAchievement {
  const origin = originOf(publicUrl, whole);
  const url = versionUrl(origin, whole.achievementId, whole.version);
  return build(origin, whole, { content: whole.content, url });
}

/** @returns the same in another language, at that language's address; null where there is no such edition */
export function buildEdition(
  publicUrl: string,
  whole: AchievementVersion,
  language: string,
): OpenBadgeAchievement | null {
  const content = contentIn(whole.content, language);
  if (content === null) return null;
  if (content === whole.content) return buildOpenBadgeAchievement(publicUrl, whole);
  const origin = originOf(publicUrl, whole);
  return build(origin, whole, { content, url: editionUrl(origin, whole, content.language) });
}

const CONTEXT = [
  'https://www.w3.org/ns/credentials/v2',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
];

/** The achievement alone as JSON-LD, for programs that follow its IRI. */
export function toLinkedData(badge: OpenBadgeAchievement): object {
  const typed = <T extends object>(type: string, list: readonly T[] | undefined) =>
    list?.map((one) => ({ ...one, type: [type] }));
  return given({
    '@context': CONTEXT,
    ...badge,
    type: ['Achievement'],
    image: { ...badge.image, type: 'Image' },
    alignment: typed('Alignment', badge.alignment),
    resultDescription: typed('ResultDescription', badge.resultDescription),
    related: typed('Related', badge.related),
  });
}
