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
    return { path: `/course/mirror/${mirror.id}?draft=${draft.id}` };
  } catch (error) {
    if (!isAnswer(error)) throw error;
    return { errors: { quizName: ({ t }) => problemText(t, error) } };
  }
}

/** @returns a form without the fields about a quiz, once its column is made */
export const withoutQuiz = (form: SetUpForm): SetUpForm =>
  Object.fromEntries(
    Object.entries(form).filter(([name]) => name !== 'quizName' && name !== 'quizMaximum'),
  );
