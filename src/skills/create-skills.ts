import type { Audit } from '../audit/index.js';
import { NotFound, UNDO_MS, type Clock } from '../base/index.js';
import type { Connection } from '../store/index.js';
import type { Work } from '../work/index.js';
import { createFrameworkStore } from './keep/framework-store.js';
import type { Framework, SkillOwner } from './keep/framework.js';
import { createLoadStore } from './keep/load-store.js';
import { createSkillStore, type SkillStore } from './keep/skill-store.js';
import { createLoads, LOAD, whereOf, type Loads, type LoadsDeps } from './load/create-loads.js';
import { createTaxonomy, type Taxonomy } from './taxonomy/create-taxonomy.js';
import { createSearch, type SkillSearch } from './search.js';

/** What {@link createSkills} works with. */
export interface SkillsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly workers: LoadsDeps['workers'];
  readonly strangersOutbound: LoadsDeps['strangersOutbound'];
  readonly work: Pick<Work, 'soon'>;
}

/** Frameworks of skills: loaded, searched, removed. */
export interface Skills extends SkillSearch {
  readonly loads: Loads;
  /** Kinds, categories and levels of an institution's own. */
  readonly taxonomy: Taxonomy;
  /** Lists an owner's own frameworks, those that were removed a moment ago among them. */
  listOwn(owner: SkillOwner): Promise<Framework[]>;
  /** @throws NotFound `framework_unknown`, also for another owner's */
  getOwn(owner: SkillOwner, id: string): Promise<Framework>;
  /** Finds a framework of anybody: whoever asks has to see whose it is. */
  find(id: string): Promise<Framework | null>;
  /** Reads the skills of a framework in a language, in the order of their ids. */
  readonly list: SkillStore['list'];
  /** Hides a framework; for {@link UNDO_MS} it can be shown again, then it goes. Badges keep what they say of its skills. */
  remove(owner: SkillOwner, id: string, actor: string): Promise<Framework>;
  restore(owner: SkillOwner, id: string, actor: string): Promise<Framework>;
  /** Takes away what was removed, and what a dead worker left. */
  sweep(): Promise<void>;
  listJobs(work: Pick<Work, 'recurring' | 'task'>): void;
}

const SWEEP_MS = 5 * 60_000;
const MOST_SWEPT = 10;

const unknown = () =>
  new NotFound('framework_unknown', 'There is no such framework here.', {
    action: 'Go back to the list.',
  });

/** @returns frameworks of skills */
export function createSkills(deps: SkillsDeps): Skills {
  const { connection, clock, audit } = deps;
  const stores = {
    frameworks: createFrameworkStore(connection),
    skills: createSkillStore(connection),
    loads: createLoadStore(connection),
  };
  const { frameworks, skills } = stores;
  const loads = createLoads({ ...deps, ...stores });

  async function getOwn({ platformId, deploymentId }: SkillOwner, id: string): Promise<Framework> {
    const found = await frameworks.find(id);
    const isTheirs =
      found?.owner.platformId === platformId && found.owner.deploymentId === deploymentId;
    if (!isTheirs) throw unknown();
    return found;
  }

  async function setRemoved(owner: SkillOwner, id: string, isRemoved: boolean, actor: string) {
    const before = await getOwn(owner, id);
    const isNew = await frameworks.setRemoved(id, isRemoved ? clock.now() : null);
    if (isNew)
      await audit.record({
        ...whereOf(owner),
        actor,
        action: isRemoved ? 'skills.removed' : 'skills.restored',
        subject: `framework:${id}`,
        details: { name: before.name },
      });
    return (await frameworks.find(id)) ?? before;
  }

  async function sweep(): Promise<void> {
    await loads.tidy();
    const until = new Date(clock.now().getTime() - UNDO_MS);
    for (const id of await frameworks.listRemoved(until, MOST_SWEPT)) {
      await skills.removeAll(id);
      await frameworks.forget(id);
    }
    for (let id = await skills.nextFramework(''); id !== null; id = await skills.nextFramework(id))
      if ((await frameworks.find(id)) === null) await skills.removeAll(id);
  }

  return {
    ...createSearch(frameworks, skills),
    loads,
    taxonomy: createTaxonomy(deps),
    listOwn: (owner) => frameworks.list(owner),
    getOwn,
    find: (id) => frameworks.find(id),
    list: (...page) => skills.list(...page),
    remove: (owner, id, actor) => setRemoved(owner, id, true, actor),
    restore: (owner, id, actor) => setRemoved(owner, id, false, actor),
    sweep,
    listJobs(work) {
      work.task<{ readonly id: string }>(LOAD, ({ id }) => loads.advance(id));
      work.recurring('skills.sweep', SWEEP_MS, sweep);
    },
  };
}
