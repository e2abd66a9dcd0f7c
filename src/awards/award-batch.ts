import type { Rule } from '../rules/index.js';
import { type Award } from './award.js';
import type { Facts } from './decision.js';
import { type Judged, judge, markBefore } from './judge.js';
import type { BatchDeps } from './batch-deps.js';
import { holdingsOf } from './holdings.js';
import { grant } from './grant.js';
import { noteFalls, postponeFalls } from './note-falls.js';
import { judgeRenewals } from './judge-renewals.js';

/** How many learners are decided at a time: one read and one write for each, whatever their number. */
export const BATCH = 500;

export interface BatchOutcome {
  /** Decisions that differ from what was known. */
  readonly changed: number;
  /** Awards this batch made (others may have been made by another worker at the same time). */
  readonly granted: readonly Award[];
  /** Grades that fell below the mark after their badge was earned. */
  readonly fallen: number;
}

/**
 * Decides a batch of learners and makes what follows durable, in an order in which a crash between any two steps loses
 * nothing: awards first (a unique index is the lock), decisions last; a decision that is kept has had its effect.
 * @param facts the batch, at most `BATCH` learners
 */
export async function awardBatch(
  deps: BatchDeps,
  rule: Rule,
  facts: ReadonlyMap<string, Facts>,
  now: Date,
): Promise<BatchOutcome> {
  const userIds = [...facts.keys()];
  const known = await deps.decisions.known(rule.id, userIds);
  const validity = await deps.validity(rule);
  const renews = validity?.isRenewedByPassingAgain === true;
  const all = renews ? await holdingsOf(deps, rule, userIds) : undefined;
  const plain = [...facts].map(([userId, fact]) =>
    markBefore(rule, judge(rule, userId, fact, now), known.get(userId)),
  );
  const everybody =
    renews && all ? await judgeRenewals(deps, rule, plain, validity, facts, all) : plain;
  const changed: Judged[] = [];
  const unknown: Judged[] = [];
  for (const judged of everybody) {
    const same = known.get(judged.userId)?.digest === judged.record.digest;
    // Something could not be read: only what does not depend on it is decided, the rest stays as it was.
    const unreadable = judged.record.decision.inputs.some((each) => each.outcome === 'unreadable');
    const isUnknown = unreadable && judged.record.decision.verdict !== 'earned';
    if (isUnknown) unknown.push(judged);
    else if (!same) changed.push(judged);
  }
  await postponeFalls(deps, rule, unknown);
  if (changed.length === 0) return { changed: 0, granted: [], fallen: 0 };
  // What was there before the activation earns nothing by itself; a pass within the window is newer than the badge it renews.
  const earned = changed.filter(
    ({ record: { decision, before } }) =>
      decision.verdict === 'earned' && (before !== true || decision.renewal?.state === 'again'),
  );
  const winners = earned.map((each) => each.userId);
  const granted =
    earned.length > 0
      ? await grant(deps, rule, earned, validity, all ?? (await holdingsOf(deps, rule, winners)))
      : [];
  const notYet = changed.filter(({ record }) => record.decision.verdict === 'not-yet');
  const fallen = await noteFalls(deps, rule, notYet);
  await deps.decisions.put(
    changed.map((each) => each.record),
    known,
  );
  return { changed: changed.length, granted, fallen };
}
