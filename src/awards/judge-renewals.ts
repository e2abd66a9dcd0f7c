import type { Rule } from '../rules/index.js';
import type { AwardStore } from './award-store.js';
import { personKey, type Award } from './award.js';
import { decideRenewal, renewableOf } from './renewal.js';
import { periodOf, validUntilOf, type Validity } from './validity.js';
import type { Facts } from './decision.js';
import type { Judged } from './judge.js';
import type { BatchDeps } from './batch-deps.js';
import { comesBack, type Holdings } from './holdings.js';

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
export async function judgeRenewals(
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
