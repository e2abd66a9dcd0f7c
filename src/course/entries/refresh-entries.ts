import { createHash } from 'node:crypto';
import type { AwardStore, DecisionStore, RosterMarks } from '../../awards/index.js';
import { omitUndefined } from '../../base/index.js';
import { courseKeyText, type CourseKey, type Roster } from '../../grades/index.js';
import type { Rule, RuleStore } from '../../rules/index.js';
import type { Work } from '../../work/index.js';
import type { RosterEntryStore } from './roster-entry-store.js';
import type { RosterState, RosterStateStore } from './roster-state-store.js';
import { writeEntries, type WriteEntriesDeps } from './write-entries.js';

/** What updating roster entries works with. */
export interface RefreshDeps extends WriteEntriesDeps {
  readonly work: Pick<Work, 'lease'>;
  readonly rules: Pick<RuleStore, 'list'>;
  readonly marks: RosterMarks;
  readonly decisions: Pick<DecisionStore, 'listFor' | 'listUsers'>;
  readonly awards: Pick<AwardStore, 'findStanding' | 'listUsers'>;
  readonly entries: RosterEntryStore;
  readonly states: RosterStateStore;
}

const LEASE_MS = 15_000;
/** How many changed rows of each kind are read at a time. */
const AT_ONCE = 1_000;

/** Makes a short digest of a roster's learners and their names, to notice changes. */
function digestOf(roster: Roster): string {
  const hash = createHash('sha256');
  for (const { userId, name = '', isLearner } of roster.members.values())
    hash.update(`${userId}\n${name}\n${String(isLearner)}\n`);
  return hash.digest('base64url').slice(0, 22);
}

async function everybodyOf(deps: RefreshDeps, rule: Rule, roster: Roster | null) {
  const users = new Set(await deps.decisions.listUsers(rule.id));
  for (const userId of await deps.awards.listUsers(rule.id)) users.add(userId);
  for (const { userId, isLearner } of roster?.members.values() ?? [])
    if (isLearner) users.add(userId);
  return [...users];
}

/** Lists the learners whose name or membership on the platform's roster differs from their entry. */
async function movedOf(deps: RefreshDeps, rule: Rule, roster: Roster): Promise<string[]> {
  const brief = await deps.entries.brief(rule.id);
  const known = new Set(brief.map(({ userId }) => userId));
  const changed = brief.filter(({ userId, name, hasLeft = false, standing }) => {
    const member = roster.members.get(userId);
    if (standing === 'none' && member?.isLearner !== true) return true;
    return (
      hasLeft !== (member === undefined) || (member?.name !== undefined && member.name !== name)
    );
  });
  const fresh = [...roster.members.values()].filter(
    ({ userId, isLearner }) => isLearner && !known.has(userId),
  );
  return [...changed, ...fresh].map(({ userId }) => userId);
}

interface Due {
  readonly rules: readonly Rule[];
  readonly states: ReadonlyMap<string, RosterState>;
  readonly marked: Awaited<ReturnType<RosterMarks['list']>>;
  readonly timed: Awaited<ReturnType<RosterEntryStore['listDue']>>;
}

async function dueOf(deps: RefreshDeps, course: CourseKey): Promise<Due> {
  const all = await deps.rules.list(course);
  const [states, marked, timed] = await Promise.all([
    deps.states.list(all.map(({ id }) => id)),
    deps.marks.list(course, AT_ONCE),
    deps.entries.listDue(course, deps.clock.now(), AT_ONCE),
  ]);
  // A rule that was never active has no roster; one whose activation was undone keeps the one it had.
  const rules = all.filter(({ id, state }) => state !== 'draft' || states.has(id));
  return { rules, states, marked, timed };
}

const isOutdated = (state: RosterState | undefined, roster: Roster | null): boolean =>
  state === undefined ||
  state.recount !== undefined ||
  (roster !== null && state.rosterAt?.getTime() !== roster.readAt.getTime());

const isChanged = ({ marked, timed }: Due): boolean => marked.length > 0 || timed.length > 0;

const isDue = (due: Due, roster: Roster | null): boolean =>
  isChanged(due) || due.rules.some(({ id }) => isOutdated(due.states.get(id), roster));

/** Learners whose entries were written from this roster already, by rule. */
type Written = Map<string, Set<string>>;

