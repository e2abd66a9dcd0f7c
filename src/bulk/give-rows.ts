import { giveMany, undoBatch } from '../awards/index.js';
import { omitUndefined } from '../base/index.js';
import type { AwardJob, JobRow } from './award-job.js';
import type { BulkDeps } from './bulk-deps.js';
import { byRule, createFindRules } from './find-rules.js';

type GiveDeps = Pick<BulkDeps, 'audit' | 'awards' | 'clock' | 'rules'>;

/** @returns what the awards room works with */
export const handDepsOf = ({
  audit,
  awards,
  clock,
}: Pick<BulkDeps, 'audit' | 'awards' | 'clock'>) => ({
  audit,
  clock,
  awards: awards.store,
  validity: awards.validity,
  fulfil: awards.fulfil,
});

/** What is done keeps whom it was for, and nothing else that was told of them. */
const doneRow = ({ row, line, userId, ruleId }: JobRow) => ({ row, line, userId, ruleId });

/**
 * Gives what a batch's rows ask for. It can be repeated: whoever was given the badge by this job counts as given.
 * @returns the batch with what became of each row
 */
export async function giveRows(
  deps: GiveDeps,
  job: AwardJob,
  rows: readonly JobRow[],
): Promise<JobRow[]> {
  const findRule = createFindRules(deps, job);
  const open = rows.filter(({ outcome }) => outcome === 'give');
  const { groups, bad } = await byRule(findRule, open);
  const results = new Map<number, JobRow>(
    bad.map(({ row, problem }) => [row.row, { ...row, outcome: 'problem', problem }]),
  );
  const order = omitUndefined({
    actor: job.actor.id,
    batch: job.id,
    notifyAfter: job.undoUntil,
  });
  for (const { rule, rows: theirs } of groups) {
    const people = theirs.map(({ userId = '', reason = job.reason }) => ({ userId, reason }));
    const given = await giveMany(handDepsOf(deps), rule, people, order);
    for (const row of theirs) {
      const found = given.get(row.userId ?? '');
      if (found !== undefined) results.set(row.row, { ...doneRow(row), ...found } as JobRow);
    }
  }
  return rows.map((row) => results.get(row.row) ?? row);
}

/** Takes back what a batch's rows gave, where nobody has decided otherwise since. */
export async function undoRows(
  deps: GiveDeps,
  job: AwardJob,
  rows: readonly JobRow[],
): Promise<JobRow[]> {
  const findRule = createFindRules(deps, job);
  const batch = { id: job.id, action: 'award', startedAt: job.startedAt ?? job.createdAt } as const;
  const undone: JobRow[] = [];
  for (const row of rows) {
    const rule = row.outcome === 'given' ? await findRule(row) : null;
    const isUndone =
      rule !== null &&
      typeof rule !== 'string' &&
      (await undoBatch(handDepsOf(deps), rule, row.userId ?? '', batch, job.actor));
    undone.push(isUndone ? { ...row, outcome: 'undone' } : row);
  }
  return undone;
}
