import { omitUndefined } from '../base/index.js';
import type { Rule } from '../rules/index.js';
import { latestOf, personKey, type Award } from './award.js';
import type { Validity } from './validity.js';
import type { Judged } from './judge.js';
import type { BatchDeps } from './batch-deps.js';
import { newAward } from './new-award.js';
import { comesBack, type Holdings } from './holdings.js';

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
    return omitUndefined({ next: newAward(rule, judged, validity), back });
  }
  const { base, record } = judged;
  if (!base || record.decision.renewal?.state !== 'again') return null;
  const taken = theirs.find((award) => award.renews === base.id);
  if (taken && !comesBack(taken)) return null;
  return omitUndefined({ next: newAward(rule, judged, validity, base), back: taken });
}

export async function grant(
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
