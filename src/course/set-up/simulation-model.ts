import { obstacleInWords } from '../../grades/index.js';
import { type Localizer, nameIn } from '../../rules/index.js';
import { gradeInWords, type Simulated, type Simulation } from '../../awards/index.js';
import type { Visit } from '../visit/visit.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { undrawnOf, type Undrawn } from './font-notice.js';
import { RESTRICTION_DOUBTS } from '../visit/notices.js';

export interface Names {
  readonly nameOf: (userId: string) => string;
  /** Learners' names that the fonts at hand cannot draw. */
  readonly undrawn: readonly Undrawn[];
}

/** @returns the names of a course's people, where the platform gives them */
export async function namesOf(
  deps: Pick<CourseDeps, 'grades'>,
  { course, t }: Pick<Visit, 'course' | 't'>,
): Promise<Names & { learners: readonly string[] }> {
  const roster = await deps.grades.roster(course);
  const { platformId } = course;
  const members = [...(roster?.members.values() ?? [])];
  return {
    undrawn: undrawnOf(members.flatMap(({ name, isLearner }) => (isLearner && name ? [name] : []))),
    learners: members.filter((member) => member.isLearner).map((member) => member.userId),
    nameOf: (userId) => nameIn({ t }, roster, platformId, userId),
  };
}

/** How many names of one list a page shows. */
export const SHOWN = 25;

function peopleOf(list: readonly Simulated[], names: Names, words: Localizer) {
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

/** Models a simulation: the counts first, then the names. */
export function simulationModel(
  simulation: Simulation,
  names: Names,
  words: Localizer,
  isEdit = false,
) {
  const { earned, waiting, near, notYet, withoutGrade, problems } = simulation;
  const graded = earned.length + waiting.length + near.length + notYet.length;
  const passing = earned.length + waiting.length;
  return {
    at: simulation.at,
    problems: problems.map((each) => obstacleInWords(words, each).reason),
    isRestricted: problems.some(({ code }) => RESTRICTION_DOUBTS.has(code)),
    notes: simulation.notes.map((each) => {
      const { reason, remedy } = obstacleInWords(words, each);
      return `${reason} ${remedy}`;
    }),
    sentence: words.t('awards.setUp.wouldPass', {
      count: passing,
      all: graded + withoutGrade.length,
    }),
    counts: { earned: earned.length, waiting: waiting.length },
    // Where grades could not be read, neither counts nor names are shown: they would be wrong.
    groups: problems.length > 0 ? [] : groupsOf(simulation, names, words, isEdit),
  };
}

function groupsOf(
  { earned, waiting, near, notYet, withoutGrade }: Simulation,
  names: Names,
  words: Localizer,
  isEdit: boolean,
) {
  const title = (key: string) => words.t(`awards.setUp.group.${key}`);
  return [
    // Some who meet the mark of an active rule have the badge already; the effects say who would gain it.
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
