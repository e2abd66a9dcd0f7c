import { personKey } from '../awards/index.js';
import { omitUndefined } from '../base/index.js';
import type { Rule } from '../rules/index.js';
import { tally, type AwardJob, type Counts, type JobRow, type Problem } from './award-job.js';
import type { BulkDeps } from './bulk-deps.js';
import { createFindPeople, type Named } from './find-people.js';
import { byRule, createFindRules } from './find-rules.js';

/** What was found out about rows so far. */
export interface Checked {
  readonly counts: Counts;
  readonly lacksReason: boolean;
}

const problem = (row: JobRow, code: Problem): JobRow => ({
  ...row,
  outcome: 'problem',
  problem: code,
});

/** One person is given one badge by one row: a second one says so. */
const sameKey = (ruleId: string, { userId, email }: JobRow): string =>
  userId === undefined ? `${ruleId} mailto:${email?.toLowerCase() ?? ''}` : `${ruleId} ${userId}`;

/** @returns the row with what it would do */
function planOf(job: AwardJob, row: JobRow, named: Named, holders: ReadonlyMap<string, string>) {
  if ('problem' in named) return problem(row, named.problem);
  if ('invite' in named) return { ...row, outcome: 'invite' as const };
  const { userId } = named;
  const awardId = holders.get(userId);
  const found = { ...row, userId };
  if (userId === job.actor.userId) return problem(found, 'own_award');
  if (awardId !== undefined) return { ...found, outcome: 'has' as const, awardId };
  return { ...found, outcome: 'give' as const };
}

/**
 * @returns what checks a job's batches one after the other: it says what each row would do, and changes nothing. It has to be shown
 *   batches that were checked before, too, to know whom they name
 */
export function createCheckRows(
  deps: Pick<BulkDeps, 'awards' | 'grades' | 'people' | 'rules'>,
  job: AwardJob,
) {
  const findRule = createFindRules(deps, job);
  const findPeople = createFindPeople(deps, job);
  const seen = new Set<string>();
  let counts: Counts = {};
  let lacksReason = false;

  async function holdersOf(rule: Rule, named: readonly Named[]): Promise<Map<string, string>> {
    const { platformId } = rule.tenant;
    const keys = named.flatMap((one) => ('userId' in one ? personKey(platformId, one.userId) : []));
    const awards = await deps.awards.store.findFor(rule.achievementId, keys);
    const active = awards.filter(({ state }) => state === 'active');
    return new Map(active.map(({ userId, id }) => [userId, id]));
  }

  /** A row that says the same as one before it changes nothing, and may be a slip. */
  function once(rule: Rule, row: JobRow): JobRow {
    if (row.outcome === 'problem') return row;
    const key = sameKey(rule.id, row);
    if (seen.has(key)) return problem(row, 'repeated');
    seen.add(key);
    return row;
  }

  async function check(rows: readonly JobRow[]): Promise<JobRow[]> {
    const open = rows.filter(({ outcome }) => outcome === 'waiting');
    const { groups, bad } = await byRule(findRule, open);
    const plans = new Map(bad.map(({ row, problem: code }) => [row.row, problem(row, code)]));
    for (const { rule, rows: theirs } of groups) {
      const named = await findPeople(rule, theirs);
      const holders = await holdersOf(rule, named);
      for (const [index, row] of theirs.entries()) {
        const one = named[index];
        if (one === undefined) continue;
        const plan = once(rule, { ...planOf(job, row, one, holders), ruleId: rule.id });
        // A teacher is asked for the reason; a program has to say it.
        const isSilent = row.reason === undefined && job.reason === '';
        const isMissing = isSilent && !job.isTeachers && plan.outcome !== 'problem';
        plans.set(row.row, isMissing ? problem(plan, 'reason_missing') : plan);
      }
    }
    return rows.map((row) => plans.get(row.row) ?? row);
  }

  return {
    check,
    /** Takes note of a batch that is checked. */
    note(rows: readonly JobRow[]): Checked {
      for (const row of rows)
        if (row.outcome !== 'problem' && row.ruleId !== undefined)
          seen.add(sameKey(row.ruleId, row));
      counts = tally(counts, rows);
      lacksReason ||= rows.some(
        ({ outcome, reason }) => outcome === 'give' && reason === undefined,
      );
      return omitUndefined({ counts, lacksReason });
    },
  };
}
