import { omitUndefined } from '../../../../src/base/index.js';
import type { Course } from '../course.js';
import { activityStatuses, courseStatus } from './completion.js';
import type { MoodleSite } from './site.js';
import { Refusal, requireCapability, type ServiceToken } from './service-token.js';

/** Whom the service may not see in detail it is not told of. */
export function usersById(
  platform: MoodleSite,
  token: ServiceToken,
  fields: Record<string, string>,
) {
  const wanted = Object.entries(fields).flatMap(([key, id]) =>
    key.startsWith('values') ? [id] : [],
  );
  if (!token.capabilities.has('moodle/user:viewdetails')) return [];
  return platform.courses
    .flatMap(({ people }) => people)
    .filter(
      ({ id }, at, all) => wanted.includes(id) && all.findIndex((one) => one.id === id) === at,
    )
    .map(({ id, name, isSuspended }) => ({
      id: Number(id),
      fullname: name,
      suspended: isSuspended === true,
    }));
}

/** Who may not manage activities is told what everybody may know. */
export function moduleInfo(platform: MoodleSite, token: ServiceToken, cmid: string | undefined) {
  const columns = platform.courses.flatMap((course) => course.columns);
  const column = columns.find((one) => String(one.moduleId) === cmid);
  if (!column) {
    throw new Refusal('dml_missing_record_exception', 'invalidrecord', 'No such course module.');
  }
  const common = { id: column.moduleId, name: column.name, instance: column.instanceId };
  if (!token.capabilities.has('moodle/course:manageactivities'))
    return { cm: common, warnings: [] };
  return {
    cm: omitUndefined({
      ...common,
      grade: column.maximum,
      gradepass: column.gradePass?.toFixed(2),
      scale: column.scale?.join(','),
    }),
    warnings: [],
  };
}

/** Of the service's own user: no grade of theirs, and the grade to pass as a number (seen on 4.5.6 with the role preset). */
export function quizPass(platform: MoodleSite, token: ServiceToken, quizId: string | undefined) {
  const columns = platform.courses.flatMap((course) => course.columns);
  const quiz = columns.find((one) => one.kind === 'quiz' && String(one.instanceId) === quizId);
  if (!quiz || !token.capabilities.has('mod/quiz:view')) {
    throw new Refusal('dml_missing_record_exception', 'invalidrecord', 'No such quiz.');
  }
  return omitUndefined({ hasgrade: false, gradetopass: quiz.gradePass, warnings: [] });
}

/** Completion is told of one learner a call; the checks stand in Moodle's order. */
export function completion(
  course: Course,
  token: ServiceToken,
  name: string,
  userId: string | undefined,
): unknown {
  const person = course.people.find((one) => one.id === userId);
  const refuse = (code: string, message: string) => new Refusal('moodle_exception', code, message);
  if (!person) throw refuse('invaliduser', 'Invalid user');
  const isUnseen = course.completion?.unseen.has(person.id) === true;
  const denied = refuse('accessdenied', 'Access denied');
  if (name === 'core_completion_get_activities_completion_status') {
    requireCapability(token, 'report/progress:view', 'View activity completion reports');
    if (isUnseen) throw denied;
    return activityStatuses(course, person);
  }
  if (!token.capabilities.has('report/completion:view'))
    throw refuse('cannotviewreport', 'You cannot view this report');
  if (isUnseen) throw denied;
  if (!person.enrolled || person.role !== 'learner')
    throw refuse('usernotenroled', 'User is not enrolled in this course');
  if (course.completion?.hasCriteria !== true)
    throw refuse('nocriteriaset', 'No completion criteria set for this course');
  return courseStatus(course, person);
}
