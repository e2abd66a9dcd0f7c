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
  readonly awards: Pick<AwardStore, 'findFor' | 'listByRule'>;
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
  let after: string | undefined;
  for (;;) {
    const page = await deps.awards.listByRule(rule.id, omitUndefined({ limit: AT_ONCE, after }));
    for (const { userId } of page) users.add(userId);
    after = page.at(-1)?.id;
    if (page.length < AT_ONCE) break;
  }
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
  state === undefined || (roster !== null && state.rosterAt?.getTime() !== roster.readAt.getTime());

const isDue = ({ rules, states, marked, timed }: Due, roster: Roster | null): boolean =>
  marked.length > 0 ||
  timed.length > 0 ||
  rules.some(({ id }) => isOutdated(states.get(id), roster));

async function refreshRule(deps: RefreshDeps, rule: Rule, due: Due, roster: Roster | null) {
  const state = due.states.get(rule.id);
  const mine = [...due.marked, ...due.timed].filter(({ ruleId }) => ruleId === rule.id);
  const users = new Set(mine.map(({ userId }) => userId));
  const digest = roster ? digestOf(roster) : state?.digest;
  if (!state) for (const userId of await everybodyOf(deps, rule, roster)) users.add(userId);
  else if (roster && digest !== state.digest)
    for (const userId of await movedOf(deps, rule, roster)) users.add(userId);
  await writeEntries(deps, rule, [...users], roster);
  if (users.size === 0 && !isOutdated(state, roster)) return;
  const isSame = state !== undefined && users.size === 0;
  const counts = isSame ? state.counts : await deps.entries.countStandings(rule.id);
  await deps.states.save(
    rule.tenant,
    omitUndefined({ ruleId: rule.id, counts, digest, rosterAt: roster?.readAt ?? state?.rosterAt }),
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
      for (;;) {
        const due = await dueOf(deps, course);
        if (!isDue(due, roster)) return;
        for (const rule of due.rules) {
          signal.throwIfAborted();
          await refreshRule(deps, rule, due, roster);
        }
        await deps.marks.clear(due.marked);
      }
    },
  );
  return leased.taken;
}

/**
 * Rewrites the entries of these learners, after an award or decision was removed without leaving a row that could be
 * marked as changed.
 * @returns false where another worker updates the course's rosters: try again
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
      await writeEntries(deps, rule, userIds, roster);
      const state = (await deps.states.list([rule.id])).get(rule.id);
      const counts = await deps.entries.countStandings(rule.id);
      await deps.states.save(rule.tenant, { ...state, ruleId: rule.id, counts });
    },
  );
  return leased.taken;
}
