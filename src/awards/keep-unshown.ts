import type { AchievementContent, AchievementInput } from '../achievements/index.js';
import { ROWS } from './alignment-form.js';

type Alignment = NonNullable<AchievementInput['alignments']>[number];

/** A skill as typed, with the description that the page does not show; its framework's name while that is “another one”. */
function keepOfSkill(typed: Alignment, before: AchievementContent['alignments']): Alignment {
  const same = before.find(({ targetUrl }) => targetUrl === typed.targetUrl);
  const { targetDescription, targetFramework } = same ?? {};
  const isOther = typed.framework === 'other';
  return {
    ...typed,
    ...(targetDescription === undefined ? {} : { targetDescription }),
    ...(targetFramework === undefined || !isOther ? {} : { targetFramework }),
  };
}

/**
 * What a badge says, as it was typed on the set-up page, with what that page does not show as it was before: skills beyond
 * its rows, what a skill says beside its fields, and results by a rubric.
 */
export function keepUnshown(typed: AchievementInput, before: AchievementContent): AchievementInput {
  const results = typed.resultDescriptions ?? [];
  const ids = new Set(results.map(({ id }) => id));
  const rubrics = before.resultDescriptions.filter(
    ({ id, resultType }) => resultType === 'RubricCriterionLevel' && !ids.has(id),
  );
  return {
    ...typed,
    alignments: [
      ...(typed.alignments ?? []).map((each) => keepOfSkill(each, before.alignments)),
      ...before.alignments.slice(ROWS.length),
    ],
    resultDescriptions: [...results, ...rubrics],
  };
}
