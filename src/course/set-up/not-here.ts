import { isAnswer, omitUndefined } from '../../base/index.js';
import { parseDecimal, requestOf } from '../../grades/index.js';
import { isAdministrator } from '../../lti/index.js';
import { fieldText, localized, type Draft, type SetUpForm } from '../../rules/index.js';
import { problemText } from '../../web/index.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { Visit } from '../visit/visit.js';
import type { FormErrors } from './choices.js';

/**
 * Models what can be done where an assessment is not listed: a mirror column, an activity, a column, or asking the
 * administrator.
 */
export async function notHereModel(
  deps: Pick<CourseDeps, 'mirrors' | 'lti'>,
  visit: Visit,
  action: string,
  hasRows: boolean,
) {
  const { course, launch } = visit;
  const [offersMirror, platform] = await Promise.all([
    deps.mirrors.areOffered(course),
    deps.lti.platforms.find(course.platformId),
  ]);
  const draft = /^\/course\/drafts\/([\w-]+)$/.exec(action)?.[1];
  const mayAsk = platform && !isAdministrator(launch.roles);
  return {
    offersMirror,
    mail: mayAsk ? requestOf(visit, platform, launch).mail : undefined,
    column: draft === undefined ? '/course/column' : `/course/column?draft=${draft}`,
    isOpen: !hasRows && !offersMirror,
  };
}

interface Found {
  readonly path?: string;
  /** What the draft keeps of it. */
  readonly form?: SetUpForm;
  readonly errors?: FormErrors;
}

/**
 * Makes a mirror column for a quiz of this name, for a draft.
 * @returns the address where its formula is set, or the errors by field
 */
export async function findQuiz(
  deps: Pick<CourseDeps, 'mirrors' | 'audit'>,
  { course, actor }: Pick<Visit, 'course' | 'actor'>,
  draft: Pick<Draft, 'id'>,
  form: SetUpForm,
): Promise<Found> {
  const activity = fieldText(form, 'quizName').slice(0, 180);
  const maximum = fieldText(form, 'quizMaximum').replace(',', '.');
  const points = parseDecimal(maximum);
  const isNumber = points !== null && points.units > 0n;
  if (activity === '' || !isNumber) {
    const errors = omitUndefined({
      quizName: activity === '' ? localized('awards.notHere.nameMissing') : undefined,
      quizMaximum: isNumber ? undefined : localized('awards.notHere.maximumWrong'),
    });
    return { errors };
  }
  try {
    const mirror = await deps.mirrors.create(course, { activity, maximum });
    const subject = `line-item:${mirror.lineItemId}`;
    await deps.audit.record({ actor, action: 'mirror.created', subject, ...course });
    const path = `/course/mirror/${mirror.id}?draft=${draft.id}`;
    return { path, form: withColumn(form, mirror.id, activity) };
  } catch (error) {
    if (!isAnswer(error)) throw error;
    return { errors: { quizName: ({ t }) => problemText(t, error) } };
  }
}

/** Lets a form go on with a quiz whose column is made: it is called so unless somebody typed a name, and knows its column. */
function withColumn(form: SetUpForm, mirrorId: string, activity: string): SetUpForm {
  const rest = Object.fromEntries(
    Object.entries(form).filter(([field]) => field !== 'quizName' && field !== 'quizMaximum'),
  );
  const isOurs = fieldText(form, 'name') === fieldText(form, 'suggestedName');
  const name = activity.slice(0, 120);
  const named = isOurs ? { name, suggestedName: name } : {};
  return { ...rest, ...named, columnFor: mirrorId };
}

/** @returns the newest of these drafts that waits for a column; empty where none does */
export function draftOfColumn(drafts: readonly Draft[], mirrorId: string): string {
  const waiting = drafts.filter(({ form }) => fieldText(form, 'columnFor') === mirrorId);
  const newest = waiting.sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime());
  return newest[0]?.id ?? '';
}
