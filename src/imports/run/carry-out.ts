import type { AchievementInput } from '../../achievements/index.js';
import { keepOpened, type KeepDeps } from '../keep/keep-foreign.js';
import { classOf } from './entry-of.js';
import type { EntryStore } from './entry-store.js';
import {
  keyOfCourse,
  type CourseOf,
  type Entry,
  type Import,
  type ImportOwner,
  type WholeEntry,
} from './import.js';
import type { ImportStore } from './import-store.js';
import { toContent } from './to-content.js';

export interface CarryOutDeps {
  readonly keep: KeepDeps;
  readonly imports: ImportStore;
  readonly entries: EntryStore;
  /** Makes a draft that the course's instructors find. @returns the achievement's id */
  readonly addDraft: (course: CourseOf, input: AchievementInput, actor: string) => Promise<string>;
  /** Issues badges of ours in the place of another system's. */
  readonly reissue: (
    found: Import,
    course: CourseOf,
  ) => {
    readonly judge: (entry: WholeEntry) => Promise<void>;
    readonly give: (entry: WholeEntry) => Promise<void>;
  };
  /** Takes a draft back that nobody has worked on. @returns whether it did */
  readonly discardDraft: (course: CourseOf, achievementId: string) => Promise<boolean>;
}

/** Takes back what an entry made. */
export async function takeBack(
  { keep, entries, discardDraft }: CarryOutDeps,
  owner: ImportOwner,
  entry: Pick<Entry, 'importId' | 'at'>,
  ref: string,
): Promise<void> {
  const isGone =
    owner.kind === 'home'
      ? await keep.kept.remove(owner.homeId, ref)
      : await discardDraft(keyOfCourse(owner), ref);
  if (isGone) await entries.finish(entry, { outcome: 'undone' });
}

/** @returns the badge that is new in the home */
async function keepOne({ keep, entries }: CarryOutDeps, entry: WholeEntry, homeId: string) {
  if (entry.opened.kind !== 'badge') return undefined;
  const source = { from: 'import', importId: entry.importId } as const;
  const result = await keepOpened(keep, homeId, entry.opened, source);
  if (result.outcome === 'refused') {
    await entries.finish(entry, result);
    return undefined;
  }
  const outcome = result.outcome === 'duplicate' ? 'duplicate' : 'kept';
  const { id: ref, facts } = result.badge;
  await entries.finish(entry, { outcome, ref, name: facts.name });
  return outcome === 'kept' ? ref : undefined;
}

/** Makes a draft in a course. @returns it */
async function draftOne(
  { keep, entries, addDraft }: CarryOutDeps,
  entry: WholeEntry,
  course: CourseOf,
  { actor, criteria = '—' }: Pick<Import, 'actor' | 'criteria'>,
) {
  const facts = classOf(entry.opened);
  if (facts === undefined) return undefined;
  const badge = entry.opened.kind === 'badge' ? entry.opened : null;
  const picture = await keep.keepPicture(badge, facts.image, `course:${course.contextId}`);
  const ref = await addDraft(course, toContent(facts, { criteria }, picture), actor);
  await entries.finish(entry, { outcome: 'draft', ref });
  return ref;
}

/** What is done with each entry of an import at the point where it is; null where it waits for somebody, or is over. */
function stepOf(deps: CarryOutDeps, found: Import | null) {
  if (found?.state !== 'checking' && found?.state !== 'judging') return null;
  const { owner, purpose } = found;
  if (owner.kind === 'home')
    return {
      from: 'waiting',
      next: 'done',
      step: (entry: WholeEntry) => keepOne(deps, entry, owner.homeId),
    } as const;
  const course = keyOfCourse(owner);
  if (purpose !== 'reissue')
    return {
      from: 'waiting',
      next: 'done',
      step: (entry: WholeEntry) => draftOne(deps, entry, course, found),
    } as const;
  const { judge, give } = deps.reissue(found, course);
  return found.state === 'judging'
    ? ({ from: 'unjudged', next: 'preview', step: judge } as const)
    : ({ from: 'waiting', next: 'done', step: give } as const);
}

/**
 * Goes on with an import that is under way; every step can be repeated.
 * @param most so many things at most
 * @returns whether it is done, or waits for somebody
 */
export async function carryOut(deps: CarryOutDeps, id: string, most = Infinity): Promise<boolean> {
  const { imports, entries } = deps;
  const found = await imports.find(id);
  const work = stepOf(deps, found);
  if (found === null || work === null) return true;
  for (let done = 0; ; done += 1) {
    const entry = await entries.next(id, work.from);
    if (entry === null) break;
    if (done >= most) return false;
    const ref = await work.step(entry);
    const now = await imports.find(id);
    if (now?.state === found.state) continue;
    // Undone, or gone with its home, while this was made: then it goes, too.
    if (typeof ref === 'string') await takeBack(deps, found.owner, entry, ref);
    return true;
  }
  await imports.change(id, [found.state], work.next);
  return true;
}
