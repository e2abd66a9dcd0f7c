import type { Credentials } from '../credentials/index.js';
import { BADGE_FIELD, isAdministrator, isInstructor, tenantOf, type Launch } from '../lti/index.js';
import type { AwardStore } from './award-store.js';
import { givingKey, latestOf, personKey } from './award.js';
import { toEarnId } from './learner-page.js';
import type { RuleStore } from './rule-store.js';
import type { Rule } from './rule.js';

interface Deps {
  readonly rules: Pick<RuleStore, 'list'>;
  readonly awards: Pick<AwardStore, 'findFor'>;
  readonly credentials: Pick<Credentials, 'findByAward'>;
}

/** Of several rules that give a badge, the one that counts now. */
const RANK: readonly Rule['state'][] = ['active', 'paused', 'waiting', 'draft', 'ended'];

/**
 * The page of the badge that a deep-linked activity names by `laurel_badge` (LTI Deep Linking 2.0, 3.2: `custom`).
 * The launch is signed by the platform, but the field may come from a copied course: only this course's badges are found.
 * @returns null where the launch names none, or one that is not of this course
 */
export async function landOnBadge(deps: Deps, launch: Launch): Promise<string | null> {
  const achievementId = launch.custom[BADGE_FIELD];
  if (!achievementId) return null;
  const rules = (await deps.rules.list(tenantOf(launch)))
    .filter((rule) => rule.achievementId === achievementId)
    .sort((a, b) => RANK.indexOf(a.state) - RANK.indexOf(b.state));
  const [rule] = rules;
  if (!rule) return null;
  if (isInstructor(launch.roles) || isAdministrator(launch.roles)) {
    return rule.state === 'draft' ? `/course/drafts/${rule.id}` : `/course/badges/${rule.id}`;
  }
  const person = personKey(launch.platformId, launch.user.id);
  const held = await deps.awards.findFor(achievementId, [person]);
  const award = latestOf(held.filter((each) => each.state === 'active'));
  if (award && (await deps.credentials.findByAward(givingKey(award)))) {
    return `/my/badges/${award.id}`;
  }
  return `/my#${toEarnId(rule)}`;
}
