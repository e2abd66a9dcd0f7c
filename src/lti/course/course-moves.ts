import { courseMove, type RowMove, type StoredRow } from '../../store/index.js';

const NEWEST = [
  ...['title', 'label', 'types', 'services', 'locale', 'lineItemUrl', 'lastLaunchAt'],
] as const;

/** What the latest launch told holds: addresses of services above all. */
function takeNewer(there: StoredRow, moved: StoredRow): object | null {
  const [known, told] = [there['lastLaunchAt'], moved['lastLaunchAt']];
  if (!(known instanceof Date && told instanceof Date) || told <= known) return null;
  const names = NEWEST.filter((name) => moved[name] !== undefined);
  return { $set: Object.fromEntries(names.map((name) => [name, moved[name]])) };
}

/** Courses, activities and who teaches, where a platform or a deployment continues another. */
export const LTI_MOVES: readonly RowMove[] = [
  courseMove('lti_contexts', [], takeNewer),
  courseMove('lti_resource_links', ['id'], takeNewer),
  courseMove('lti_teachers', ['userId']),
];
