import { NotFound, type Clock, omitUndefined } from '../base/index.js';
import { compareDecimals, formatDecimal, parseDecimal, parseMeasured } from './decimal.js';
import type { Assessment, CourseKey, Grade } from './grade.js';
import type { LineItem, LtiServices, Result } from './lti-ports.js';
import { othersColumn } from '../lti/index.js';
import { MIRROR_TAG } from './mirror-column.js';
import type { GradeSource } from './source.js';

/** @returns a platform's number as plain decimal text; null when it is absent or not a number */
export function decimalText(value: number | string | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  const parsed = parseMeasured(String(value));
  return parsed && formatDecimal(parsed);
}

/**
 * Reads a result as a grade. Without a score there is no grade: Moodle sends `{id, userId}` for one that was removed,
 * Canvas sends null. A zero is a grade (AGS 2.0, 3.3.4.2).
 */
export function gradeOfResult(result: Result): Grade {
  const score = decimalText(result.resultScore);
  const at = result.timestamp === undefined ? NaN : Date.parse(result.timestamp);
  return omitUndefined({
    userId: result.userId,
    state: result.isUnreadable ? 'unreadable' : score === null ? 'empty' : 'graded',
    score,
    maximum: decimalText(result.resultMaximum),
    gradedAt: Number.isNaN(at) ? undefined : new Date(at),
  });
}

/** @returns when a line item is due: `endDateTime` is when it stops taking scores (AGS 2.0, 3.2.13) */
export function dueOf({ endDateTime }: LineItem): Pick<Assessment, 'dueAt'> {
  const due = endDateTime === undefined ? NaN : Date.parse(endDateTime);
  return Number.isNaN(due) ? {} : { dueAt: new Date(due) };
}

/** @returns a line item as an assessment */
export function assessmentOf(item: LineItem): Assessment {
  return {
    source: item.tag === MIRROR_TAG ? 'mirror' : 'lti',
    id: item.id,
    title: item.label,
    maximum: decimalText(item.scoreMaximum),
    gradedAs: 'points',
    tellsRelease: false,
    ...dueOf(item),
  };
}

/** @returns one grade for each learner; the last one where a platform sends a learner twice */
export function gradesOf(results: readonly Result[]): Grade[] {
  return [...new Map(results.map((each) => [each.userId, gradeOfResult(each)])).values()];
}

/**
 * Adds the column's maximum to Canvas's results of another maximum: a grade that a person gave is scaled to the
 * result's maximum, one of the policy for missing work is not, and a row does not say which it is.
 */
const withColumnMaximum =
  (maximum: string | null) =>
  (grade: Grade): Grade => {
    const [own, column] = [grade.maximum, maximum].map((text) =>
      text === null ? null : parseDecimal(text),
    );
    const isOne = !own || !column || compareDecimals(own, column) === 0;
    return isOne || maximum === null ? grade : { ...grade, otherMaximum: maximum };
  };

/**
 * Reads the line item as it is now.
 * @throws NotFound `assessment_gone`; UpstreamFailed `other_tool_column` where an earlier registration of the tool made
 *   it
 */
export async function getLineItem(
  services: Pick<LtiServices, 'fetchLineItem' | 'isOthers'>,
  course: CourseKey,
  id: string,
): Promise<LineItem> {
  const item = await services.fetchLineItem(course, id);
  if (item) return item;
  if (await services.isOthers?.(course, id)) throw othersColumn();
  throw new NotFound('assessment_gone', 'This column is no longer in the gradebook.');
}

/**
 * Creates source a of the README: results of the tool's own line items, coupled to an activity or standing alone (AGS
 * 2.0, 3.3).
 */
export function createLtiSource(deps: {
  readonly services: LtiServices;
  readonly clock: Clock;
  readonly isCanvas?: (course: CourseKey) => Promise<boolean>;
}): GradeSource {
  const { services, clock, isCanvas = () => Promise.resolve(false) } = deps;
  return {
    kind: 'lti',
    async listAssessments(course) {
      const items = await services.listLineItems(course);
      const own = items.filter((item) => item.tag !== MIRROR_TAG);
      return { source: 'lti', assessments: own.map(assessmentOf) };
    },
    async pull(course, assessmentId, options = {}) {
      const item = await getLineItem(services, course, assessmentId);
      const readAt = clock.now();
      const results = await services.fetchResults(course, assessmentId, options);
      const maximum = decimalText(item.scoreMaximum);
      const grades = gradesOf(results);
      return {
        readAt,
        assessment: {
          title: item.label,
          maximum,
          ...dueOf(item),
        },
        grades: (await isCanvas(course)) ? grades.map(withColumnMaximum(maximum)) : grades,
        notices: [],
      };
    },
  };
}
