import { Conflict, NotFound, omitUndefined, randomId, TooManyRequests } from '../base/index.js';
import { UNDO_MS } from '../base/index.js';
import type { Work } from '../work/index.js';
import type { AwardJob, JobRow, Outcome } from './award-job.js';
import { createAwardJobStore, KEPT_MS } from './award-job-store.js';
import type { BulkDeps, BulkRoomDeps } from './bulk-deps.js';
import { createInvitations, type Invitations } from './invitations/claim.js';
import { createInvitationStore } from './invitations/invitation-store.js';
import { createJobRowsStore } from './job-rows-store.js';
import { pageRows, type RowsPage } from './page-rows.js';
import { runJob } from './run-job.js';
import { takeRows, type RowsSource } from './take-rows.js';

/** What a job is made of. */
export type JobOrder = Pick<
  AwardJob,
  | 'platformId'
  | 'deploymentId'
  | 'isTeachers'
  | 'course'
  | 'ruleId'
  | 'reason'
  | 'actor'
  | 'isPreview'
  | 'skipsProblems'
  | 'invites'
  | 'locale'
>;

/** How a job that is shown is started. */
export interface StartOrder {
  readonly actor: string;
  readonly reason?: string | undefined;
  readonly skipsProblems?: boolean | undefined;
  /** Whether it can be undone for a while: mail waits until then. */
  readonly isUndoable: boolean;
}

/** Badges given by hand to many. */
export interface Bulk {
  /**
   * Reads a job's rows as they come in, and does nothing with them yet.
   * @throws TooManyRequests `bulk_busy`; InvalidInput `bulk_too_large`
   */
  receive(order: JobOrder, source: RowsSource): Promise<AwardJob>;
  /**
   * Has a job that was received checked, and then done unless it is a preview.
   * @param options.isNow few rows are checked at once; what fails then the queue tries again
   */
  begin(id: string, options?: { readonly isNow?: boolean }): Promise<AwardJob>;
  /** Forgets a job that was received. */
  discard(id: string): Promise<void>;
  find(id: string): Promise<AwardJob | null>;
  /** The latest job of a badge that gave any and can still be undone; null where none can be. */
  latestUndoable(ruleId: string): Promise<AwardJob | null>;
  /** A page of rows from after a row; those of one outcome alone where it is told. */
  page(id: string, from: { after: number; limit: number; outcome?: Outcome }): Promise<RowsPage>;
  /** One batch of rows; null behind the last. */
  batch(id: string, index: number): Promise<readonly JobRow[] | null>;
  /** Starts a job that is shown. @throws Conflict `bulk_not_ready`, `bulk_has_problems` */
  start(id: string, order: StartOrder): Promise<AwardJob>;
  /** Stops a job between two batches; what is done stays done. @throws Conflict `bulk_over` */
  cancel(id: string, actor: string): Promise<AwardJob>;
  /** Takes back what a job gave, within its time. @throws Conflict `undo_over` */
  undo(id: string, actor: string): Promise<AwardJob>;
  /** Works on a job to its end; the queue does it turn by turn. */
  run(id: string): Promise<void>;
  /** Badges that wait for whoever an address belongs to. */
  readonly invitations: Invitations;
  listJobs(work: Pick<Work, 'task'>): void;
}

const TASK = 'bulk.awards';
const MOST_BUSY = 10;
const A_DAY = { times: 500, windowMs: 86_400_000 };
const FEW_ROWS = 2_000;

const gone = (): NotFound =>
  new NotFound('bulk_unknown', 'There is no such action in this course.', {
    action: 'Go back to the badges of the course.',
  });

/** Writes down what somebody did with a job. */
const entryOf = (job: AwardJob, actor: string) => {
  const { platformId, deploymentId } = job.course ?? job;
  return omitUndefined({
    actor,
    subject: job.ruleId === undefined ? `bulk:${job.id}` : `rule:${job.ruleId}`,
    platformId: platformId ?? undefined,
    deploymentId: deploymentId ?? undefined,
    contextId: job.course?.contextId,
    details: { job: job.id, action: 'award', people: job.rows },
  });
};

