import type { Column, Course, Person } from '../course.js';

/** The gradebook's top category, which holds every column that is in no other. */
const TOP = 2;
/** Ids of totals, apart from those of columns. */
const TOTALS = 900_000;

const valueOf = (column: Column, person: Person): number | null =>
  column.grades.get(person.id)?.value ?? null;

/** A category's id; columns of one name are in one. */
export function categoryOf(course: Course, { extra }: Column): number {
  if (typeof extra.category !== 'string') return TOP;
  const names = course.columns.flatMap((one) =>
    typeof one.extra.category === 'string' ? [one.extra.category] : [],
  );
  return TOP + 1 + [...new Set(names)].indexOf(extra.category);
}

/** Moodle's natural weighting without the empty: what is not graded yet is neither in the sum nor in its maximum. */
function totalRow(columns: Column[], person: Person, about: object) {
  const graded = columns.filter((column) => valueOf(column, person) !== null);
  const sum = graded.reduce((total, column) => total + (valueOf(column, person) ?? 0), 0);
  const maximum = graded.reduce((total, column) => total + column.maximum, 0);
  const isEmpty = graded.length === 0;
  return {
    itemname: null,
    itemmodule: null,
    itemnumber: null,
    idnumber: '',
    categoryid: null,
    outcomeid: null,
    scaleid: null,
    locked: false,
    graderaw: isEmpty ? null : sum,
    gradedatesubmitted: null,
    gradedategraded: null,
    gradehiddenbydate: false,
    gradeneedsupdate: false,
    gradeishidden: false,
    gradeislocked: false,
    gradeisoverridden: false,
    gradeformatted: isEmpty ? '-' : sum.toFixed(2),
    grademin: 0,
    grademax: isEmpty ? 100 : maximum,
    rangeformatted: `0&ndash;${isEmpty ? 100 : maximum}`,
    percentageformatted: isEmpty ? '-' : `${((sum / maximum) * 100).toFixed(2)} %`,
    feedback: '',
    feedbackformat: 2,
    ...about,
  };
}

/** The totals in a learner's report: of each category, and of the course (`itemtype` category and course; without a name). */
export function totalRows(course: Course, columns: Column[], person: Person) {
  const ids = [...new Set(columns.map((column) => categoryOf(course, column)))];
  const categories = ids
    .filter((id) => id !== TOP)
    .map((id) =>
      totalRow(
        columns.filter((column) => categoryOf(course, column) === id),
        person,
        { id: TOTALS + id, itemtype: 'category', iteminstance: id },
      ),
    );
  const about = { id: TOTALS + TOP, itemtype: 'course', iteminstance: TOP };
  return [...categories, totalRow(columns, person, about)];
}
