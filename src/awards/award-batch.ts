import { createHash } from 'node:crypto';
import { orderedId } from '../store/index.js';
import type { AwardStore } from './award-store.js';
import { latestOf, personKey, type Award, type AwardedResult } from './award.js';
import { decide, type Decision, type Facts } from './decide.js';
import type { DecisionRecord, DecisionStore, KnownDecision } from './decision-store.js';
import { decideRenewal, periodOf, renewableOf, validUntilOf, type Validity } from './renewal.js';
import type { Mark, MarkAsked, Rule } from './rule.js';

/** How many learners are decided at a time: one read and one write for each, whatever their number. */
export const BATCH = 500;

export interface BatchDeps {
  readonly awards: AwardStore;
  readonly decisions: DecisionStore;
  /** How long the badges of an achievement's version are valid; null: for ever. */
  validity(version: Pick<Award, 'achievementId' | 'achievementVersion'>): Promise<Validity | null>;
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
  /** The award that the learner's grades might renew. */
  readonly base?: Award;
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

/** @param renewed the award of the period before */
function newAward(
  rule: Rule,
  { userId, record }: Judged,
  validity: Validity | null,
  renewed?: Award,
): Award {
  const held = rule.undoUntil && record.at < rule.undoUntil;
  return {
    id: orderedId(),
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
    ...periodOf(validity, record.at, renewed),
    ...(renewed ? { renews: renewed.id, period: (renewed.period ?? 1) + 1 } : {}),
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

/** Who holds what: every award of the achievement, by person. */
type Holdings = ReadonlyMap<string, readonly Award[]>;

async function holdingsOf(
  deps: Pick<BatchDeps, 'awards'>,
  rule: Rule,
  userIds: readonly string[],
): Promise<Holdings> {
  const keys = userIds.map((userId) => personKey(rule.tenant.platformId, userId));
  return groupBy(await deps.awards.findFor(rule.achievementId, keys), (award) => award.personKey);
}

/** What an earned badge leads to for one learner: an award to insert, or one to give again; null: they have theirs. */
function due(
  rule: Rule,
  judged: Judged,
  theirs: readonly Award[],
  validity: Validity | null,
): { readonly next: Award; readonly back?: Award } | null {
  const solid = theirs.filter((award) => !comesBack(award));
  if (solid.length === 0) {
    const back = latestOf(theirs);
    return { next: newAward(rule, judged, validity), ...(back ? { back } : {}) };
  }
  const { base, record } = judged;
  if (!base || record.decision.renewal?.state !== 'again') return null;
  const taken = theirs.find((award) => award.renews === base.id);
  if (taken && !comesBack(taken)) return null;
  return { next: newAward(rule, judged, validity, base), ...(taken ? { back: taken } : {}) };
}

async function grant(
  deps: BatchDeps,
  rule: Rule,
  earned: readonly Judged[],
  validity: Validity | null,
  holdings: Holdings,
): Promise<Award[]> {
  const fresh: Award[] = [];
  const again: Award[] = [];
  for (const each of earned) {
    const theirs = holdings.get(personKey(rule.tenant.platformId, each.userId)) ?? [];
    const fallen = theirs.find(
      (award) => award.ruleId === rule.id && award.fall && award.state === 'active',
    );
    if (fallen) await deps.awards.setFall(fallen, null);
    const { next, back } = due(rule, each, theirs, validity) ?? {};
    if (next && !back) fresh.push(next);
    else if (next && back && (await deps.awards.giveAgain(back, next))) {
      again.push({ ...next, id: back.id, cycle: back.cycle + 1 });
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
  // Whoever tried to renew and did not pass keeps the badge until its end.
  const fell = notYet.filter((each) => each.record.decision.renewal?.state !== 'failed');
  const holdings = await holdingsOf(
    deps,
    rule,
    fell.map((each) => each.userId),
  );
  for (const theirs of holdings.values()) {
    const award = latestOf(theirs);
    if (award?.ruleId !== rule.id || award.by !== 'rule' || award.state !== 'active') continue;
    if (award.fall || (award.validUntil && award.validUntil <= at)) continue;
    const dueAt = new Date(at.getTime() + rule.afterFall.graceMs);
    const due = rule.afterFall.policy === 'revoke' ? { dueAt } : {};
    await deps.awards.setFall(award, { since: at, ...due });
  }
}

/** Keeps the ends of badges that were given before ends were kept. @returns the award with its end */
async function withEnds(deps: BatchDeps, bases: readonly Award[]): Promise<Map<string, Award>> {
  const known = new Map<string, Award>();
  const ends: Parameters<AwardStore['noteEnds']>[0][number][] = [];
  for (const base of bases) {
    const own = base.validUntil ? null : await deps.validity(base);
    const end = own && {
      ...periodOf(own, base.awardedAt),
      validUntil: validUntilOf(own, base.awardedAt),
    };
    if (end) ends.push({ id: base.id, ...end });
    known.set(base.personKey, end ? { ...base, ...end } : base);
  }
  await deps.awards.noteEnds(ends);
  return known;
}

/** Adds what the same grades say of renewing the badge that each learner holds. */
async function judgeRenewals(
  deps: BatchDeps,
  rule: Rule,
  judged: readonly Judged[],
  validity: Validity,
  facts: ReadonlyMap<string, Facts>,
  holdings: Holdings,
): Promise<Judged[]> {
  const solid = [...holdings.values()].map((theirs) => theirs.filter((each) => !comesBack(each)));
  const bases = await withEnds(
    deps,
    solid.flatMap((theirs) => renewableOf(theirs) ?? []),
  );
  return judged.map((each) => {
    const base = bases.get(personKey(rule.tenant.platformId, each.userId));
    const fact = facts.get(each.userId);
    if (!base || !fact) return each;
    const { decision, at, digest } = each.record;
    const renewal = decideRenewal(rule, { facts: fact, decision, base }, validity, at);
    if (!renewal) return each;
    const marked = `${digest}.${base.id}.${base.cycle}.${renewal.state}`;
    const record = { ...each.record, digest: marked, decision: { ...decision, renewal } };
    return { ...each, base, record };
  });
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
  for (const judged of everybody) {
    const same = known.get(judged.userId)?.digest === judged.record.digest;
    // Something could not be read: only what does not depend on it is decided, the rest stays as it was.
    const unreadable = judged.record.decision.inputs.some((each) => each.outcome === 'unreadable');
    if (!same && !(unreadable && judged.record.decision.verdict !== 'earned')) changed.push(judged);
  }
  if (changed.length === 0) return { changed: 0, granted: [] };
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
  await noteFalls(deps, rule, notYet);
  await deps.decisions.put(
    changed.map((each) => each.record),
    known,
  );
  return { changed: changed.length, granted };
}
