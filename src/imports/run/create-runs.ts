import type { Audit } from '../../audit/index.js';
import { Conflict, InvalidInput, omitUndefined, type Clock } from '../../base/index.js';
import { orderedId } from '../../store/index.js';
import { MOST_FILE, sha256Of } from '../open/create-open.js';
import { carryOut, takeBack, type CarryOutDeps } from './carry-out.js';
import { entryOf, withoutRepeats } from './entry-of.js';
import {
  keyOfCourse,
  ownerKeyOf,
  type Counts,
  type Import,
  type ImportOwner,
  type ImportState,
} from './import.js';
import { madeIn } from './made-in.js';
import type { ImportOrder, Runs } from './runs.js';

export interface RunDeps extends CarryOutDeps {
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  /** Goes on with an import in the background. */
  readonly soon: (importId: string) => Promise<void>;
}

/** So many things are done before the answer; the rest goes on by itself. */
const AT_ONCE = 4;
/** How long a preview waits for somebody's yes. */
const PATIENCE_MS = 14 * 86_400_000;
const MOST_FORGOTTEN = 200;
const MOST_WORDS = 300;
/** States in which no entry changes. */
const OVER: ReadonlySet<ImportState> = new Set(['done', 'cancelled', 'refused']);

const notOpen = () =>
  new Conflict('import_not_open', 'This import is not at that point.', {
    action: 'Open it again to see how it stands.',
  });

/** @returns the imports of this installation */
export function createRuns(deps: RunDeps): Runs {
  const { imports, entries, clock, audit, keep } = deps;

  type Told = 'import.begun' | 'import.undone' | 'import.reissued';
  const record = async (found: Import, action: Told, actor: string) => {
    const { kind, ...whose } = found.owner;
    const where = kind === 'course' ? whose : {};
    await audit.record({ ...where, actor, action, subject: `import:${found.id}` });
  };

  /** What was brought into a course already, and is a draft or more there. */
  const knownClasses = async (owner: ImportOwner): Promise<ReadonlySet<string>> =>
    new Set(
      owner.kind === 'course'
        ? (await madeIn({ imports, entries }, keyOfCourse(owner))).keys()
        : [],
    );

  /** Counts what is over once: it is asked for with each list. */
  async function count({ id, state, counted }: Import): Promise<Counts> {
    if (counted?.state === state) return counted.counts;
    const counts = await entries.count(id);
    if (OVER.has(state)) await imports.keepCounts(id, state, counts);
    return counts;
  }

  const again = async (found: Import): Promise<Import> => (await imports.find(found.id)) ?? found;

  /** A part is done before the answer, and the rest in the background. */
  async function goOn(found: Import): Promise<Import> {
    // What fails now, as where the processes for strangers' files are busy, is tried again later.
    const isOver = await carryOut(deps, found.id, AT_ONCE).catch(() => false);
    if (!isOver) await deps.soon(found.id);
    return again(found);
  }

  async function open(order: ImportOrder) {
    const { owner, bytes, fileName, actor, purpose, isPlatformWide } = order;
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
      purpose,
      isPlatformWide,
    };
    return { made: omitUndefined(made), found };
  }

  return {
    find: (id) => imports.find(id),
    list: (...of) => imports.list(...of),
    listByTenant: (...of) => imports.listByTenant(...of),
    entries: (...of) => entries.list(...of),
    count,
    async begin(order) {
      const { made, found } = await open(order);
      const { owner, actor } = order;
      if (made.problem !== undefined) {
        await imports.insert({ ...made, state: 'refused' });
        return { ...made, state: 'refused' };
      }
      const isReissue = owner.kind === 'course' && order.purpose === 'reissue';
      const listed = found.map((opened, at) =>
        entryOf(made.id, at, opened, owner, isReissue ? 'reissue' : 'drafts'),
      );
      const makesDrafts = owner.kind === 'course' && !isReissue;
      await entries.insert(
        makesDrafts ? withoutRepeats(listed, await knownClasses(owner)) : listed,
      );
      const state = isReissue ? 'judging' : makesDrafts ? 'preview' : 'checking';
      const begun: Import = { ...made, state };
      await imports.insert(begun);
      await record(begun, 'import.begun', actor);
      return makesDrafts ? begun : goOn(begun);
    },
    async confirm(found, { criteria, words = '', actor }) {
      const isReissue = found.purpose === 'reissue';
      const said = words.trim().slice(0, MOST_WORDS);
      if (isReissue && said === '')
        throw new InvalidInput('reason_missing', 'A reason is needed.', {
          action: 'Say what the badges tell of the ones in whose place they are issued.',
        });
      const more = isReissue ? { words: said } : { criteria };
      if (!(await imports.change(found.id, ['preview'], 'checking', more))) throw notOpen();
      if (isReissue) await record(found, 'import.reissued', actor);
      return goOn(found);
    },
    async cancel(found, actor) {
      if (!(await imports.change(found.id, ['judging', 'preview'], 'cancelled'))) throw notOpen();
      await entries.forget(found.id);
      await record(found, 'import.undone', actor);
      return again(found);
    },
    async undo(found, actor) {
      // A badge that was issued is taken back by name, where it was given.
      if (found.purpose === 'reissue') throw notOpen();
      if (!(await imports.change(found.id, ['done', 'checking'], 'undone'))) throw notOpen();
      const { owner, id } = found;
      const kept = await entries.listOf(id, 'kept');
      for (const entry of [...kept, ...(await entries.listOf(id, 'draft'))])
        await takeBack(deps, owner, entry, entry.ref ?? '');
      await entries.forget(id);
      await record(found, 'import.undone', actor);
      return again(found);
    },
    async forgetOld() {
      const until = new Date(clock.now().getTime() - PATIENCE_MS);
      for (const { id } of await imports.listWaiting(until, MOST_FORGOTTEN)) {
        await entries.forget(id);
        await imports.change(id, ['judging', 'preview'], 'cancelled');
      }
    },
    advance: async (id) => void (await carryOut(deps, id)),
  };
}