export function createBulk(room: BulkRoomDeps): Bulk {
  const { clock, audit } = room;
  const jobs = createAwardJobStore(room.connection);
  const rows = createJobRowsStore(room.connection);
  const queue: BulkDeps['queue'] = ({ id, platformId }) =>
    room.work.soon(TASK, { id, platformId }, { key: id });
  const invitations = createInvitationStore(room.connection);
  const deps: BulkDeps = { ...room, jobs, rows, invitations, queue };

  async function admit({ platformId }: Pick<AwardJob, 'platformId'>): Promise<void> {
    const { left, resetSeconds } = await room.limits.count('bulk', platformId ?? '', A_DAY);
    const isBusy = (await jobs.countBusy({ platformId })) >= MOST_BUSY;
    if (left >= 0 && !isBusy) return;
    throw new TooManyRequests('bulk_busy', 'Too many jobs of this platform are under way.', {
      action: 'Send it again when one of them is over.',
      retryAfterSeconds: isBusy ? 60 : resetSeconds,
    });
  }

  async function known(id: string): Promise<AwardJob> {
    const job = await jobs.find(id);
    if (job === null) throw gone();
    return job;
  }

  return {
    async receive(order, source) {
      await admit(order);
      const createdAt = clock.now();
      const id = randomId();
      const none = { rows: 0, next: 0, counts: {} };
      await jobs.insert({ id, ...order, state: 'receiving', createdAt, ...none });
      const expiresAt = new Date(createdAt.getTime() + KEPT_MS);
      try {
        const taken = await takeRows(source, (index, batch) =>
          rows.insert(id, index, batch, expiresAt),
        );
        await jobs.change(id, ['receiving'], taken);
        return await known(id);
      } catch (error) {
        await rows.remove(id);
        await jobs.remove(id);
        throw error;
      }
    },
    async begin(id, { isNow = false } = {}) {
      const job =
        (await jobs.change(id, ['receiving'], { state: 'checking' })) ?? (await known(id));
      if (!job.isPreview)
        await audit.record({ ...entryOf(job, job.actor.id), action: 'award.bulk_started' });
      const isChecked =
        isNow &&
        job.rows <= FEW_ROWS &&
        (await runJob(deps, id).then(
          (hasMore) => !hasMore,
          () => false,
        ));
      if (!isChecked) await queue(job);
      return job;
    },
    async discard(id) {
      await rows.remove(id);
      await jobs.remove(id);
    },
    find: (id) => jobs.find(id),
    async latestUndoable(ruleId) {
      const job = await jobs.latestUndoable(ruleId, clock.now());
      const isThere =
        job?.state === 'done' || job?.state === 'running' || job?.state === 'cancelled';
      return isThere ? job : null;
    },
    page: (id, from) => pageRows(rows, id, from),
    batch: async (id, index) => (await rows.find(id, index))?.rows ?? null,
    async start(id, { actor, reason, skipsProblems, isUndoable }) {
      const job = await known(id);
      const skips = skipsProblems ?? job.skipsProblems;
      const isBad = job.problem !== undefined || ((job.counts.problem ?? 0) > 0 && !skips);
      if (job.state === 'ready' && isBad)
        throw new Conflict('bulk_has_problems', 'Something is wrong with rows of this job.', {
          action: 'Mend the rows and send all of them again.',
        });
      const startedAt = clock.now();
      const set = {
        state: 'running' as const,
        startedAt,
        skipsProblems: skips,
        reason,
        undoUntil: isUndoable ? new Date(startedAt.getTime() + UNDO_MS) : undefined,
      };
      const started = await jobs.change(id, ['ready'], omitUndefined(set));
      if (started === null && job.startedAt === undefined)
        throw new Conflict('bulk_not_ready', 'This job is not ready to be started.', {
          action: 'Look at its state: it may still be checked, or be cancelled.',
        });
      if (started !== null)
        await audit.record({ ...entryOf(job, actor), action: 'award.bulk_started' });
      await queue(job);
      return started ?? job;
    },
    async cancel(id, actor) {
      const from = ['checking', 'ready', 'running'] as const;
      const set = { state: 'cancelled' as const, endedAt: clock.now() };
      const job = await jobs.change(id, from, set);
      if (job === null) {
        const now = await known(id);
        // Repeating it changes nothing.
        if (now.state === 'cancelled') return now;
        throw new Conflict('bulk_over', 'This job is over already.', {
          action: 'Look at its rows for what it has done.',
        });
      }
      await audit.record({ ...entryOf(job, actor), action: 'award.bulk_cancelled' });
      await queue(job);
      return job;
    },
    async undo(id, actor) {
      const job = await jobs.undo(id, clock.now());
      if (job === null) {
        const now = await known(id);
        if (now.state === 'undoing' || now.state === 'undone') return now;
        throw new Conflict('undo_over', 'The time to undo is over.', {
          wording: 'bulk',
          action: 'You can decide about each learner on the page of the badge.',
        });
      }
      await audit.record({ ...entryOf(job, actor), action: 'award.bulk_undo' });
      await queue(job);
      return job;
    },
    invitations: createInvitations(deps),
    async run(id) {
      while (await runJob(deps, id));
    },
    listJobs(work) {
      work.task<{ readonly id: string; readonly platformId: string | null }>(
        TASK,
        async ({ id, platformId }) => {
          if (await runJob(deps, id)) await queue({ id, platformId });
        },
        // Nobody's jobs take every place.
        ({ platformId }) => platformId ?? '',
      );
    },
  };
}
