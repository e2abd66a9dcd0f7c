import { NotFound, type Clock } from '../base/index.js';
import { formatDecimal, parseDecimal } from './decimal.js';
import type { Assessment, CourseKey, Grade } from './grade.js';
import type { LineItem, LtiServices, Result } from './lti-ports.js';
import { MIRROR_TAG } from './mirror-column.js';
import type { GradeSource } from './source.js';

/** A number of the platform as plain decimal text; null when it is absent or not a number. */
export function decimalText(value: number | string | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  const parsed = parseDecimal(String(value));
  return parsed && formatDecimal(parsed);
}

/**
 * A result as a grade. Without a score there is no grade: Moodle sends `{id, userId}` for an emptied one, Canvas drops null;
 * a zero is a zero (AGS 2.0 §3.3.4.2).
 */
export function gradeOfResult(result: Result): Grade {
  const score = decimalText(result.resultScore);
  const at = result.timestamp === undefined ? NaN : Date.parse(result.timestamp);
  return {
    userId: result.userId,
    state: score === null ? 'empty' : 'graded',
    score,
    maximum: decimalText(result.resultMaximum),
    ...(Number.isNaN(at) ? {} : { gradedAt: new Date(at) }),
  };
}

/** `endDateTime`: from then on nothing is taken any more (AGS 2.0 §3.2.13). */
export function dueOf({ endDateTime }: LineItem): Pick<Assessment, 'dueAt'> {
  const due = endDateTime === undefined ? NaN : Date.parse(endDateTime);
  return Number.isNaN(due) ? {} : { dueAt: new Date(due) };
}

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

/** One line for each learner, the last one if a platform sends a learner twice. */
export function gradesOf(results: readonly Result[]): Grade[] {
  return [...new Map(results.map((each) => [each.userId, gradeOfResult(each)])).values()];
}

/** The line item as it is now. Throws NotFound `assessment_gone`. */
export async function getLineItem(
  services: Pick<LtiServices, 'listLineItems'>,
  course: CourseKey,
  id: string,
): Promise<LineItem> {
  const item = (await services.listLineItems(course)).find((each) => each.id === id);
  if (item) return item;
  throw new NotFound('assessment_gone', 'This column is no longer in the gradebook.');
}

/** Source a: results of the tool's own line items, coupled to an activity or standing alone (AGS 2.0 §3.3). */
export function createLtiSource(deps: {
  readonly services: LtiServices;
  readonly clock: Clock;
}): GradeSource {
  const { services, clock } = deps;
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
      return {
        readAt,
        assessment: {
          ...{ title: item.label, maximum: decimalText(item.scoreMaximum) },
          ...dueOf(item),
        },
        grades: gradesOf(results),
        notices: [],
      };
    },
  };
}
