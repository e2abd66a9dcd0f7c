import type { AchievementInput } from '../../achievements/index.js';
import { keepOpened, type KeepDeps } from '../keep/keep-foreign.js';
import { classOf } from './entry-of.js';
import type { EntryStore } from './entry-store.js';
import type { CourseOf, Import, WholeEntry } from './import.js';
import type { ImportStore } from './import-store.js';
import { toContent } from './to-content.js';

export interface CarryOutDeps {
  readonly keep: KeepDeps;
  readonly imports: ImportStore;
  readonly entries: EntryStore;
  /** Makes a draft that the course's instructors find. @returns the achievement's id */
  readonly addDraft: (course: CourseOf, input: AchievementInput, actor: string) => Promise<string>;
}

async function keepOne({ keep, entries }: CarryOutDeps, entry: WholeEntry, homeId: string) {
  if (entry.opened.kind !== 'badge') return;
  const source = { from: 'import', importId: entry.importId } as const;
  const result = await keepOpened(keep, homeId, entry.opened, source);
  if (result.outcome === 'refused') return entries.finish(entry, result);
  const outcome = result.outcome === 'duplicate' ? 'duplicate' : 'kept';
  await entries.finish(entry, { outcome, ref: result.badge.id, name: result.badge.facts.name });
}

/** Makes a draft in a course. */
async function draftOne(
  { keep, entries, addDraft }: CarryOutDeps,
  entry: WholeEntry,
  { platformId, deploymentId, contextId }: CourseOf,
  { actor, criteria = '—' }: Pick<Import, 'actor' | 'criteria'>,
) {
  const facts = classOf(entry.opened);
  if (facts === undefined) return;
  const badge = entry.opened.kind === 'badge' ? entry.opened : null;
  const picture = await keep.keepPicture(badge, facts.image, `course:${contextId}`);
  const course = { platformId, deploymentId, contextId };
  const ref = await addDraft(course, toContent(facts, { criteria }, picture), actor);
  await entries.finish(entry, { outcome: 'draft', ref });
}

/**
 * Goes on with an import that is under way; every step can be repeated.
 * @param most so many things at most
 * @returns whether it is done
 */
export async function carryOut(deps: CarryOutDeps, id: string, most = Infinity): Promise<boolean> {
  const { imports, entries } = deps;
  const found = await imports.find(id);
  if (found?.state !== 'checking') return true;
  const { owner } = found;
  for (let done = 0; ; done += 1) {
    const entry = await entries.nextWaiting(id);
    if (entry === null) break;
    if (done >= most) return false;
    if (owner.kind === 'home') await keepOne(deps, entry, owner.homeId);
    else await draftOne(deps, entry, owner, found);
  }
  await imports.change(id, ['checking'], 'done');
  return true;
}
