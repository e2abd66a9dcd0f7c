import type { Completed, CompletionTracking } from '../completion-tracking.js';
import type { Column, Course, Person } from '../course.js';

export const noTracking = (): CompletionTracking => ({
  activities: new Map(),
  hasCriteria: false,
  unseen: new Set(),
});

/** Switches completion tracking of an activity on. */
export function track(course: Course, column: Column, needsPass = false): void {
  course.completion ??= noTracking();
  course.completion.activities.set(column.moduleId, { needsPass, people: new Map() });
}

/** A learner completes an activity; null unlocks it again. */
export function complete(
  course: Course,
  column: Column,
  person: Person,
  done: Completed | null,
): void {
  const people = course.completion?.activities.get(column.moduleId)?.people;
  if (!people) throw new Error(`Completion of ${column.name} is not tracked`);
  if (done) people.set(person.id, done);
  else people.delete(person.id);
}

const seconds = (at: Date | undefined): number => (at ? Math.floor(at.getTime() / 1000) : 0);

/** The answer of `core_completion_get_activities_completion_status` (completion/classes/external.php). */
export function activityStatuses(course: Course, person: Person) {
  const tracking = course.completion ?? noTracking();
  const statuses = [...tracking.activities].map(([cmid, { needsPass, people }]) => {
    const done = people.get(person.id);
    const state = done?.state ?? 0;
    return {
      cmid,
      modname: course.columns.find(({ moduleId }) => moduleId === cmid)?.kind ?? 'page',
      instance: course.columns.find(({ moduleId }) => moduleId === cmid)?.instanceId ?? 1,
      state,
      timecompleted: seconds(done?.at),
      overrideby: null,
      tracking: 2,
      valueused: false,
      hascompletion: true,
      isautomatic: true,
      istrackeduser: person.enrolled && person.role === 'learner',
      uservisible: true,
      details: [],
      isoverallcomplete: state === 1 || state === 2 || (state === 3 && !needsPass),
    };
  });
  return { statuses, warnings: [] };
}

/** The answer of `core_completion_get_course_completion_status`. */
export function courseStatus(course: Course, person: Person) {
  const tracked = [...(course.completion ?? noTracking()).activities.values()];
  const done = tracked.map(({ people }) => people.get(person.id));
  return {
    completionstatus: {
      completed: done.length > 0 && done.every((each) => each !== undefined && each.state !== 3),
      aggregation: 1,
      completions: done.map((each) => ({
        type: 4,
        title: 'Activity completion',
        status: each ? 'Yes' : 'No',
        complete: each !== undefined,
        timecompleted: each ? seconds(each.at) : null,
        details: { type: 'Activity completion', criteria: '', requirement: '', status: '' },
      })),
    },
    warnings: [],
  };
}
