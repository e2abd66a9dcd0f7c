import type { Audit } from '../../audit/index.js';
import { Conflict, InvalidInput, NotFound, omitUndefined, type Clock } from '../../base/index.js';
import type { Connection } from '../../store/index.js';
import { ownersFor, type SkillOwner } from '../keep/framework.js';
import { createTermStore } from './term-store.js';
import { MOST_TERMS, MOST_TERM_NAME, type Facet, type Term } from './term.js';

export interface TaxonomyDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
}

/** What is changed of a term. */
export interface TermChange {
  readonly name?: string | undefined;
  /** The family of pictures that is offered first; null: none. */
  readonly family?: string | null | undefined;
  readonly isRetired?: boolean | undefined;
  /** Its place among those of its facet, from 0. */
  readonly place?: number | undefined;
}

/** Kinds, categories and levels of an institution's own. */
export interface Taxonomy {
  /** Lists an owner's own, retired ones among them, in their order. */
  list(owner: SkillOwner): Promise<Term[]>;
  /** Lists those that badges of a deployment may have: of each facet those of the nearest owner who has any. */
  listFor(owner: SkillOwner): Promise<Term[]>;
  /** Finds terms whoever's they are, retired ones too: badges name them. */
  findMany(ids: readonly string[]): Promise<Term[]>;
  /** @throws InvalidInput `term_name`, `terms_too_many`, Conflict `term_exists` */
  add(owner: SkillOwner, facet: Facet, name: string, actor: string): Promise<Term>;
  /** Changes a term, and takes it back by being called with what was before. @throws NotFound `term_unknown` */
  change(owner: SkillOwner, id: string, change: TermChange, actor: string): Promise<Term>;
  /** The names of the levels for badges of a deployment, the lowest first; none where nobody named any. */
  levelsFor(owner: SkillOwner): Promise<string[]>;
}

const exists = () =>
  new Conflict('term_exists', 'There is one of this name already.', {
    action: 'Choose another name, or bring the other one back.',
  });

function nameOf(text: string): string {
  const name = text.replace(/\s+/gu, ' ').trim();
  if (name !== '' && [...name].length <= MOST_TERM_NAME && !/\p{Cc}/u.test(name)) return name;
  throw new InvalidInput('term_name', `A name has 1 to ${MOST_TERM_NAME} characters.`, {
    action: 'Shorten it.',
    values: { limit: MOST_TERM_NAME },
  });
}

/** @returns kinds, categories and levels */
export function createTaxonomy({ connection, clock, audit }: TaxonomyDeps): Taxonomy {
  const store = createTermStore(connection);

  const record = (
    { platformId, deploymentId }: SkillOwner,
    id: string,
    name: string,
    actor: string,
  ) =>
    audit.record(
      omitUndefined({
        platformId: platformId === '' ? undefined : platformId,
        deploymentId: deploymentId === '' ? undefined : deploymentId,
        actor,
        action: 'taxonomy.changed' as const,
        subject: `term:${id}`,
        details: { name },
      }),
    );

  async function getOwn(owner: SkillOwner, id: string): Promise<Term> {
    const found = (await store.list(owner)).find((one) => one.id === id);
    if (found !== undefined) return found;
    throw new NotFound('term_unknown', 'There is no such kind, category or level here.', {
      action: 'Go back to the list.',
    });
  }

  async function move(owner: SkillOwner, { id, facet }: Term, place: number): Promise<void> {
    const others = (await store.list(owner)).filter((one) => one.facet === facet && one.id !== id);
    const ids = others.map((one) => one.id);
    ids.splice(Math.min(Math.max(0, place), ids.length), 0, id);
    await store.reorder(ids);
  }

  async function listFor(owner: SkillOwner): Promise<Term[]> {
    const all = await Promise.all(ownersFor(owner).map((one) => store.list(one)));
    const active = all.map((list) => list.filter(({ retiredAt }) => retiredAt === undefined));
    return (['kind', 'category', 'level'] as const).flatMap(
      (facet) =>
        active
          .map((list) => list.filter((one) => one.facet === facet))
          .find(({ length }) => length > 0) ?? [],
    );
  }

  return {
    list: (owner) => store.list(owner),
    listFor,
    findMany: (ids) => store.findMany(ids),
    async levelsFor(owner) {
      const all = await listFor(owner);
      return all.filter(({ facet }) => facet === 'level').map(({ name }) => name);
    },
    async add(owner, facet, text, actor) {
      const name = nameOf(text);
      const there = (await store.list(owner)).filter((one) => one.facet === facet);
      if (there.length >= MOST_TERMS)
        throw new InvalidInput('terms_too_many', 'There are as many as there may be.', {
          action: 'Use one of those that there are.',
        });
      const order = Math.max(-1, ...there.map((one) => one.order)) + 1;
      const made = await store.insert(owner, facet, name, order);
      if (made === null) throw exists();
      await record(owner, made.id, name, actor);
      return made;
    },
    async change(owner, id, { name, family, isRetired, place }, actor) {
      const before = await getOwn(owner, id);
      if (name !== undefined && !(await store.rename(id, nameOf(name)))) throw exists();
      if (family !== undefined) await store.setFamily(id, family);
      if (isRetired !== undefined) await store.setRetired(id, isRetired ? clock.now() : null);
      if (place !== undefined) await move(owner, before, place);
      await record(owner, id, name ?? before.name, actor);
      return getOwn(owner, id);
    },
  };
}
