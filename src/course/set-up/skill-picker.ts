import type { AlignmentContent } from '../../achievements/index.js';
import { fieldText, type SetUpForm } from '../../rules/index.js';
import type { FoundSkill } from '../../skills/index.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { Visit } from '../visit/visit.js';
import { alignmentOf, MOST_PICKS, pickValue, readPicks } from './skill-picks.js';

/** What the picker of skills works with. */
export type SkillPickerDeps = Pick<CourseDeps, 'skills' | 'web'>;

/** What is searched for, and in which framework; empty: in all. */
export interface SkillSearchOrder {
  readonly text: string;
  readonly frameworkId: string;
}

/** A skill to be picked. */
export interface SkillChoice {
  /** What the form sends. */
  readonly value: string;
  readonly url: string;
  readonly name: string;
  readonly language: string;
  /** Its code, what it is a part of, and its framework, in a line. */
  readonly about: string;
}

const choiceOf = ({ t }: Pick<Visit, 't'>, skill: FoundSkill): SkillChoice => {
  const within = skill.within === undefined ? '' : t('skills.within', { name: skill.within });
  return {
    value: pickValue(alignmentOf(skill)),
    url: skill.url,
    name: skill.name,
    language: skill.language,
    about: [skill.code, within, skill.framework].filter(Boolean).join(' · '),
  };
};

/** Finds skills by what was typed, in the reader's language. */
export async function findSkills(
  { skills }: SkillPickerDeps,
  visit: Visit,
  { text, frameworkId }: SkillSearchOrder,
): Promise<SkillChoice[]> {
  const found = await skills.search(visit.course, {
    text: text.slice(0, 200),
    language: visit.locale,
    frameworkId: frameworkId === '' ? undefined : frameworkId,
  });
  return found.map((skill) => choiceOf(visit, skill));
}

/** The levels at which a badge may show a skill, in the badge's own language. */
async function levelsFor(
  { web, skills }: SkillPickerDeps,
  visit: Visit,
  language: string,
): Promise<readonly string[]> {
  const own = await skills.taxonomy.levelsFor(visit.course);
  if (own.length > 0) return own;
  const { t } = web.chooseLocale([language]);
  return ['foundation', 'intermediate', 'advanced'].map((one) => t(`skills.levels.${one}`));
}

function levelChoices(levels: readonly string[], { level }: AlignmentContent) {
  const choices = levels.map((name) => ({
    label: name,
    value: JSON.stringify({ name, of: levels }),
    isChosen: name === level?.name,
  }));
  // A level that was chosen before levels were named otherwise.
  if (level !== undefined && !levels.includes(level.name))
    choices.push({ label: level.name, value: JSON.stringify(level), isChosen: true });
  return choices;
}

/** @returns the picker as the set-up page shows it: what is picked, and what a search without JavaScript found */
export async function skillPicker(deps: SkillPickerDeps, visit: Visit, form: SetUpForm) {
  const frameworks = await deps.skills.frameworksFor(visit.course);
  const picks = readPicks(form);
  const text = fieldText(form, 'skillSearch');
  const frameworkId = fieldText(form, 'skillFrom');
  const found = text === '' ? [] : await findSkills(deps, visit, { text, frameworkId });
  const levels =
    picks.length === 0 ? [] : await levelsFor(deps, visit, fieldText(form, 'language'));
  const isPicked = ({ url }: SkillChoice) => picks.some(({ targetUrl }) => targetUrl === url);
  return {
    frameworks:
      frameworks.length === 0
        ? undefined
        : frameworks.map(({ id, name }) => ({ value: id, label: name })),
    text,
    frameworkId,
    most: MOST_PICKS,
    picks: picks.map((pick, at) => ({
      place: at + 1,
      value: pickValue(pick),
      name: pick.targetName,
      about: [pick.targetCode, pick.targetFramework].filter(Boolean).join(' · '),
      levels: levelChoices(levels, pick),
    })),
    isSearched: text !== '',
    found: found
      .filter((one) => !isPicked(one))
      .slice(0, MOST_PICKS - picks.length)
      .map((one, at) => ({ ...one, place: picks.length + at + 1 })),
  };
}
