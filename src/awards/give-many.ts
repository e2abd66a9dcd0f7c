import type { Audit } from '../audit/index.js';
import type { Rule } from '../rules/index.js';
import type { ByHandDeps } from './award-by-hand.js';
import { givingKey, latestOf, personKey, type Award } from './award.js';
import { handAward } from './hand-award.js';
import { holdingsOf } from './holdings.js';
import { periodFrom } from './validity.js';

/** What {@link giveMany} works with. */
export interface GiveManyDeps extends Omit<ByHandDeps, 'audit'> {
  readonly audit: Pick<Audit, 'recordAll'>;
}

/** A learner to whom a badge is given by hand, and why. */
export interface GiveTo extends Pick<Award, 'origin' | 'validUntil'> {
  readonly userId: string;
  readonly reason: string;
}

/** Who gives to many, and under which job. */
export interface GiveOrder extends Pick<Award, 'notifyAfter'> {
  readonly actor: string;
  readonly batch: string;
}

/** What became of one learner: given by this job, or they have the badge otherwise. */
export interface Given {
  readonly outcome: 'given' | 'has';
  readonly awardId: string;
}

/**
 * Gives a badge by hand to many learners with one read and one write for all, whatever the grades say. Unique indexes decide: a
 * repetition under the same job gives nothing twice, and finishes what a crash left between awarding and issuing.
 * @param people at most `BATCH`, each once
 * @returns what became of each, by user id
 */
export async function giveMany(
  deps: GiveManyDeps,
  rule: Rule,
  people: readonly GiveTo[],
  order: GiveOrder,
): Promise<ReadonlyMap<string, Given>> {
  const now = deps.clock.now();
  const holdings = await holdingsOf(
    deps,
    rule,
    people.map(({ userId }) => userId),
  );
  const validity = await deps.validity(rule);
  const results = new Map<string, Given>();
  const fresh: Award[] = [];
  const ours: Award[] = [];
  const made: Award[] = [];
  for (const { userId, reason, origin, validUntil } of people) {
    const key = personKey(rule.tenant.platformId, userId);
    const theirs = holdings.get(key) ?? [];
    const active = theirs.find(({ state }) => state === 'active');
    if (active !== undefined) {
      const isOurs = active.batch === order.batch;
      results.set(userId, { outcome: isOurs ? 'given' : 'has', awardId: active.id });
      if (isOurs) ours.push(active);
      continue;
    }
    const { actor, batch, notifyAfter } = order;
    const whose = { userId, actor, reason, awardedAt: now };
    const decided = handAward(rule, { ...whose, batch, notifyAfter, origin });
    const end = periodFrom(validity, origin?.awardedAt ?? now, validUntil);
    const award: Award = { ...decided, todo: 'give', ...end };
    const same = theirs.filter((each) => each.achievementVersion === rule.achievementVersion);
    const earlier = latestOf(same);
    if (earlier === undefined) {
      fresh.push(award);
      continue;
    }
    // The badge of an earlier giving that could still come back is revoked for good: there is one at a time.
    if (earlier.retraction) await deps.fulfil([{ ...earlier, todo: 'take' }]);
    if (await deps.awards.giveAgain(earlier, award))
      made.push({ ...award, id: earlier.id, cycle: earlier.cycle + 1 });
    else results.set(userId, { outcome: 'has', awardId: earlier.id });
  }
  const inserted = await deps.awards.insertNew(fresh);
  for (const { userId, id } of [...made, ...inserted])
    results.set(userId, { outcome: 'given', awardId: id });
  await findOthers(deps, rule, fresh, results);
  const given = [...made, ...inserted];
  // Before they are fulfilled, and for those of a run that a crash ended, too: each is written down once.
  await deps.audit.recordAll(
    [...ours, ...given].map((award) => ({
      key: `award.award ${givingKey(award)}`,
      actor: order.actor,
      action: 'award.award',
      subject: `rule:${rule.id}`,
      ...rule.tenant,
      details: { personKey: award.personKey },
    })),
  );
  await deps.fulfil([...ours.filter(({ todo }) => todo !== undefined), ...given]);
  return results;
}

/** Another worker gave theirs at the same moment: the award that stands is told. */
async function findOthers(
  deps: GiveManyDeps,
  rule: Rule,
  fresh: readonly Award[],
  results: Map<string, Given>,
): Promise<void> {
  const lost = fresh.filter(({ userId }) => !results.has(userId));
  if (lost.length === 0) return;
  const keys = lost.map((award) => award.personKey);
  for (const { userId, id } of await deps.awards.findFor(rule.achievementId, keys))
    results.set(userId, { outcome: 'has', awardId: id });
}
