import { CATEGORY_TOTAL, COURSE_TOTAL, type Notice } from '../grade.js';
import type { GradeItem, GradeReport } from './grade-report.js';

/** Whether an item is a total, of the whole course or of one category of its gradebook. */
export const isTotal = ({ itemtype }: GradeItem): boolean =>
  itemtype === 'course' || itemtype === 'category';

/** @returns the totals that at least one learner has in the report; the course's own comes last */
export function totalsOf({ usergrades }: GradeReport): GradeItem[] {
  const all = usergrades.flatMap(({ gradeitems }) => gradeitems.filter(isTotal));
  const each = [...new Map(all.map((item) => [item.id, item])).values()];
  const isCourse = ({ itemtype }: GradeItem) => itemtype === 'course';
  return [...each.filter((item) => !isCourse(item)), ...each.filter(isCourse)];
}

/** How many names of items describe a category. */
const NAMES = 3;

/** @returns the title of a total. The report does not name categories, so a category is described by its items */
export function titleOfTotal(item: GradeItem, { usergrades }: GradeReport): string {
  if (item.itemtype === 'course') return COURSE_TOTAL;
  if (item.itemname) return `${CATEGORY_TOTAL}${item.itemname}`;
  const inside = usergrades.flatMap(({ gradeitems }) =>
    gradeitems.filter(
      (each) => !isTotal(each) && each.categoryid !== null && each.categoryid === item.iteminstance,
    ),
  );
  const names = [...new Set(inside.map(({ itemname }) => itemname ?? ''))].filter(Boolean);
  const more = names.length > NAMES ? ', …' : '';
  return `${CATEGORY_TOTAL}${names.slice(0, NAMES).join(', ') || item.id}${more}`;
}

/** Moodle leaves ungraded items out of a total, unless its aggregation is set otherwise. */
export const SO_FAR: Notice = {
  code: 'moodle_total_so_far',
  reason:
    'A total usually counts only what has been graded so far: somebody with one good grade may reach the mark before the rest is graded.',
  remedy:
    'Set the date before which no badge is given, ask for the single assessments too, or switch off “Exclude empty grades” in Moodle’s gradebook set-up.',
  blocks: false,
};
