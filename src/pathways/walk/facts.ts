import type { Award, AwardStore } from '../../awards/index.js';
import type { People } from '../../people/index.js';
import { personKey } from '../../awards/index.js';
import type { DuePerson } from '../keep/due-store.js';
import { isBadgeOf, type BroughtBadge } from '../model/match-foreign.js';
import { stepsOf, type PathwayContent } from '../model/pathway.js';
import type { Holding } from '../model/progress.js';

/** A badge of elsewhere that a person brought, was found good, and is theirs. */
export interface FoundGood extends BroughtBadge {
  readonly id: string;
  /** Since when it is kept here. */
  readonly at: Date;
}

/** What finding a person's badges works with. */
export interface FactsDeps {
  readonly awards: Pick<AwardStore, 'listByPerson'>;
  readonly people: Pick<People, 'findMany'>;
  /** Who else somebody is on this installation's platforms, as they proved themselves; null where nothing is known. */
  together(
    personId: string,
  ): Promise<{ readonly homeId: string; readonly personIds: readonly string[] } | null>;
  /** The badges of elsewhere that the person of a home brought, of those that are good and theirs. */
  broughtBy(homeId: string): Promise<readonly FoundGood[]>;
}

/** Everything that one human being holds, as far as it is known here. */
export interface Facts {
  /** Who they are on which platform, in the order of ids. */
  readonly persons: readonly DuePerson[];
  readonly awards: readonly Award[];
  readonly brought: readonly FoundGood[];
}

/** Reads what a person holds, on every platform on which they proved to be. Null once they had it erased. */
export async function readFacts(deps: FactsDeps, person: DuePerson): Promise<Facts | null> {
  const together = await deps.together(person.personId);
  const ids = [...new Set([person.personId, ...(together?.personIds ?? [])])].sort();
  const known = new Map((await deps.people.findMany(ids)).map((one) => [one.id, one]));
  if (known.get(person.personId)?.erasedAt !== undefined) return null;
  const persons = ids.flatMap((personId): DuePerson[] => {
    const found = known.get(personId) ?? (personId === person.personId ? person : undefined);
    if (found === undefined || ('erasedAt' in found && found.erasedAt !== undefined)) return [];
    return [{ personId, platformId: found.platformId, userId: found.userId }];
  });
  const awards: Award[] = [];
  for (const { platformId, userId } of persons)
    awards.push(...(await deps.awards.listByPerson(personKey(platformId, userId))));
  const brought = together === null ? [] : await deps.broughtBy(together.homeId);
  return { persons, awards, brought };
}

/** What counts for the steps of one version, with the award that each step rests on. */
export interface StepFacts extends Holding {
  readonly awards: ReadonlyMap<string, Award>;
}

/** Finds what a person holds of the steps: the earliest award of each that counts. Pure. */
export function holdingOf(content: PathwayContent, { awards, brought }: Facts): StepFacts {
  const first = new Map<string, Award>();
  for (const award of awards) {
    if (award.state !== 'active') continue;
    const there = first.get(award.achievementId);
    if (!there || award.awardedAt < there.awardedAt) first.set(award.achievementId, award);
  }
  const since = new Map<string, Date>();
  const byStep = new Map<string, Award>();
  for (const { id, what } of stepsOf(content)) {
    if (what.kind === 'own') {
      const award = first.get(what.achievementId);
      if (award === undefined) continue;
      since.set(id, award.awardedAt);
      byStep.set(id, award);
      continue;
    }
    const times = brought.filter((badge) => isBadgeOf(what, badge)).map(({ at }) => at.getTime());
    if (times.length > 0) since.set(id, new Date(Math.min(...times)));
  }
  return { since, awards: byStep };
}
