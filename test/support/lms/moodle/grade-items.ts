import { omitUndefined } from '../../../../src/base/index.js';
import type { Column, Course, Person } from '../course.js';
import type { ServiceToken } from './service-token.js';
import { categoryOf } from './totals.js';

const seconds = (date: Date | null) => (date ? Math.floor(date.getTime() / 1000) : null);

function moduleOf(column: Column): string | null {
  return column.kind === 'manual' ? null : column.kind;
}

/** Activities whose `mod/…:view` the role lacks, and hidden items, are left out without a word. */
export function isVisible(token: ServiceToken, column: Column): boolean {
  const module = moduleOf(column);
  if (module && !token.capabilities.has(`mod/${module}:view`)) return false;
  return !column.hidden || token.capabilities.has('moodle/grade:viewhidden');
}

/** A scale's word; with a picture before it where there is a grade to pass (grade/report/user/classes/report/user.php). */
function formatted({ scale, gradePass }: Column, value: number): string {
  const text = scale?.[value - 1] ?? value.toFixed(2);
  if (gradePass === undefined) return text;
  const [icon, title] =
    value >= gradePass ? ['check text-success', 'Pass'] : ['xmark text-danger', 'Fail'];
  return `<i class="icon fa fa-${icon} fa-fw inline"  title="${title}" role="img" aria-label="${title}"></i>${text}`;
}

/** A learner's row of one column. */
export function gradeItem(course: Course, column: Column, person: Person) {
  const grade = column.grades.get(person.id);
  const value = grade?.value ?? null;
  const graded = course.columns.filter(
    (one) => (one.grades.get(person.id)?.value ?? null) !== null,
  );
  const total = graded.reduce((sum, one) => sum + one.maximum, 0);
  const weight = value === null ? 0 : Number((column.maximum / total).toFixed(5));
  const manual = column.kind === 'manual';
  return omitUndefined({
    id: Number(column.id),
    itemname: column.name,
    itemtype: manual ? 'manual' : 'mod',
    itemmodule: moduleOf(column),
    iteminstance: manual ? null : column.instanceId,
    itemnumber: manual ? null : 0,
    idnumber: column.idnumber,
    categoryid: categoryOf(course, column),
    outcomeid: null,
    scaleid: null,
    locked: false,
    cmid: manual ? undefined : column.moduleId,
    weightraw: weight,
    weightformatted: `${(weight * 100).toFixed(2)} %`,
    status: value === null ? 'novalue' : undefined,
    graderaw: value,
    gradedatesubmitted: seconds(grade?.submittedAt ?? null),
    gradedategraded: value === null ? null : seconds(grade!.changedAt),
    gradehiddenbydate: false,
    gradeneedsupdate: course.needsRegrade,
    gradeishidden: column.hidden,
    gradeislocked: false,
    gradeisoverridden: grade?.overridden ?? false,
    gradeformatted: value === null ? '-' : formatted(column, value),
    grademin: course.hidesRanges === true ? undefined : (column.minimum ?? 0),
    grademax: course.hidesRanges === true ? undefined : column.maximum,
    rangeformatted:
      course.hidesRanges === true
        ? undefined
        : column.extra.gradeType === 'none'
          ? '&ndash;'
          : column.scale
            ? `${column.scale[0]}&ndash;${column.scale.at(-1)}`
            : `0&ndash;${column.maximum}`,
    percentageformatted: value === null ? '-' : `${((value / column.maximum) * 100).toFixed(2)} %`,
    feedback: grade?.comment ?? '',
    feedbackformat: value === null && grade?.overridden ? 0 : 2,
  });
}
