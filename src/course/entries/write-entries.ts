import {
  latestOf,
  personKey,
  type AwardStore,
  type StandingAward,
  type DecisionStore,
} from '../../awards/index.js';
import { mapInFlight, type Clock } from '../../base/index.js';
import type { Roster } from '../../grades/index.js';
import { personIdOf, type People } from '../../people/index.js';
import type { Rule } from '../../rules/index.js';
import { rosterEntryOf, type RosterEntry } from './roster-entry.js';
import type { RosterEntryStore } from './roster-entry-store.js';

/** What {@link writeEntries} works with. */
export interface WriteEntriesDeps {
  readonly clock: Clock;
  readonly awards: Pick<AwardStore, 'findStanding'>;
  readonly decisions: Pick<DecisionStore, 'listFor'>;
  readonly people: Pick<People, 'namesOf'>;
  readonly entries: Pick<RosterEntryStore, 'save' | 'remove'>;
}

/** How many entries are written at a time. */
const BATCH = 500;
const PARTS_IN_FLIGHT = 2;

function latestByUser(awards: readonly StandingAward[]): Map<string, StandingAward> {
  const found = new Map<string, StandingAward>();
  for (const award of awards) {
    const known = found.get(award.userId);
    found.set(award.userId, (known && latestOf([known, award])) ?? award);
  }
  return found;
}

/**
 * Writes the entries of these learners from award, decision and roster as they are now; it can be repeated. An entry is
 * removed where a learner has neither award nor decision and is not on the roster.
 * @param roster null where the platform gives none or it could not be read: nobody counts as having left then
 * @param isFirst most of them have no entry yet
 */
export async function writeEntries(
  deps: WriteEntriesDeps,
  rule: Rule,
  userIds: readonly string[],
  roster: Roster | null,
  isFirst = false,
): Promise<void> {
  const { platformId } = rule.tenant;
  const now = deps.clock.now();
  const parts: (readonly string[])[] = [];
  for (let from = 0; from < userIds.length; from += BATCH)
    parts.push(userIds.slice(from, from + BATCH));
  // While the store writes one part, the next is read and reckoned.
  await mapInFlight(parts, PARTS_IN_FLIGHT, async (users) => {
    const keys = users.map((userId) => personKey(platformId, userId));
    const personIds = users.map((userId) => personIdOf(platformId, userId));
    const [awards, records, names] = await Promise.all([
      deps.awards.findStanding(rule.achievementId, keys),
      deps.decisions.listFor(rule.id, users),
      deps.people.namesOf(personIds),
    ]);
    const awardOf = latestByUser(awards.filter(({ ruleId }) => ruleId === rule.id));
    const recordOf = new Map(records.map((record) => [record.userId, record]));
    const written: RosterEntry[] = [];
    const gone: string[] = [];
    for (const [at, userId] of users.entries()) {
      const award = awardOf.get(userId);
      const record = recordOf.get(userId);
      const isKnown = award !== undefined || record !== undefined;
      const isThere = isKnown || roster === null || roster.has(userId);
      if (!isThere) {
        gone.push(userId);
        continue;
      }
      const known = {
        name: names.get(personIds[at] as string),
        hasLeft: roster !== null && !roster.members.has(userId),
      };
      written.push(rosterEntryOf(rule, userId, known, award, record, now));
    }
    await deps.entries.save(rule.tenant, written, isFirst);
    await deps.entries.remove(rule.id, gone);
  });
}
