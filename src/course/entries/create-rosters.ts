import { createRosterMarks, type AwardStore, type DecisionStore } from '../../awards/index.js';
import { nullIfAnswer, type Clock } from '../../base/index.js';
import type { CourseKey, Grades, Roster } from '../../grades/index.js';
import type { OwnData, People } from '../../people/index.js';
import type { Rule, RuleStore } from '../../rules/index.js';
import type { Connection } from '../../store/index.js';
import type { Work } from '../../work/index.js';
import { refreshEntries, rewriteEntries } from './refresh-entries.js';
import { createRosterEntryStore, type RosterEntryStore } from './roster-entry-store.js';
import { createRosterStateStore, type RosterState } from './roster-state-store.js';

export interface RosterRoomDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly work: Pick<Work, 'lease'>;
  readonly rules: Pick<RuleStore, 'list'>;
  readonly awards: AwardStore;
  readonly decisions: DecisionStore;
  readonly grades: Pick<Grades, 'roster'>;
  readonly people: Pick<People, 'findMany'>;
}

/** The rosters of badges as the store keeps them: found, counted and put in order by its indexes. */
export interface Rosters {
  readonly entries: RosterEntryStore;
  /**
   * Brings those of a course up to date.
   * @returns false where another worker is at it, so that what is told may be a moment old
   */
  refresh(course: CourseKey): Promise<boolean>;
  /**
   * Writes these learners' entries of a badge again, where what they stood for is there no more.
   * @returns false where another worker is at it: to be tried again
   */
  rewrite(rule: Rule, userIds: readonly string[]): Promise<boolean>;
  /** The platform's roster where it is at hand, or comes soon. */
  current(course: CourseKey): Promise<Roster | null>;
  /** What is known of these badges' rosters, by the rule's id. */
  states(ruleIds: readonly string[]): Promise<Map<string, RosterState>>;
  /** What is kept of a person here. */
  readonly ownData: OwnData;
}

/** A page waits no longer for the platform's roster, once there is one to show. */
const WAIT_MS = 1_500;

export function createRosters(deps: RosterRoomDeps): Rosters {
  const entries = createRosterEntryStore(deps.connection);
  const states = createRosterStateStore(deps.connection);
  const marks = createRosterMarks(deps.connection);
  const refreshDeps = { ...deps, entries, states, marks };

  async function rosterSoon(course: CourseKey): Promise<Roster | null> {
    const roster = deps.grades.roster(course).catch(nullIfAnswer);
    const late = new Promise<null>((done) => setTimeout(() => done(null), WAIT_MS).unref());
    const first = await Promise.race([roster, late]);
    // It is read on, and serves whoever comes next.
    roster.catch(() => undefined);
    return first;
  }

  return {
    entries,
    refresh: async (course) => refreshEntries(refreshDeps, course, await rosterSoon(course)),
    rewrite: async (rule, userIds) =>
      rewriteEntries(refreshDeps, rule, userIds, await rosterSoon(rule.tenant)),
    current: rosterSoon,
    states: (ruleIds) => states.list(ruleIds),
    ownData: {
      name: 'rosters',
      read: ({ platformId, userId }) => entries.listOf(platformId, userId),
      erase: ({ platformId, userId }) => entries.forget(platformId, userId),
    },
  };
}
