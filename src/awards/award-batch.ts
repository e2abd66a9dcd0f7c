import type { Rule } from '../rules/index.js';
import { type Award } from './award.js';
import type { Facts } from './decision.js';
import { type Judged, judge, markBefore } from './judge.js';
import type { BatchDeps } from './batch-deps.js';
import type { Validity } from './validity.js';
import { holdingsOf, type Holdings } from './holdings.js';
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
  /** Learners for whom something new is earned, and who wait (`holdBack`): nothing of theirs is kept yet. */
  readonly heldBack: readonly string[];
  /** Whether every decision was kept as it was made; another worker's may stand in the place of some. */
  readonly areKept: boolean;
}

const isEarned = ({ record: { decision } }: Judged): boolean => decision.verdict === 'earned';

/**
 * Decides a batch of learners and makes what follows durable, in an order in which a crash between any two steps loses
 * nothing: awards first (a unique index is the lock), decisions last; a decision that is kept has had its effect.
 * @param facts the batch, at most `BATCH` learners
 * @param options.holdBack falls are noted, and nothing is awarded: whoever has earned something is left for a second call
 */
export async function awardBatch(
  deps: BatchDeps,
  rule: Rule,
  facts: ReadonlyMap<string, Facts>,
  now: Date,
  { holdBack = false }: { readonly holdBack?: boolean } = {},
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
  const heldBack = holdBack ? changed.filter(isEarned).map((each) => each.userId) : [];
  const decided = holdBack ? changed.filter((each) => !isEarned(each)) : changed;
  const { granted, fallen } = await follow(deps, rule, decided, validity, all);
  const areKept = await deps.decisions.put(
    decided.map((each) => each.record),
    known,
  );
  return { changed: decided.length, granted, fallen, heldBack, areKept };
}

/** What new decisions lead to: awards, and falls. */
async function follow(
  deps: BatchDeps,
  rule: Rule,
  changed: readonly Judged[],
  validity: Validity | null,
  all: Holdings | undefined,
): Promise<Pick<BatchOutcome, 'granted' | 'fallen'>> {
  // What was there before the activation earns nothing by itself; a pass within the window is newer than the badge it renews.
  const earned = changed.filter(
    (each) =>
      isEarned(each) &&
      (each.record.before !== true || each.record.decision.renewal?.state === 'again'),
  );
  const winners = earned.map((each) => each.userId);
  const granted =
    earned.length > 0
      ? await grant(deps, rule, earned, validity, all ?? (await holdingsOf(deps, rule, winners)))
      : [];
  const notYet = changed.filter(({ record }) => record.decision.verdict === 'not-yet');
  return { granted, fallen: await noteFalls(deps, rule, notYet) };
}
