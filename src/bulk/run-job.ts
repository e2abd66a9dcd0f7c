import { setImmediate as breathe } from 'node:timers/promises';
import { omitUndefined } from '../base/index.js';
import { tally, type AwardJob, type JobRow, type JobState } from './award-job.js';
import type { JobChange } from './award-job-store.js';
import type { BulkDeps } from './bulk-deps.js';
import { createCheckRows } from './check-rows.js';
import { giveRows, undoRows } from './give-rows.js';
import { inviteAll } from './invitations/invite.js';
import type { RowBatch } from './job-rows-store.js';

const LEASE_MS = 30_000;
/** So many batches are done before others of the queue have their turn. */
const TURN = 20;
/** While one of them is signed here the store writes the other. */
const AT_ONCE = 2;

type RunDeps = BulkDeps;

/** Notes how far a job is. @returns null where somebody cancelled or began to undo it */
const note = (deps: RunDeps, { id, state }: AwardJob, set: JobChange) =>
  deps.jobs.change(id, [state], set);

/** Says what each row would do. @returns the job in its next state; null where it was cancelled meanwhile */
async function checkJob(deps: RunDeps, job: AwardJob, signal: AbortSignal) {
  const checker = createCheckRows(deps, job);
  let checked = checker.note([]);
  for (let index = 0; ; index += 1) {
    signal.throwIfAborted();
    const batch = await deps.rows.find(job.id, index);
    if (batch === null) break;
    const isNew = batch.phase === 'received';
    const rows = isNew ? await checker.check(batch.rows) : batch.rows;
    checked = checker.note(rows);
    if (!isNew) continue;
    await deps.rows.save(job.id, { index, rows, phase: 'checked' });
    if ((await note(deps, job, { next: index + 1, ...checked })) === null) return null;
    await breathe();
  }
  const problems = checked.counts.problem ?? 0;
  const isBad = job.problem !== undefined || (problems > 0 && !job.skipsProblems);
  const stops = isBad ? 'refused' : 'running';
  const state: JobState = job.isPreview ? 'ready' : stops;
  const now = deps.clock.now();
  const times = omitUndefined({
    startedAt: state === 'running' ? now : undefined,
    endedAt: state === 'refused' ? now : undefined,
  });
  return note(deps, job, { state, next: 0, ...checked, ...times });
}

interface Phase {
  readonly phase: RowBatch['phase'];
  readonly over: JobState;
  readonly does: (deps: RunDeps, job: AwardJob, rows: readonly JobRow[]) => Promise<JobRow[]>;
}

const PHASES: Readonly<Partial<Record<JobState, Phase>>> = {
  running: {
    phase: 'done',
    over: 'done',
    does: async (deps, job, rows) => inviteAll(deps, job, await giveRows(deps, job, rows)),
  },
  undoing: { phase: 'undone', over: 'undone', does: undoRows },
};

/** Counts what became of all rows, from the rows themselves. */
async function countAll(deps: Pick<RunDeps, 'rows'>, jobId: string) {
  let counts: AwardJob['counts'] = {};
  for (let index = 0; ; index += 1) {
    const batch = await deps.rows.find(jobId, index);
    if (batch === null) return counts;
    counts = tally(counts, batch.rows);
  }
}

async function recordEnd({ audit }: RunDeps, job: AwardJob, state: JobState): Promise<void> {
  const { platformId, deploymentId } = job.course ?? job;
  const where = {
    platformId: platformId ?? undefined,
    deploymentId: deploymentId ?? undefined,
    contextId: job.course?.contextId,
  };
  await audit.record({
    actor: job.actor.id,
    action: state === 'undone' ? 'award.bulk_undone' : 'award.bulk_done',
    subject: job.ruleId === undefined ? `bulk:${job.id}` : `rule:${job.ruleId}`,
    ...omitUndefined(where),
    details: {
      job: job.id,
      action: 'award',
      people: job.rows,
      changed: (state === 'undone' ? job.counts.undone : job.counts.given) ?? 0,
    },
  });
}

/** @returns false where there is no such batch */
async function doBatch(deps: RunDeps, job: AwardJob, { phase, does }: Phase, index: number) {
  const batch = await deps.rows.find(job.id, index);
  if (batch === null) return false;
  if (batch.phase === phase) return true;
  await deps.rows.save(job.id, { index, rows: await does(deps, job, batch.rows), phase });
  return true;
}

/** Does a turn of a job's batches. @returns whether there are more */
async function workOn(deps: RunDeps, job: AwardJob, phase: Phase, signal: AbortSignal) {
  for (let index = job.next; index < job.next + TURN; index += AT_ONCE) {
    signal.throwIfAborted();
    const both = Array.from({ length: AT_ONCE }, (_, add) =>
      doBatch(deps, job, phase, index + add),
    );
    const isThere = await Promise.all(both);
    if (isThere.includes(false)) {
      const end = { state: phase.over, endedAt: deps.clock.now() };
      const counts = await countAll(deps, job.id);
      const ended = await note(deps, job, { ...end, counts });
      if (ended !== null) await recordEnd(deps, ended, phase.over);
      return false;
    }
    if ((await note(deps, job, { next: index + AT_ONCE })) === null) return false;
    await breathe();
  }
  return true;
}

async function run(deps: RunDeps, id: string, signal: AbortSignal): Promise<boolean> {
  const found = await deps.jobs.find(id);
  if (found === null) return false;
  const job = found.state === 'checking' ? await checkJob(deps, found, signal) : found;
  const phase = job === null ? undefined : PHASES[job.state];
  if (job !== null && phase !== undefined && (await workOn(deps, job, phase, signal))) return true;
  // Cancelled in the middle of a batch, which was done to its end: what is done is told.
  const now = await deps.jobs.find(id);
  if (now?.state === 'cancelled')
    await deps.jobs.change(id, ['cancelled'], { counts: await countAll(deps, id) });
  return false;
}

/**
 * Does the next turn of what a job asks for. It can be repeated, and continues where an earlier run ended.
 * @returns whether the job asks for another turn
 */
export async function runJob(deps: RunDeps, id: string): Promise<boolean> {
  const leased = await deps.work.lease(`awards ${id}`, LEASE_MS, ({ signal }) =>
    run(deps, id, signal),
  );
  // Another worker holds the job: the error makes the queue try again.
  if (!leased.taken) throw new Error('a bulk job is being worked on by another worker');
  return leased.value;
}
