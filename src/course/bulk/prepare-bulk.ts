import type { Clock } from '../../base/index.js';
import { randomId } from '../../base/index.js';
import type { Rule } from '../../rules/index.js';
import type { RosterEntry } from '../entries/roster-entry.js';
import { isHolding } from '../entries/learner-status.js';
import type { BulkAction, BulkJob, BulkPerson } from './bulk-job.js';
import type { BulkJobStore } from './bulk-job-store.js';

/** Why nothing is done about a learner who was chosen. */
export type LeftOutWhy = 'has' | 'hasNot' | 'denied' | 'self' | 'unknown';

/** @returns why an action cannot be done about a learner of this status; null where it can */
export function obstacleTo(
  action: BulkAction,
  entry: Pick<RosterEntry, 'standing' | 'userId'> | undefined,
  selfId: string,
): LeftOutWhy | null {
  if (!entry) return 'unknown';
  if (entry.userId === selfId) return 'self';
  if (action === 'message') return null;
  const holds = isHolding(entry.standing);
  if (action === 'revoke' || action === 'reissue') return holds ? null : 'hasNot';
  if (holds) return 'has';
  return action === 'deny' && entry.standing === 'denied' ? 'denied' : null;
}

/** What {@link prepareBulk} works with. */
export interface PrepareDeps {
  readonly clock: Clock;
  readonly jobs: Pick<BulkJobStore, 'insert'>;
}

/** Saves a job in preview, with what it would do. Used by pages and by programs alike. */
export async function prepareBulk(
  deps: PrepareDeps,
  rule: Rule,
  order: {
    readonly action: BulkAction;
    readonly reason: string;
    readonly people: readonly BulkPerson[];
    readonly leftOut: number;
    readonly actor: BulkJob['actor'];
  },
): Promise<BulkJob> {
  const job: BulkJob = {
    id: randomId(),
    tenant: rule.tenant,
    ruleId: rule.id,
    ...order,
    state: 'preview',
    createdAt: deps.clock.now(),
    seen: 0,
    changed: 0,
  };
  await deps.jobs.insert(job);
  return job;
}
