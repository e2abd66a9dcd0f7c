import { courseMove, type RowMove, type StoredRow } from '../../store/index.js';

const NEWEST = [
  'title',
  'label',
  'types',
  'services',
  'locale',
  'lineItemUrl',
  'lastLaunchAt',
] as const;

/** Takes the fields of the row that was launched later; above all the addresses of services. */
function takeNewer(there: StoredRow, moved: StoredRow): object | null {
  const [known, told] = [there['lastLaunchAt'], moved['lastLaunchAt']];
  if (!(known instanceof Date && told instanceof Date) || told <= known) return null;
  const names = NEWEST.filter((name) => moved[name] !== undefined);
  return { $set: Object.fromEntries(names.map((name) => [name, moved[name]])) };
}

/** How courses, activities and teachers move where a platform or a deployment continues another. */
export const LTI_MOVES: readonly RowMove[] = [
  courseMove('lti_contexts', [], takeNewer),
  courseMove('lti_resource_links', ['id'], takeNewer),
  courseMove('lti_teachers', ['userId']),
];
