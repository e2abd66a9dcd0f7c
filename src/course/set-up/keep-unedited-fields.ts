import { omitUndefined } from '../../base/index.js';
import type { AchievementContent, AchievementInput } from '../../achievements/index.js';
import { ROWS } from './alignment-form.js';

/** Results that describe what a rule asks for are made anew from the rule. */
const OF_INPUT = /^result-\d{1,3}-/;

type Alignment = NonNullable<AchievementInput['alignments']>[number];

/**
 * A skill as typed, with the description that the page does not show, and its framework's name unless another framework
 * was chosen.
 */
function keepOfSkill(typed: Alignment, before: AchievementContent['alignments']): Alignment {
  // What was picked says everything itself.
  if (typed.frameworkId !== undefined) return typed;
  const same = before.find(({ targetUrl }) => targetUrl === typed.targetUrl);
  const { targetDescription, targetFramework } = same ?? {};
  const isOther = typed.framework === 'other';
  return omitUndefined({
    ...typed,
    targetDescription,
    targetFramework: isOther ? targetFramework : undefined,
  });
}

/** Other badges as typed, with the language of each that the page does not show. */
function keepOfLinks(typed: AchievementInput['related'], before: AchievementContent['related']) {
  return (typed ?? []).map((each) => {
    const inLanguage = before.find(({ id }) => id === each.id)?.inLanguage;
    return inLanguage === undefined ? each : { ...each, inLanguage };
  });
}

/** The text on a drawn badge, as long as the badge is drawn. */
function keepOfArt(typed: AchievementInput['art'], before: AchievementContent['art']) {
  if (typed?.kind !== 'template' || before.kind !== 'template' || before.text === undefined)
    return typed;
  return { ...typed, text: before.text };
}

/**
 * Completes what was typed on the set-up page with what that page does not show: skills beyond its rows, members of a
 * skill without a field, results by a rubric, editions in other languages, and single members of other parts.
 */
export function keepUneditedFields(
  typed: AchievementInput,
  before: AchievementContent,
): AchievementInput {
  const results = typed.resultDescriptions ?? [];
  const ids = new Set(results.map(({ id }) => id));
  const rubrics = before.resultDescriptions.filter(
    ({ id, resultType }) =>
      resultType === 'RubricCriterionLevel' && !ids.has(id) && !OF_INPUT.test(id),
  );
  const art = keepOfArt(typed.art, before.art);
  const { hasLink, hasFile, hasStatement } = before.evidence;
  const kept = {
    ...typed,
    evidence: { hasLink, hasFile, hasStatement, ...typed.evidence },
    related: keepOfLinks(typed.related, before.related),
    next: keepOfLinks(typed.next, before.next),
    alignments: [
      ...(typed.alignments ?? []).map((each) => keepOfSkill(each, before.alignments)),
      ...before.alignments
        .filter(({ frameworkId }) => frameworkId === undefined)
        .slice(ROWS.length),
    ],
    resultDescriptions: [...results, ...rubrics],
  };
  // What the badge now says itself in a language is no edition of it.
  const own = typed.language?.toLowerCase() ?? 'en';
  const editions = before.editions?.filter(({ language }) => language.toLowerCase() !== own) ?? [];
  return omitUndefined({ ...kept, art, editions: editions.length === 0 ? undefined : editions });
}
