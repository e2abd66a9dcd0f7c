import type { EntryStore } from './entry-store.js';
import type { ImportStore } from './import-store.js';
import type { CourseOf, Import } from './import.js';

/** So many earlier imports are looked at for what was brought already. */
const MOST_EARLIER = 50;

/** @returns the achievements that earlier imports made in a course, by what they were made of */
export async function madeIn(
  {
    imports,
    entries,
  }: { readonly imports: Pick<ImportStore, 'list'>; readonly entries: Pick<EntryStore, 'listOf'> },
  course: CourseOf,
): Promise<ReadonlyMap<string, string>> {
  const isThere = ({ state, owner }: Import): boolean =>
    state === 'done' &&
    owner.kind === 'course' &&
    owner.deploymentId === course.deploymentId &&
    owner.contextId === course.contextId;
  const earlier = await imports.list({ kind: 'course', ...course }, MOST_EARLIER);
  const made = await Promise.all(
    earlier.filter(isThere).map(({ id }) => entries.listOf(id, 'draft')),
  );
  return new Map(
    made
      .flat()
      .flatMap(({ classKey, ref }): [string, string][] =>
        classKey === undefined || ref === undefined ? [] : [[classKey, ref]],
      ),
  );
}
