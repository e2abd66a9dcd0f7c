import { compareDecimals, parseDecimal } from '../grades/index.js';
import type { Rule } from '../rules/index.js';
import { latestOf, type Award } from './award.js';
import type { Judged } from './judge.js';
import type { BatchDeps } from './batch-deps.js';
import type { Decision, InputTrace } from './decision.js';
import { holdingsOf } from './holdings.js';

/**
 * A grade, or a badge that is no longer held, that does not reach its mark. An emptied, pending, excused or withheld
 * grade, one that nobody could compare, and a completion that is not told any more are none: nobody judged there.
 */
const isJudgedBelow = (trace: InputTrace): boolean =>
  trace.outcome === 'not-met' &&
  trace.why === undefined &&
  (trace.score !== undefined || trace.letter !== undefined || trace.readAt === undefined);

/** Whether grades that were given rule the badge out, whatever those turn out to be that are missing. */
export const isRuledOut = ({ inputs, needed }: Decision): boolean =>
  inputs.filter((trace) => !isJudgedBelow(trace)).length < needed;

/** A grade that cannot be read is read again first, even where the rule grants no grace. */
const LEAST_WAIT_MS = 3_600_000;

const activeOf = (rule: Rule, theirs: readonly Award[], at: Date): Award | undefined => {
  const award = latestOf(theirs);
  const isOver = award?.validUntil !== undefined && award.validUntil <= at;
  const isOwn = award?.ruleId === rule.id && award.by === 'rule' && award.state === 'active';
  return isOwn && !isOver ? award : undefined;
};

const isLess = (a: string | undefined, b: string | undefined): boolean => {
  const [left, right] = [parseDecimal(a ?? ''), parseDecimal(b ?? '')];
  return left !== null && right !== null && compareDecimals(left, right) < 0;
};

/**
 * Whether a total counts less than it did: its maximum is the sum of what a learner was graded in (Moodle), so that something
 * in it was emptied or excluded, as a course reset does, and nobody judged that.
 */
async function countsLess(
  deps: Pick<BatchDeps, 'decisions'>,
  rule: Rule,
  userId: string,
  { inputs }: Decision,
): Promise<boolean> {
  const totals = rule.inputs.filter((one) => one.kind === 'assessment' && one.maximum === null);
  const ids = new Set(totals.map(({ id }) => id));
  const scored = inputs.filter(({ inputId, maximum }) => ids.has(inputId) && maximum !== undefined);
  if (scored.length === 0) return false;
  const before = await deps.decisions.get(rule.id, userId);
  return scored.some(({ inputId, maximum }) =>
    isLess(maximum, before?.decision.inputs.find((one) => one.inputId === inputId)?.maximum),
  );
}

/**
 * What happens to awards whose grades are no longer enough. A graded score below the mark: nothing, a question to the
 * instructor, or a revocation after the grace, as the rule says. A grade that is merely missing takes nothing away, and ends
 * what an earlier one had begun; a total that counts less than before is a question whatever the rule says.
 * @param notYet the learners whose decision is new
 * @returns how many grades fell
 */
export async function noteFalls(
  deps: BatchDeps,
  rule: Rule,
  notYet: readonly Judged[],
): Promise<number> {
  const at = notYet[0]?.record.at;
  if (rule.afterFall.policy === 'keep' || !at) return 0;
  // A learner who tried to renew and did not pass keeps the badge until its end.
  const looked = notYet.filter((each) => each.record.decision.renewal?.state !== 'failed');
  const holdings = await holdingsOf(
    deps,
    rule,
    looked.map((each) => each.userId),
  );
  const byUser = new Map(looked.map((each) => [each.userId, each.record.decision]));
  let fallen = 0;
  for (const theirs of holdings.values()) {
    const award = activeOf(rule, theirs, at);
    const decision = award && byUser.get(award.userId);
    if (!decision) continue;
    if (!isRuledOut(decision)) {
      if (award.fall && !award.fall.kept && award.fall.why === undefined)
        await deps.awards.setFall(award, null);
      continue;
    }
    if (award.fall) continue;
    const dueAt = new Date(at.getTime() + rule.afterFall.graceMs);
    const isDue =
      rule.afterFall.policy === 'revoke' && !(await countsLess(deps, rule, award.userId, decision));
    const due = isDue ? { dueAt } : {};
    if (await deps.awards.setFall(award, { since: at, ...due })) fallen += 1;
  }
  return fallen;
}

/** While a grade cannot be read nobody knows whether it is still too low: what was due waits for its grace anew. */
export async function postponeFalls(
  deps: BatchDeps,
  rule: Rule,
  unknown: readonly Judged[],
): Promise<void> {
  const at = unknown[0]?.record.at;
  if (rule.afterFall.policy !== 'revoke' || !at) return;
  const users = unknown.map((each) => each.userId);
  for (const theirs of (await holdingsOf(deps, rule, users)).values()) {
    const award = activeOf(rule, theirs, at);
    if (!award?.fall?.dueAt) continue;
    const dueAt = new Date(at.getTime() + Math.max(rule.afterFall.graceMs, LEAST_WAIT_MS));
    await deps.awards.setFall(award, { ...award.fall, dueAt });
  }
}
