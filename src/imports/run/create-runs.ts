import type { Audit } from '../../audit/index.js';
import { Conflict, InvalidInput, omitUndefined, type Clock } from '../../base/index.js';
import { orderedId } from '../../store/index.js';
import { MOST_FILE, sha256Of } from '../open/create-open.js';
import { carryOut, type CarryOutDeps } from './carry-out.js';
import { entryOf, withoutRepeats } from './entry-of.js';
import type { EntryStore } from './entry-store.js';
import type { ImportStore } from './import-store.js';
import { ownerKeyOf, type CourseOf, type Import, type ImportOwner } from './import.js';

export interface RunDeps extends CarryOutDeps {
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  /** Takes a draft back that nobody has worked on. @returns whether it did */
  readonly discardDraft: (course: CourseOf, achievementId: string) => Promise<boolean>;
  /** Goes on with an import in the background. */
  readonly soon: (importId: string) => Promise<void>;
}

/** A file that is handed in. */
export interface ImportOrder {
  readonly owner: ImportOwner;
  readonly bytes: Uint8Array;
  readonly fileName: string;
  /** Who hands it in, as the audit log names actors. */
  readonly actor: string;
}

/** So many things are done before the answer; the rest goes on by itself. */
const AT_ONCE = 4;
/** So many earlier imports are looked at for what was brought already. */
const MOST_EARLIER = 50;

/** Imports: files that are handed in, previewed, carried out and undone. */
export interface Runs extends Pick<ImportStore, 'find' | 'list' | 'listByTenant'> {
  readonly entries: EntryStore['list'];
  readonly count: EntryStore['count'];
  /**
   * Opens a file. A person's badges are kept at once; what goes into a course waits for `confirm`.
   * @throws InvalidInput `file_missing`, `too_large`, `too_costly`, Unavailable `too_busy`
   */
  begin(order: ImportOrder): Promise<Import>;
  /**
   * Makes the drafts of a preview.
   * @param criteria what stands where the other system does not say how something is earned
   * @throws Conflict `import_not_open`
   */
  confirm(found: Import, criteria: string): Promise<Import>;
  /** Gives a preview up. @throws Conflict `import_not_open` */
  cancel(found: Import, actor: string): Promise<Import>;
  /** Takes back what an import made: kept badges, and drafts that nobody has worked on. @throws Conflict `import_not_open` */
  undo(found: Import, actor: string): Promise<Import>;
  /** Goes on with an import that is under way. */
  advance(id: string): Promise<void>;
}

const notOpen = () =>
  new Conflict('import_not_open', 'This import is not at that point.', {
    action: 'Open it again to see how it stands.',
  });

const isSameCourse = (one: ImportOwner, other: ImportOwner): boolean =>
  one.kind === 'course' &&
  other.kind === 'course' &&
  one.deploymentId === other.deploymentId &&
  one.contextId === other.contextId;

/** @returns the imports of this installation */
export function createRuns(deps: RunDeps): Runs {
  const { imports, entries, clock, audit, keep } = deps;

  const record = async (found: Import, action: 'import.begun' | 'import.undone', actor: string) => {
    const { kind, ...whose } = found.owner;
    const where = kind === 'course' ? whose : {};
    await audit.record({ ...where, actor, action, subject: `import:${found.id}` });
  };

  /** What was brought into a course already, and is a draft or more there. */
  async function knownClasses(owner: ImportOwner): Promise<ReadonlySet<string>> {
    const earlier = (await imports.list(owner, MOST_EARLIER)).filter(
      (one) => one.state === 'done' && isSameCourse(one.owner, owner),
    );
    const made = await Promise.all(earlier.map(({ id }) => entries.listOf(id, 'draft')));
    return new Set(made.flat().flatMap(({ classKey }) => classKey ?? []));
  }

  const again = async (found: Import): Promise<Import> => (await imports.find(found.id)) ?? found;

  /** A part is done before the answer, and the rest in the background. */
  async function goOn(found: Import): Promise<Import> {
    if (!(await carryOut(deps, found.id, AT_ONCE))) await deps.soon(found.id);
    return again(found);
  }

  async function open({ owner, bytes, fileName, actor }: ImportOrder) {
    if (bytes.byteLength === 0)
      throw new InvalidInput('file_missing', 'There is no file.', { action: 'Choose one.' });
    if (bytes.byteLength > MOST_FILE)
      throw new InvalidInput('too_large', 'What was sent is too large.', { status: 413 });
    const { found, problem } = await keep.open(bytes, fileName, ownerKeyOf(owner));
    const name = fileName.replace(/\p{Cc}/gu, '').slice(0, 200);
    const made = {
      id: orderedId(),
      owner,
      fileName: name === '' ? '—' : name,
      size: bytes.byteLength,
      sha256: sha256Of(bytes),
      createdAt: clock.now(),
      actor,
      problem: problem ?? undefined,
    };
    return { made: omitUndefined(made), found };
  }

  return {
    find: (id) => imports.find(id),
    list: (...of) => imports.list(...of),
    listByTenant: (...of) => imports.listByTenant(...of),
    entries: (...of) => entries.list(...of),
    count: (id) => entries.count(id),
    async begin(order) {
      const { made, found } = await open(order);
      const { owner, actor } = order;
      if (made.problem !== undefined) {
        await imports.insert({ ...made, state: 'refused' });
        return { ...made, state: 'refused' };
      }
      const listed = found.map((opened, at) => entryOf(made.id, at, opened, owner));
      const isHome = owner.kind === 'home';
      await entries.insert(isHome ? listed : withoutRepeats(listed, await knownClasses(owner)));
      const begun: Import = { ...made, state: isHome ? 'checking' : 'preview' };
      await imports.insert(begun);
      await record(begun, 'import.begun', actor);
      return isHome ? goOn(begun) : begun;
    },
    async confirm(found, criteria) {
      if (!(await imports.change(found.id, ['preview'], 'checking', criteria))) throw notOpen();
      return goOn(found);
    },
    async cancel(found, actor) {
      if (!(await imports.change(found.id, ['preview'], 'cancelled'))) throw notOpen();
      await record(found, 'import.undone', actor);
      return again(found);
    },
    async undo(found, actor) {
      if (!(await imports.change(found.id, ['done', 'checking'], 'undone'))) throw notOpen();
      const { owner, id } = found;
      const kept = await entries.listOf(id, 'kept');
      for (const entry of [...kept, ...(await entries.listOf(id, 'draft'))]) {
        const { ref = '' } = entry;
        const isGone =
          owner.kind === 'home'
            ? await keep.kept.remove(owner.homeId, ref)
            : await deps.discardDraft(owner, ref);
        if (isGone) await entries.finish(entry, { outcome: 'undone' });
      }
      await record(found, 'import.undone', actor);
      return again(found);
    },
    advance: async (id) => void (await carryOut(deps, id)),
  };
}
