import type { Audit } from '../../audit/index.js';
import { InvalidInput, omitUndefined } from '../../base/index.js';
import { orderedId } from '../../store/index.js';
import type { Work } from '../../work/index.js';
import { MOST_FRAMEWORKS } from '../keep/framework-store.js';
import type { Load, SkillOwner } from '../keep/framework.js';
import { languageOf, urlOf } from '../read/clean.js';
import { MOST_FILE, runLoad, type RunLoadDeps } from './run-load.js';

export interface LoadsDeps extends RunLoadDeps {
  readonly audit: Pick<Audit, 'record'>;
  readonly work: Pick<Work, 'soon'>;
}

/** A file that is handed in, or an address; who does it, as the audit log names actors. */
export interface LoadOrder {
  readonly owner: SkillOwner;
  readonly actor: string;
  readonly file?: { readonly name: string; readonly bytes: Uint8Array } | undefined;
  readonly url?: string | undefined;
  /** Of a file that does not say its language. */
  readonly language?: string | undefined;
}

/** Files and addresses of frameworks. */
export interface Loads {
  /**
   * Takes a file or an address. What is small is read before the answer, the rest in the background.
   * @throws InvalidInput `file_missing`, `too_large`, `address_invalid`, `skills_too_many`
   */
  begin(order: LoadOrder): Promise<Load>;
  /** Goes on with a load that is not over. */
  advance(id: string): Promise<void>;
  /** Null where there is none, or it is another's. */
  find(owner: SkillOwner, id: string): Promise<Load | null>;
  /** Finds a load of anybody: whoever asks has to see whose it is. */
  findAny(id: string): Promise<Load | null>;
  /** The newest first. */
  list(owner: SkillOwner, limit: number): Promise<Load[]>;
  /** Begins what was forgotten by a worker that died, and forgets what is old. */
  tidy(): Promise<void>;
}

/** The name under which loads are queued. */
export const LOAD = 'skills.load';
/** A file as small as this is read before the answer. */
const AT_ONCE = 131_072;
/** The most skills that one owner keeps. */
const MOST_KEPT = 600_000;
const STALE_MS = 10 * 60_000;
const FORGET_MS = 90 * 86_400_000;
const MOST_OPEN = 20;

const isSame = (a: SkillOwner, b: SkillOwner): boolean =>
  a.platformId === b.platformId && a.deploymentId === b.deploymentId;

const nameOf = (name: string): string => name.replace(/\p{Cc}/gu, '').slice(-200) || '—';

function sourceOf({ file, url }: LoadOrder): Pick<Load, 'fileName' | 'url' | 'size'> {
  if (url !== undefined) {
    const address = urlOf(url);
    if (address === undefined)
      throw new InvalidInput('address_invalid', 'This is no web address.', {
        action: 'Copy it whole, from https:// on.',
      });
    const name = new URL(address).pathname.split('/').at(-1) ?? '';
    return { url: address, fileName: nameOf(name), size: 0 };
  }
  const size = file?.bytes.byteLength ?? 0;
  if (file === undefined || size === 0)
    throw new InvalidInput('file_missing', 'There is no file.', { action: 'Choose one.' });
  if (size > MOST_FILE)
    throw new InvalidInput('too_large', 'What was sent is too large.', { status: 413 });
  return { fileName: nameOf(file.name), size };
}

/** @returns what takes files of frameworks */
export function createLoads(deps: LoadsDeps): Loads {
  const { frameworks, loads, clock, audit } = deps;
  const soon = (id: string) => deps.work.soon(LOAD, { id }, { key: id });

  async function refuseTooMany(owner: SkillOwner): Promise<void> {
    const all = await frameworks.list(owner);
    const skills = all.flatMap(({ counts }) => Object.values(counts));
    if (all.length < MOST_FRAMEWORKS && skills.reduce((sum, one) => sum + one, 0) < MOST_KEPT)
      return;
    throw new InvalidInput('skills_too_many', 'There are as many skills as there may be.', {
      action: 'Remove a framework that is not used.',
    });
  }

  return {
    async begin(order) {
      const { owner, actor } = order;
      const source = sourceOf(order);
      await refuseTooMany(owner);
      const load: Load = omitUndefined({
        id: orderedId(),
        owner: { platformId: owner.platformId, deploymentId: owner.deploymentId },
        state: 'waiting' as const,
        ...source,
        url: source.url,
        language: languageOf(order.language) ?? 'en',
        actor,
        createdAt: clock.now(),
        skills: 0,
        retired: 0,
        odd: [],
        oddCount: 0,
      });
      await loads.insert(load, order.file?.bytes ?? null);
      await audit.record({
        ...whereOf(owner),
        actor,
        action: 'skills.loaded',
        subject: `skillLoad:${load.id}`,
      });
      const isSmall = load.url === undefined && load.size <= AT_ONCE;
      // What fails now, as where the processes for files are busy, is tried again later.
      if (isSmall) await runLoad(deps, load.id).catch(() => soon(load.id));
      else await soon(load.id);
      return (await loads.find(load.id)) ?? load;
    },
    advance: (id) => runLoad(deps, id),
    async find(owner, id) {
      const found = await loads.find(id);
      return found !== null && isSame(found.owner, owner) ? found : null;
    },
    findAny: (id) => loads.find(id),
    list: (owner, limit) => loads.list(owner, limit),
    async tidy() {
      const now = clock.now().getTime();
      for (const { id } of await loads.listOpen(new Date(now - STALE_MS), MOST_OPEN))
        await soon(id);
      await loads.forget(new Date(now - FORGET_MS));
    },
  };
}

/** Where an owner's doings stand in the audit log; nowhere in particular for the installation's. */
export const whereOf = ({ platformId, deploymentId }: SkillOwner) =>
  omitUndefined({
    platformId: platformId === '' ? undefined : platformId,
    deploymentId: deploymentId === '' ? undefined : deploymentId,
  });
