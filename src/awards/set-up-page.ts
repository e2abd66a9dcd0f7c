import { canDoSentence, PALETTES, TEMPLATES } from '../achievements/index.js';
import { obstacleInWords, withoutRepeats, type Assessment, type Listing } from '../grades/index.js';
import { activityTitle, gradeInWords } from './explain.js';
import { languageChoices, typeChoices } from './badge-choices.js';
import { UPLOAD } from './badge-form.js';
import type { PageDeps, Visit } from './pages.js';
import { nameIn } from './names.js';
import {
  assessmentKey,
  badgeKey,
  type Choices,
  type FormErrors,
  type OtherBadge,
  type SetUpForm,
} from './set-up.js';
import type { Simulated, Simulation } from './simulate.js';
import { renewalDoubts } from './validity-words.js';
import { numberIn, type Words } from './words.js';

/** How a source is called on the page. */
export const sourceName = ({ t }: Pick<Words, 't'>, source: Assessment['source']): string =>
  t(`awards.source.${source}`);

/**
 * What a course offers to rules, and what each way of reading says of itself.
 * @param options.form what it asks for stays among the choices
 * @param options.ownAchievementId the badge that is being changed: it cannot ask for itself
 */
export async function readChoices(
  deps: Pick<PageDeps, 'grades' | 'rules' | 'achievements'>,
  { course }: Pick<Visit, 'course'>,
  {
    form,
    ownAchievementId,
  }: { readonly form?: SetUpForm; readonly ownAchievementId?: string } = {},
): Promise<{ choices: Choices; listings: readonly Listing[] }> {
  const [listings, rules, achievements] = await Promise.all([
    deps.grades.listAssessments(course),
    deps.rules.list(course, ['active', 'paused']),
    deps.achievements.list(course),
  ]);
  const given = new Set(rules.map((rule) => rule.achievementId));
  const badges = achievements
    .filter((each) => given.has(each.id) && each.id !== ownAchievementId)
    .map((each): OtherBadge => ({ achievementId: each.id, name: each.content.name }));
  const used = usedIn(form ?? {});
  const assessments = withoutRepeats(
    listings.flatMap((listing) => listing.assessments),
    (each) => used.has(assessmentKey(each)),
  );
  return { choices: { assessments, badges }, listings };
}

const textOf = (form: SetUpForm, name: string): string => {
  const value = form[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
};

const usedIn = (form: SetUpForm): ReadonlySet<string> => {
  const used = form.use;
  return new Set(typeof used === 'string' ? [used] : (used ?? []));
};

function assessmentRow(
  assessment: Assessment,
  form: SetUpForm,
  errors: Readonly<Record<string, string>>,
  words: Words,
) {
  const { t } = words;
  const key = assessmentKey(assessment);
  const { obstacle, scheme, maximum } = assessment;
  const points =
    maximum === null
      ? t('awards.setUp.noMaximum')
      : t('awards.setUp.points', { count: Number(maximum), value: numberIn(words, maximum) });
  const unit = textOf(form, `unit_${key}`) || 'percent';
  const isYesOrNo = assessment.gradedAs === 'completion' && maximum === null;
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
    mark: textOf(form, `mark_${key}`) || assessment.passPercent || '70',
    isYesOrNo,
    units: units.map((each) => ({ ...each, isChosen: each.value === unit })),
    letters: scheme?.map((step) => ({
      value: step.letter,
      isChosen: textOf(form, `letter_${key}`) === step.letter,
    })),
    error: errors[`mark_${key}`],
  };
}

export interface Names {
  readonly nameOf: (userId: string) => string;
}

/** The names of the people of a course, as the platform tells them. */
export async function namesOf(
  deps: Pick<PageDeps, 'grades'>,
  { course, t }: Pick<Visit, 'course' | 't'>,
): Promise<Names & { learners: readonly string[] }> {
  const roster = await deps.grades.roster(course);
  const { platformId } = course;
  const members = [...(roster?.members.values() ?? [])];
  return {
    learners: members.filter((member) => member.isLearner).map((member) => member.userId),
    nameOf: (userId) => nameIn({ t }, roster, platformId, userId),
  };
}

/** How many names of one list a page shows. */
export const SHOWN = 25;

function peopleOf(list: readonly Simulated[], names: Names, words: Words) {
  return {
    count: list.length,
    more: Math.max(0, list.length - SHOWN),
    people: list.slice(0, SHOWN).map(({ userId, decision }) => ({
      name: names.nameOf(userId),
      grade: decision.inputs
        .filter((trace) => trace.score !== undefined || trace.letter !== undefined)
        .map((trace) => gradeInWords(words, trace))
        .join(' · '),
    })),
  };
}

