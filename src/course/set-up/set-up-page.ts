import { canDoSentence } from '../../achievements/index.js';
import { obstacleInWords, type Assessment, type Listing } from '../../grades/index.js';
import { fieldText, numberIn, type SetUpForm, type Localizer } from '../../rules/index.js';
import { activityTitle, isCompletion, markInWords, renewalDoubts } from '../../awards/index.js';
import { languageChoices, typeChoices } from './badge-choices.js';
import { assessmentKey, badgeKey, type Choices, type FormErrors } from './choices.js';
import { defaultMark } from './default-form.js';
import { DEFAULTS, artModel } from './art-model.js';
import { sourceName } from './source-name.js';
import { groupWays } from './group-ways.js';
import { usedIn } from './typed-fields.js';
import { parsePlan } from './parse-plan.js';
import { requirementOf } from '../visit/rule-card.js';

/** What an assessment is out of: points, the steps of its scale, or neither. */
function outOf(
  { isScale, scheme, maximum }: Assessment,
  isYesOrNo: boolean,
  words: Localizer,
): string {
  const { t } = words;
  if (isYesOrNo) return t('awards.setUp.yesOrNo');
  if (isScale && scheme) return t('awards.setUp.scaleSteps', { count: scheme.length });
  if (maximum === null) return t('awards.setUp.noMaximum');
  return t('awards.setUp.points', { count: Number(maximum), value: numberIn(words, maximum) });
}

function assessmentRow(
  assessment: Assessment,
  form: SetUpForm,
  errors: Readonly<Record<string, string>>,
  words: Localizer,
) {
  const { t } = words;
  const key = assessmentKey(assessment);
  const { obstacle, scheme, maximum } = assessment;
  const standard = defaultMark(assessment);
  const unit = fieldText(form, `unit_${key}`) || standard.unit;
  const isYesOrNo = assessment.gradedAs === 'completion' && maximum === null;
  const points = outOf(assessment, isYesOrNo, words);
  const units = [
    { value: 'percent', label: '%' },
    { value: 'points', label: t('awards.setUp.unit.points') },
    ...(scheme ? [{ value: 'letter', label: t('awards.setUp.unit.letter') }] : []),
    ...(assessment.gradedAs === 'completion' || unit === 'complete'
      ? [{ value: 'complete', label: t('awards.setUp.unit.complete') }]
      : []),
  ];
  return {
    key,
    title: activityTitle(words, assessment),
    about: `${points} · ${sourceName(words, assessment.source)}`,
    isChosen: usedIn(form).has(key),
    obstacle: obstacle && obstacleInWords(words, obstacle),
    mark: fieldText(form, `mark_${key}`) || standard.mark,
    told: toldPass(words, assessment),
    isYesOrNo,
    note: noteOf(words, assessment),
    units: units.map((each) => ({ ...each, isChosen: each.value === unit })),
    letters: scheme?.map((step) => ({
      value: step.letter,
      isChosen: (fieldText(form, `letter_${key}`) || standard.letter) === step.letter,
    })),
    error: errors[`mark_${key}`],
  };
}

/** @returns the chosen assessments and marks in one line, for the folded part of the page */
function saidOf(words: Localizer, form: SetUpForm, choices: Choices): string {
  const plan = parsePlan(form, choices);
  return plan.ok ? requirementOf(words, plan.value) : '';
}

/** @returns the mark that the platform itself calls a pass */
function toldPass(words: Localizer, { passPoints, passLetter }: Assessment): string | undefined {
  const mark =
    passPoints === undefined
      ? passLetter && markInWords(words, { kind: 'letter', letter: passLetter })
      : markInWords(words, { kind: 'points', value: passPoints });
  return mark && words.t('awards.setUp.passTold', { mark });
}

/** @returns what has to be known of a source before it is chosen */
function noteOf({ t }: Localizer, assessment: Assessment): string | undefined {
  if (assessment.source === 'restricted') return t('awards.restricted.ways');
  if (assessment.source === 'application') return undefined;
  return isCompletion(assessment) ? t('awards.setUp.completionNote') : undefined;
}

/** From how many rows on the list has a search field. */
const SEARCH_FROM = 8;

/** Models one row for each assessment, with its best source; the other sources are behind it. */
function rowsOf(
  form: SetUpForm,
  errors: Readonly<Record<string, string>>,
  choices: Choices,
  words: Localizer,
) {
  const used = usedIn(form);
  const rowOf = (each: Assessment) => assessmentRow(each, form, errors, words);
  const groups = groupWays(choices.assessments, (each) => used.has(assessmentKey(each)));
  const rows = groups.map(({ best, others }) => {
    const ways = others.map(rowOf);
    return {
      ...rowOf(best),
      others: ways,
      isOtherOpen: ways.some((way) => way.isChosen || way.error),
    };
  });
  return { rows, hasSearch: rows.length >= SEARCH_FROM };
}

/** Models the set-up page as it was filled in, with the errors beside their fields. */
export function setUpModel(
  form: SetUpForm,
  said: FormErrors,
  choices: Choices,
  listings: readonly Listing[],
  words: Localizer,
) {
  const { t, locale } = words;
  const errors = Object.fromEntries(
    Object.entries(said).map(([name, tell]) => [name, tell(words)]),
  );
  const badges = choices.badges.map((badge) => ({
    key: badgeKey(badge),
    title: t('awards.explain.badge', { name: badge.name }),
    isChosen: usedIn(form).has(badgeKey(badge)),
  }));
  return {
    form: { values: { ...DEFAULTS, ...form }, errors },
    hasErrors: Object.keys(errors).length > 0,
    ...rowsOf(form, errors, choices, words),
    badges,
    obstacles: listings.flatMap((listing) =>
      listing.obstacle
        ? [
            {
              source: sourceName(words, listing.source),
              ...obstacleInWords(words, listing.obstacle),
            },
          ]
        : [],
    ),
    said: { assessment: saidOf(words, form, choices), words: fieldText(form, 'name') },
    lookErrors: ['template', 'palette', 'picture', 'imageAlt'].some((name) => name in errors),
    renewalDoubts: renewalDoubts(
      words,
      choices.assessments.filter((each) => usedIn(form).has(assessmentKey(each))),
    ),
    hasSeveral: usedIn(form).size > 1,
    ...artModel(form, words),
    languages: languageChoices(locale, fieldText(form, 'language')),
    types: typeChoices(words),
    preview: {
      title: fieldText(form, 'name') || t('awards.setUp.yourBadge'),
      text: canDoSentence(fieldText(form, 'canDo'), fieldText(form, 'language') || 'en'),
      evidence: fieldText(form, 'evidenceStatement'),
      criteria: fieldText(form, 'criteria'),
      method: fieldText(form, 'method'),
    },
    previewTag: t(
      `achievements.show.${fieldText(form, 'kind') === 'participation' ? 'participation' : 'assessed'}`,
    ),
  };
}
