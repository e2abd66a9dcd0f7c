import { omitUndefined, type Clock } from '../base/index.js';
import type { CourseKey } from '../grades/index.js';
import type { Lti } from '../lti/index.js';
import type { AwardStore } from '../awards/index.js';
import type { CheckStore } from './check-store.js';

/** A course whose last reads failed. */
export interface FailingCourse {
  readonly tenant: CourseKey;
  readonly course: string;
  /** Failures in a row. */
  readonly failures: number;
  readonly at?: Date;
  /** Why they failed, for people. */
  readonly message: string;
}

/** How reading grades and giving badges go. */
export interface AwardsHealth {
  /** Courses with an active badge. */
  readonly watched: number;
  readonly checkedAt?: Date;
  /** Courses whose time to be read has come. */
  readonly due: number;
  /** Awards that are still to be issued, told or taken back. */
  readonly unfinished: number;
  readonly failing: number;
  /** The courses that failed most often. */
  readonly worst: readonly FailingCourse[];
}

interface Deps {
  readonly clock: Clock;
  readonly checks: Pick<CheckStore, 'sum'>;
  readonly awards: Pick<AwardStore, 'countUnfinished'>;
  readonly lti: { readonly contexts: Pick<Lti['contexts'], 'find'> };
}

const WORST = 10;

/** @param within a platform or one of its deployments; null: all platforms */
export async function sumHealth(
  deps: Deps,
  within: { readonly platformId: string; readonly deploymentId?: string } | null,
): Promise<AwardsHealth> {
  const [sum, unfinished] = await Promise.all([
    deps.checks.sum(within, deps.clock.now(), WORST),
    deps.awards.countUnfinished(within),
  ]);
  const worst = sum.worst.map(async ({ tenant, failures, failure }): Promise<FailingCourse> => {
    const course = (await deps.lti.contexts.find(tenant))?.title ?? tenant.contextId;
    const told = omitUndefined({
      message: failure?.message ?? '',
      at: failure ? failure.at : undefined,
    });
    return { tenant, course, failures, ...told };
  });
  const { watched, due, failing, checkedAt } = sum;
  const read = checkedAt ? { checkedAt } : {};
  return { watched, due, failing, unfinished, ...read, worst: await Promise.all(worst) };
}