/** A simulation in words: the counts first, then the names. */
export function simulationModel(
  simulation: Simulation,
  names: Names,
  words: Words,
  isEdit = false,
) {
  const { earned, waiting, near, notYet, withoutGrade, problems } = simulation;
  const graded = earned.length + waiting.length + near.length + notYet.length;
  const passing = earned.length + waiting.length;
  return {
    at: simulation.at,
    problems: problems.map((each) => obstacleInWords(words, each).reason),
    notes: simulation.notes.map((each) => {
      const { reason, remedy } = obstacleInWords(words, each);
      return `${reason} ${remedy}`;
    }),
    sentence: words.t('awards.setUp.wouldPass', {
      ...{ count: passing, all: graded + withoutGrade.length },
    }),
    isWaiting: waiting.length > 0 && problems.length === 0,
    // What could not be read says nothing of anybody: neither counts nor names are shown.
    groups: problems.length > 0 ? [] : groupsOf(simulation, names, words, isEdit),
  };
}

function groupsOf(
  { earned, waiting, near, notYet, withoutGrade }: Simulation,
  names: Names,
  words: Words,
  isEdit: boolean,
) {
  const title = (key: string) => words.t(`awards.setUp.group.${key}`);
  return [
    // Of those who meet an active rule's mark some have the badge already; the effects say who would gain it.
    { title: title(isEdit ? 'met' : 'earned'), kind: 'success', ...peopleOf(earned, names, words) },
    { title: title('waiting'), kind: 'info', ...peopleOf(waiting, names, words) },
    { title: title('near'), kind: 'warn', ...peopleOf(near, names, words) },
    { title: title('notYet'), ...peopleOf(notYet, names, words) },
    {
      title: title('withoutGrade'),
      count: withoutGrade.length,
      more: Math.max(0, withoutGrade.length - SHOWN),
      people: withoutGrade.slice(0, SHOWN).map((userId) => ({ name: names.nameOf(userId) })),
    },
  ].filter((group) => group.count > 0);
}

/** What a form that was sent without these fields means. */
const DEFAULTS = {
  ...{ combine: 'all', compare: 'exact', afterFall: 'ask', graceHours: '24' },
  ...{
    backfill: 'yes',
    renewal: 'yes',
    kind: 'assessed',
    template: 'wreath',
    palette: 'laurel',
    release: 'confirm',
    count: '2',
  },
  ...{ skillFramework_1: 'ESCO', skillFramework_2: 'ESCO', skillFramework_3: 'ESCO' },
};

const artUrl = (template: string, palette: string, text: string): string =>
  `/achievements/art.svg?${new URLSearchParams({ template, palette, text }).toString()}`;

/** The designs and colours to choose from, each shown as it will look. */
function artModel(form: SetUpForm, { t }: Words) {
  const template = textOf(form, 'template') || DEFAULTS.template;
  const palette = textOf(form, 'palette') || DEFAULTS.palette;
  const imageId = textOf(form, 'imageId');
  const own = /^[\w-]{20,64}$/.test(imageId) ? `/achievements/pictures/${imageId}.png` : undefined;
  const drawn = template === UPLOAD ? DEFAULTS.template : template;
  return {
    imageId: own && imageId,
    templates: [
      ...TEMPLATES.map(({ name }) => ({
        ...{
          value: name,
          label: t(`awards.setUp.design.${name}`),
          image: artUrl(name, palette, ''),
        },
      })),
      ...(own ? [{ value: UPLOAD, label: t('awards.setUp.ownPicture'), image: own }] : []),
    ],
    palettes: PALETTES.map(({ name }) => ({
      ...{ value: name, label: t(`awards.setUp.palette.${name}`), image: artUrl(drawn, name, '') },
    })),
    previewImage: own && template === UPLOAD ? own : artUrl(drawn, palette, textOf(form, 'name')),
  };
}

/** The set-up page as it was filled in, with what is wrong beside its field. */
export function setUpModel(
  form: SetUpForm,
  said: FormErrors,
  choices: Choices,
  listings: readonly Listing[],
  words: Words,
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
    rows: choices.assessments.map((each) => assessmentRow(each, form, errors, words)),
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
    renewalDoubts: renewalDoubts(
      words,
      choices.assessments.filter((each) => usedIn(form).has(assessmentKey(each))),
    ),
    hasSeveral: usedIn(form).size > 1,
    ...artModel(form, words),
    languages: languageChoices(locale, textOf(form, 'language')),
    types: typeChoices(),
    preview: {
      title: textOf(form, 'name') || t('awards.setUp.yourBadge'),
      text: canDoSentence(textOf(form, 'canDo'), textOf(form, 'language') || 'en'),
      evidence: textOf(form, 'evidenceStatement'),
      criteria: textOf(form, 'criteria'),
      method: textOf(form, 'method'),
    },
    previewTag: t(
      `achievements.show.${textOf(form, 'kind') === 'participation' ? 'participation' : 'assessed'}`,
    ),
  };
}
