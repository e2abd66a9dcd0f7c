import { createAwardStore } from '../../awards/award-store.js';
import { givingKey, personKey, type Award } from '../../awards/index.js';
import { createTestClock } from '../../base/index.js';
import { personIdOf } from '../../people/index.js';
import { orderedId, type TestStore } from '../../store/index.js';
import { createClaimStore } from '../keep/claim-store.js';
import { createDueStore, type DuePerson } from '../keep/due-store.js';
import { createPathwayStore } from '../keep/pathway-store.js';
import { createWalkStore } from '../keep/walk-store.js';
import type { Pathway, PathwayContent, PathwayVersion } from '../model/pathway.js';
import type { FoundGood } from '../walk/facts.js';
import type { WalkDeps } from '../walk/walk-deps.js';

export const OWNER = { platformId: 'p1', deploymentId: 'd1', contextId: 'c1' };
const DAY_MS = 86_400_000;

/** A worker dies here: what it had written stays, and nothing after it happens. */
export class Crash extends Error {}

/** Ends a worker before its call number `after` to anything. */
export function dyingAfter(deps: WalkDeps, after: number): WalkDeps {
  let left = after;
  const step = () => {
    left -= 1;
    if (left < 0) throw new Crash('killed');
  };
  const wrap = <T extends object>(room: T): T =>
    new Proxy(room, {
      get(target, name) {
        const found: unknown = Reflect.get(target, name);
        if (typeof found !== 'function') return found;
        return (...args: unknown[]) => {
          step();
          return (found as (...all: unknown[]) => unknown)(...args);
        };
      },
    });
  const { awards, walks, claims, pathways, audit } = deps;
  return {
    ...deps,
    awards: wrap(awards),
    walks: wrap(walks),
    claims: wrap(claims),
    pathways: wrap(pathways),
    audit: wrap(audit),
    fulfil: async (list) => {
      step();
      await deps.fulfil(list);
    },
  };
}

/** Real stores, a person's badges given and taken as other rooms do it, and a note of every badge that is issued. */
export function useWalk(store: TestStore) {
  const { connection } = store;
  const clock = createTestClock(new Date('2026-03-01T08:00:00Z'));
  const awards = createAwardStore(connection);
  const issued: string[] = [];
  const revoked: string[] = [];
  const brought = new Map<string, FoundGood[]>();
  const homes = new Map<string, string[]>();
  const atIssue: ((award: Award) => Promise<void> | void)[] = [];
  const deps: WalkDeps = {
    clock,
    audit: { record: () => Promise.resolve(), recordAll: () => Promise.resolve() },
    awards,
    async fulfil(list) {
      for (const award of list) {
        if (award.todo === 'give' && !issued.includes(givingKey(award))) {
          // As the index on awards of credentials does it: of several at the same time one issues.
          issued.push(givingKey(award));
          for (const look of atIssue) await look(award);
        }
        if (award.todo === 'take') revoked.push(givingKey(award));
        await awards.finish([award], new Set());
      }
    },
    achievements: { get: () => Promise.resolve({ latestVersion: 1 } as never) },
    credentials: { findByAwards: () => Promise.resolve(new Map()), shareKit: () => ({}) as never },
    people: {
      findMany: (ids) =>
        Promise.resolve(
          ids.flatMap((id) => {
            const user = users.get(id);
            return user ? [{ id, ...user } as never] : [];
          }),
        ),
    },
    together: (personId) => {
      const home = [...homes].find(([, ids]) => ids.includes(personId));
      return Promise.resolve(home ? { homeId: home[0], personIds: home[1] } : null);
    },
    broughtBy: (homeId) => Promise.resolve(brought.get(homeId) ?? []),
    pathways: createPathwayStore(connection),
    walks: createWalkStore(connection),
    claims: createClaimStore(connection),
    dues: createDueStore(connection),
  };
  const users = new Map<string, { platformId: string; userId: string }>();

  function person(userId: string, platformId = OWNER.platformId): DuePerson {
    const personId = personIdOf(platformId, userId);
    users.set(personId, { platformId, userId });
    return { personId, platformId, userId };
  }

  async function publish(
    id: string,
    content: PathwayContent,
    { version = 1, backfill = true } = {},
  ): Promise<PathwayVersion> {
    const now = clock.now();
    const pathway: Pathway = {
      id,
      owner: OWNER,
      state: 'published',
      latestVersion: version,
      draft: null,
      former: null,
      revision: 1,
      name: content.name,
      updatedAt: now,
    };
    if (version === 1) await deps.pathways.insert(pathway);
    const made = { pathwayId: id, version, content, publishedAt: now, backfill };
    await deps.pathways.insertVersion(made);
    await deps.pathways.setLatest(made, 1);
    return made;
  }

  async function award({ platformId, userId }: DuePerson, achievementId: string): Promise<void> {
    const given: Award = {
      id: orderedId(),
      tenant: { ...OWNER, platformId },
      ruleId: `rule-${achievementId}`,
      achievementId,
      achievementVersion: 1,
      personKey: personKey(platformId, userId),
      userId,
      cycle: 1,
      state: 'active',
      by: 'rule',
      awardedAt: clock.now(),
      results: [],
    };
    const [there] = await awards.findFor(achievementId, [given.personKey]);
    if (there === undefined) await awards.insertNew([given]);
    else if (there.state !== 'active') await awards.giveAgain(there, given);
  }

  async function revoke({ platformId, userId }: DuePerson, achievementId: string): Promise<void> {
    const [there] = await awards.findFor(achievementId, [personKey(platformId, userId)]);
    if (there?.state !== 'active') return;
    await awards.takeBack([there], { state: 'revoked', revokedFor: 'fall' });
    const [taken] = await awards.findByIds([there.id]);
    if (taken) await awards.finish([taken], new Set());
  }

  /** Revokes by hand, as long as it can be undone. */
  async function retract({ platformId, userId }: DuePerson, achievementId: string): Promise<void> {
    const [there] = await awards.findFor(achievementId, [personKey(platformId, userId)]);
    if (there?.state !== 'active') return;
    const takenAt = clock.now();
    const until = new Date(takenAt.getTime() + DAY_MS);
    await awards.retract(there, { reason: 'by hand', actor: 'test', takenAt, until });
  }

  async function restore({ platformId, userId }: DuePerson, achievementId: string): Promise<void> {
    const [there] = await awards.findFor(achievementId, [personKey(platformId, userId)]);
    if (there?.retraction !== undefined) await awards.undoRetraction(there, clock.now());
  }

  return {
    deps,
    clock,
    awards,
    issued,
    revoked,
    brought,
    homes,
    atIssue,
    person,
    publish,
    award,
    revoke,
    retract,
    restore,
    passDays: (days: number) => clock.advance(days * DAY_MS),
    /** The milestones that somebody has, by the state of their award. */
    async milestones({ platformId, userId }: DuePerson, ids: readonly string[]) {
      const found: Record<string, string> = {};
      for (const id of ids)
        for (const { state } of await awards.findFor(id, [personKey(platformId, userId)]))
          found[id] = found[id] === undefined ? state : `${found[id]} ${state}`;
      return found;
    },
  };
}
