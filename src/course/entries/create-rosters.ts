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

/** What {@link createRosters} works with. */
export interface RosterRoomDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly work: Pick<Work, 'lease'>;
  readonly rules: Pick<RuleStore, 'list'>;
  readonly awards: AwardStore;
  readonly decisions: DecisionStore;
  readonly grades: Pick<Grades, 'roster'>;
  readonly people: Pick<People, 'namesOf'>;
}

/** The rosters of badges as stored entries, searched, counted and sorted by the store's indexes. */
export interface Rosters {
  readonly entries: RosterEntryStore;
  /**
   * Updates the rosters of a course's badges.
   * @returns false where another worker updates them, so that what is stored may be a moment old
   */
  refresh(course: CourseKey): Promise<boolean>;
  /**
   * Rewrites these learners' entries of a badge, after an award or decision was removed.
   * @returns false where another worker updates them: try again
   */
  rewrite(rule: Rule, userIds: readonly string[]): Promise<boolean>;
  /** @returns the platform's roster if it is cached or comes soon; else null */
  current(course: CourseKey): Promise<Roster | null>;
  /** @returns what is known of these badges' rosters as a whole, by rule id */
  states(ruleIds: readonly string[]): Promise<Map<string, RosterState>>;
  /** What this room keeps of a person. */
  readonly ownData: OwnData;
}

/** How long a page waits for the platform's roster where there are stored entries to show, in milliseconds. */
const WAIT_MS = 1_500;

/** @returns the rosters of badges */
export function createRosters(deps: RosterRoomDeps): Rosters {
  const entries = createRosterEntryStore(deps.connection);
  const states = createRosterStateStore(deps.connection);
  const marks = createRosterMarks(deps.connection);
  const refreshDeps = { ...deps, entries, states, marks };

  async function rosterSoon(course: CourseKey): Promise<Roster | null> {
    const roster = deps.grades.roster(course).catch(nullIfAnswer);
    const late = new Promise<null>((done) => setTimeout(() => done(null), WAIT_MS).unref());
    const first = await Promise.race([roster, late]);
    // The roster is read on in the background for the next request; its error is that request's.
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
