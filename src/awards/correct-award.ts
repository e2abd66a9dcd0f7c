import { omitUndefined } from '../base/index.js';
import type { Achievements } from '../achievements/index.js';
import type { Credential, Credentials } from '../credentials/index.js';
import type { Rule } from '../rules/index.js';
import type { AwardStore } from './award-store.js';
import { givingKey, latestOf, personKey, type Award } from './award.js';
import { buildOrder } from './build-order.js';
import type { CorrectionLetter } from './create-fulfil.js';
import { disclosureOf, showableResults } from './disclosure.js';
import type { FulfilSteps } from './fulfil-awards.js';

export interface CorrectDeps extends CorrectionLetter, Pick<FulfilSteps, 'recipients'> {
  readonly awards: Pick<AwardStore, 'findFor' | 'moveVersion'>;
  readonly achievements: Pick<Achievements, 'getVersion' | 'toOpenBadge'>;
  readonly credentials: Pick<Credentials, 'findByAward' | 'supersede'>;
}

/** Who has a badge issued anew, when they asked for it, and why: whoever has an earlier copy reads the reason. */
export interface CorrectionOrder {
  readonly since: Date;
  readonly reason: string;
  readonly actor: string;
}

/** What the badge would say now; null where that is what it says. Its score, its end and its day of award stay. */
async function replacementOf(deps: CorrectDeps, rule: Rule, award: Award, badge: Credential) {
  const { achievementId, achievementVersion } = rule;
  const person = (await deps.recipients([award])).get(award.id);
  if (!person) return null;
  const shows = disclosureOf(badge);
  const verifiedName = shows.name ? person.name : undefined;
  if (award.achievementVersion === achievementVersion && badge.recipientName === verifiedName)
    return null;
  const version = await deps.achievements.getVersion(achievementId, achievementVersion);
  const achievement = deps.achievements.toOpenBadge(version);
  const order = buildOrder(award, achievement, person, version.content, badge.renews);
  const { identity } = order.recipient;
  return omitUndefined({
    ...order,
    validUntil: badge.validUntil,
    recipient: omitUndefined({ identity, verifiedName }),
    result: shows.score ? showableResults(award, version.content, achievement) : undefined,
  });
}

/**
 * Issues a learner's badge anew: with their name as the platform tells it today, and with the words and the picture that the
 * badge has today. The former one is revoked and names its successor; the address stays. The learner is told. May be
 * repeated: what was issued anew since it was asked for is not issued a second time.
 * @returns whether it was; not where it says all of that already, or there is no valid badge
 * @throws Conflict `credential_revoked` where somebody revokes it at the same time
 */
export async function correctAward(
  deps: CorrectDeps,
  rule: Rule,
  userId: string,
  { since, reason, actor }: CorrectionOrder,
): Promise<boolean> {
  const key = personKey(rule.tenant.platformId, userId);
  const theirs = await deps.awards.findFor(rule.achievementId, [key]);
  const award = latestOf(theirs.filter(({ state }) => state === 'active'));
  const badge = award && (await deps.credentials.findByAward(givingKey(award)));
  if (!award || badge?.state !== 'valid') return false;
  let corrected = badge;
  if (badge.supersedes === undefined || badge.issuedAt <= since) {
    const replacement = await replacementOf(deps, rule, award, badge);
    if (!replacement) return false;
    corrected = await deps.credentials.supersede(badge.id, replacement, { actor, reason });
  }
  await deps.awards.moveVersion(award, rule.achievementVersion);
  await deps.tellCorrected(award, corrected.id);
  return true;
}
