import { createHash } from 'node:crypto';
import { randomId } from '../base/index.js';
import type { AwardStore } from './award-store.js';
import { personKey, type Award, type AwardedResult } from './award.js';
import { decide, type Decision, type Facts } from './decide.js';
import type { DecisionRecord, DecisionStore, KnownDecision } from './decision-store.js';
import type { Mark, MarkAsked, Rule } from './rule.js';

/** How many learners are decided at a time: one read and one write for each, whatever their number. */
export const BATCH = 500;

export interface BatchDeps {
  readonly awards: AwardStore;
  readonly decisions: DecisionStore;
}

export interface BatchOutcome {
  /** Decisions that differ from what was known. */
  readonly changed: number;
  /** Awards this batch made (others may have been made by another worker at the same time). */
  readonly granted: readonly Award[];
}

interface Judged {
  readonly userId: string;
  readonly record: DecisionRecord;
}

/** A short text that is equal for equal facts; times of reading do not count. */
function digestFacts(decision: Decision): string {
  const text = decision.inputs.map(({ readAt: _readAt, gradedAt: _gradedAt, ...rest }) => rest);
  return createHash('sha256').update(JSON.stringify(text)).digest('base64url').slice(0, 22);
}

function judge(rule: Rule, userId: string, facts: Facts, now: Date): Judged {
  const decision = decide(rule, facts, now);
  const factsDigest = digestFacts(decision);
  const gates = decision.gates.map((gate) => gate.kind).join('+');
  const digest = `${rule.revision}.${decision.verdict}.${gates}.${factsDigest}`;
  const { platformId, deploymentId, contextId } = rule.tenant;
  return {
    userId,
    record: {
      ...{ platformId, deploymentId, contextId },
      ...{ ruleId: rule.id, userId, at: now, digest, factsDigest, decision },
    },
  };
}

const askedOf = (mark: Mark): MarkAsked =>
  mark.kind === 'letter' ? { kind: 'letter', letter: mark.letter } : mark;

/** The results that go into the badge: the inputs that were met. */
function resultsOf(rule: Rule, decision: Decision): AwardedResult[] {
  return rule.inputs.flatMap((input, index) => {
    const trace = decision.inputs[index];
    if (trace?.outcome !== 'met') return [];
    return {
      title: input.kind === 'badge' ? input.name : input.title,
      mark: input.kind === 'badge' ? 'badge' : askedOf(input.mark),
      ...(trace.score === undefined ? {} : { score: trace.score }),
      ...(trace.maximum === undefined ? {} : { maximum: trace.maximum }),
      ...(trace.letter === undefined ? {} : { letter: trace.letter }),
    };
  });
}

function newAward(rule: Rule, { userId, record }: Judged): Award {
  const held = rule.undoUntil && record.at < rule.undoUntil;
  return {
    id: randomId(),
    tenant: rule.tenant,
    ruleId: rule.id,
    achievementId: rule.achievementId,
    achievementVersion: rule.achievementVersion,
    personKey: personKey(rule.tenant.platformId, userId),
    userId,
    cycle: 1,
    state: 'active',
    todo: 'give',
    by: 'rule',
    awardedAt: record.at,
    ...(held && rule.undoUntil ? { notifyAfter: rule.undoUntil } : {}),
    results: resultsOf(rule, record.decision),
  };
}

/** An award that was undone, or lost to a fallen grade, comes back; one that somebody took or refused by hand does not. */
const comesBack = (award: Award): boolean =>
  award.state === 'undone' || (award.state === 'revoked' && award.revokedFor === 'fall');

/** Marks what was met before a rule without backfill became active: it earns nothing until the facts change. */
function markBefore(rule: Rule, judged: Judged, known: KnownDecision | undefined): Judged {
  if (rule.backfill || judged.record.decision.verdict !== 'earned') return judged;
  const unchanged = known?.before === true && known.factsDigest === judged.record.factsDigest;
  const atBaseline =
    rule.baselineAt === undefined && (known === undefined || known.verdict === 'earned');
  if (!unchanged && !atBaseline) return judged;
  return { ...judged, record: { ...judged.record, before: true } };
}

async function grant(
  deps: BatchDeps,
  rule: Rule,
  earned: readonly Judged[],
  mine: (award: Award) => boolean,
): Promise<Award[]> {
  const keyOf = (userId: string) => personKey(rule.tenant.platformId, userId);
  const existing = await deps.awards.findFor(
    rule.achievementId,
    earned.map((each) => keyOf(each.userId)),
  );
  const byPerson = groupBy(existing, (award) => award.personKey);
  const fresh: Award[] = [];
  const again: Award[] = [];
  for (const each of earned) {
    const theirs = byPerson.get(keyOf(each.userId)) ?? [];
    const back = theirs.find(comesBack);
    if (theirs.length === 0) fresh.push(newAward(rule, each));
    else if (back && theirs.every(comesBack)) {
      const next = newAward(rule, each);
      if (await deps.awards.giveAgain(back, next)) {
        again.push({ ...next, id: back.id, cycle: back.cycle + 1 });
      }
    } else {
      const recovered = theirs.find(
        (award) => mine(award) && award.fall && award.state === 'active',
      );
      if (recovered) await deps.awards.setFall(recovered, null);
    }
  }
  return [...(await deps.awards.insertNew(fresh)), ...again];
}

function groupBy<T>(list: readonly T[], key: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of list) {
    const group = groups.get(key(each));
    if (group) group.push(each);
    else groups.set(key(each), [each]);
  }
  return groups;
}

/** What happens to an award whose grade fell: nothing, a question to the instructor, or a revocation after the grace. */
async function noteFalls(deps: BatchDeps, rule: Rule, notYet: readonly Judged[]): Promise<void> {
  const at = notYet[0]?.record.at;
  if (rule.afterFall.policy === 'keep' || !at) return;
  const keys = notYet.map((each) => personKey(rule.tenant.platformId, each.userId));
  const awards = await deps.awards.findFor(rule.achievementId, keys);
  for (const award of awards) {
    if (award.ruleId !== rule.id || award.by !== 'rule' || award.state !== 'active') continue;
    if (award.fall) continue;
    const dueAt = new Date(at.getTime() + rule.afterFall.graceMs);
    const due = rule.afterFall.policy === 'revoke' ? { dueAt } : {};
    await deps.awards.setFall(award, { since: at, ...due });
  }
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
  const known = await deps.decisions.known(rule.id, [...facts.keys()]);
  const changed: Judged[] = [];
  for (const [userId, fact] of facts) {
    const judged = markBefore(rule, judge(rule, userId, fact, now), known.get(userId));
    const same = known.get(userId)?.digest === judged.record.digest;
    // Something could not be read: only what does not depend on it is decided, the rest stays as it was.
    const unreadable = judged.record.decision.inputs.some((each) => each.outcome === 'unreadable');
    if (!same && !(unreadable && judged.record.decision.verdict !== 'earned')) changed.push(judged);
  }
  if (changed.length === 0) return { changed: 0, granted: [] };
  const earned = changed.filter(
    ({ record }) => record.decision.verdict === 'earned' && record.before !== true,
  );
  const granted =
    earned.length > 0 ? await grant(deps, rule, earned, (award) => award.ruleId === rule.id) : [];
  const notYet = changed.filter(({ record }) => record.decision.verdict === 'not-yet');
  await noteFalls(deps, rule, notYet);
  await deps.decisions.put(
    changed.map((each) => each.record),
    known,
  );
  return { changed: changed.length, granted };
}
