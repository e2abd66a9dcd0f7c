import type { AchievementContent, OpenBadgeAchievement } from '../achievements/index.js';
import type { Credential, ShownResult } from '../credentials/index.js';
import { formatDecimal, parseDecimal, percentOf } from '../grades/index.js';
import type { Award, AwardedResult } from './award.js';

/** What a learner lets their badge say of them. */
export interface Disclosure {
  readonly score: boolean;
  /** The name as the platform told it; a name that the learner typed is never signed. */
  readonly name: boolean;
}

type Description = AchievementContent['resultDescriptions'][number];

/** A percentage is rounded at twelve decimals, which tell any two grades apart. */
const PERCENT_DECIMALS = 12;

/** A result in the terms of its description (OB 3.0, B.1.18), as exactly as it was read. */
function valueOf({ resultType }: Description, result: AwardedResult): string | undefined {
  if (resultType === 'Status') return 'Completed';
  if (resultType === 'RawScore' || resultType === 'RubricScore') return result.score;
  if (resultType === 'LetterGrade') return result.letter;
  if (resultType !== 'Percent') return undefined;
  const score = result.score === undefined ? null : parseDecimal(result.score);
  const maximum = result.maximum === undefined ? null : parseDecimal(result.maximum);
  const percent = score && maximum && percentOf(score, maximum, PERCENT_DECIMALS);
  return percent ? formatDecimal(percent) : undefined;
}

/** The steps of a rubric that were reached (OB 3.0, B.1.18: `achievedLevel`), of those that the badge describes. */
function levelsOf(
  { levels = [] }: AwardedResult,
  { resultDescriptions }: Pick<AchievementContent, 'resultDescriptions'>,
  badge: Pick<OpenBadgeAchievement, 'id'>,
): ShownResult[] {
  return levels.flatMap(({ name, level }) => {
    const described = resultDescriptions.filter((each) => each.name === name);
    const [description] = described;
    if (description?.resultType !== 'RubricCriterionLevel' || described.length > 1) return [];
    if (!description.rubricCriterionLevel.some(({ id }) => id === level)) return [];
    const resultDescription = `${badge.id}#${description.id}`;
    return [{ resultDescription, achievedLevel: `${resultDescription}-${level}` }];
  });
}

/**
 * The results of an award that its badge could show. An assessment that is described twice under one name is left out:
 * a score must not stand beside the wrong description.
 */
export function showableResults(
  award: Pick<Award, 'results'>,
  content: Pick<AchievementContent, 'resultDescriptions'>,
  badge: Pick<OpenBadgeAchievement, 'id'>,
): ShownResult[] {
  return award.results.flatMap((result) => {
    if (result.mark === 'badge') return [];
    const levels = levelsOf(result, content, badge);
    const title = result.title.slice(0, 200);
    const described = content.resultDescriptions.filter((each) => each.name === title);
    const [description] = described;
    if (description === undefined || described.length > 1) return levels;
    const value = valueOf(description, result);
    return value === undefined
      ? levels
      : [{ resultDescription: `${badge.id}#${description.id}`, value }, ...levels];
  });
}

/** What a badge shows at present: read from its signed text. */
export function disclosureOf({
  json,
  recipientName,
}: Pick<Credential, 'json' | 'recipientName'>): Disclosure {
  const { credentialSubject } = JSON.parse(json) as {
    credentialSubject: { result?: { resultDescription?: string }[] };
  };
  return {
    // A level at which a skill is shown is the badge's, and no score of the person's.
    score:
      credentialSubject.result?.some(
        ({ resultDescription = '' }) => !/#skill-\d{1,3}$/.test(resultDescription),
      ) ?? false,
    name: recipientName !== undefined,
  };
}