/** Writes the entries of some of those that changed, and takes their marks off. */
async function writeChanged(
  deps: RefreshDeps,
  due: Due,
  roster: Roster | null,
  written: Written,
): Promise<void> {
  const changed = [...due.marked, ...due.timed];
  for (const rule of due.rules) {
    const mine = changed.filter(({ ruleId }) => ruleId === rule.id);
    if (mine.length === 0) continue;
    const users = new Set(mine.map(({ userId }) => userId));
    const isKnown = due.states.has(rule.id);
    if (isKnown) await deps.states.touch([rule.id]);
    await writeEntries(deps, rule, [...users], roster, !isKnown);
    // Everybody's entries are written where the rule's state is not known yet, but for these.
    if (isKnown) continue;
    const theirs = written.get(rule.id) ?? new Set();
    for (const userId of users) theirs.add(userId);
    written.set(rule.id, theirs);
  }
  await deps.marks.clear(due.marked);
}

/** Brings a badge's entries up to the roster, and counts them where one may have changed. */
async function refreshRule(
  deps: RefreshDeps,
  rule: Rule,
  roster: Roster | null,
  written: Written,
): Promise<void> {
  const stateNow = async () => (await deps.states.list([rule.id])).get(rule.id);
  let state = await stateNow();
  if (!isOutdated(state, roster)) return;
  const digest = roster ? digestOf(roster) : state?.digest;
  const rosterAt = roster?.readAt ?? state?.rosterAt;
  if (!state) {
    const done = written.get(rule.id);
    const everybody = await everybodyOf(deps, rule, roster);
    const rest = done ? everybody.filter((userId) => !done.has(userId)) : everybody;
    await writeEntries(deps, rule, rest, roster, true);
  } else if (roster && digest !== state.digest) {
    const moved = await movedOf(deps, rule, roster);
    if (moved.length > 0) {
      await deps.states.touch([rule.id]);
      await writeEntries(deps, rule, moved, roster);
      state = await stateNow();
    }
  }
  const counts =
    state && state.recount === undefined
      ? state.counts
      : await deps.entries.countStandings(rule.id);
  await deps.states.save(
    rule.tenant,
    omitUndefined({ ruleId: rule.id, counts, digest, rosterAt, recount: state?.recount }),
  );
}

/**
 * Updates the entries of a course's badges: after changes of awards and decisions, of the platform's roster, and by the
 * passing of time. Costs two queries where nothing changed. Any number of workers may run it, also after a crash.
 * @returns false where another worker does it
 */
export async function refreshEntries(
  deps: RefreshDeps,
  course: CourseKey,
  roster: Roster | null,
): Promise<boolean> {
  if (!isDue(await dueOf(deps, course), roster)) return true;
  const leased = await deps.work.lease(
    `roster ${courseKeyText(course)}`,
    LEASE_MS,
    async ({ signal }) => {
      const written: Written = new Map();
      for (;;) {
        signal.throwIfAborted();
        const due = await dueOf(deps, course);
        if (!isDue(due, roster)) return;
        // Each roster is counted once, when nothing is left to be written.
        if (isChanged(due)) await writeChanged(deps, due, roster, written);
        else
          for (const rule of due.rules) {
            signal.throwIfAborted();
            await refreshRule(deps, rule, roster, written);
          }
      }
    },
  );
  return leased.taken;
}

/**
 * Rewrites the entries of these learners, after an award or decision was removed without leaving a row that could be
 * marked as changed.
 * @returns false where another worker updates them: try again
 */
export async function rewriteEntries(
  deps: RefreshDeps,
  rule: Rule,
  userIds: readonly string[],
  roster: Roster | null,
): Promise<boolean> {
  const leased = await deps.work.lease(
    `roster ${courseKeyText(rule.tenant)}`,
    LEASE_MS,
    async () => {
      await deps.states.touch([rule.id]);
      await writeEntries(deps, rule, userIds, roster);
      const state = (await deps.states.list([rule.id])).get(rule.id);
      // Where nothing is known of the roster yet, everybody is written with it and counted.
      if (!state) return;
      const counts = await deps.entries.countStandings(rule.id);
      await deps.states.save(rule.tenant, { ...state, counts });
    },
  );
  return leased.taken;
}
