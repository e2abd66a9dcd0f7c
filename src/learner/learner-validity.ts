import { personKey, type Award, validUntilOf, validityInWords } from '../awards/index.js';
import type { Holder } from './holder.js';
import type { LearnerDeps } from './learner-deps.js';
import type { Rule, Localizer } from '../rules/index.js';

/**
 * Says until when each badge is valid and how it is renewed, or that it was renewed.
 * @returns sentences by award id; an award without an end has none
 */
export async function validitiesOf(
  deps: Pick<LearnerDeps, 'validity'>,
  words: Localizer,
  earned: readonly Award[],
  rules: readonly Rule[],
  now: Date,
): Promise<ReadonlyMap<string, string>> {
  const renewed = new Set(earned.map((award) => award.renews));
  const texts = new Map<string, string>();
  for (const award of earned) {
    const rule = rules.find((each) => each.achievementId === award.achievementId);
    const own = await deps.validity(award);
    const validUntil = award.validUntil ?? (own ? validUntilOf(own, award.awardedAt) : undefined);
    if (!validUntil) continue;
    const terms = renewed.has(award.id) ? null : await deps.validity(rule ?? award);
    const text = validityInWords(words, { validUntil }, terms, now);
    texts.set(
      award.id,
      renewed.has(award.id) ? `${text} ${words.t('awards.renewal.renewed')}` : text,
    );
  }
  return texts;
}

/** @returns until when one of the learner's badges is valid, and how it is renewed; empty where it has no end */
export async function validityOfMine(
  deps: Pick<LearnerDeps, 'clock' | 'validity'> & {
    readonly awards: Pick<LearnerDeps['awards'], 'findFor'>;
    readonly rules: Pick<LearnerDeps['rules'], 'list'>;
  },
  holder: Holder,
  award: Award,
): Promise<string> {
  if (award.state !== 'active') return '';
  const { platformId } = award.tenant;
  const mine = await deps.awards.findFor(award.achievementId, [
    personKey(platformId, award.userId),
  ]);
  const active = mine.filter((each) => each.state === 'active');
  const rules = await deps.rules.list(holder.renewedIn, ['active']);
  const now = deps.clock.now();
  return (await validitiesOf(deps, holder, active, rules, now)).get(award.id) ?? '';
}
