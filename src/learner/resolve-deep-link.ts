import type { Credentials } from '../credentials/index.js';
import { BADGE_FIELD, isAdministrator, isInstructor, tenantOf, type Launch } from '../lti/index.js';
import { type AwardStore, givingKey, latestOf, personKey } from '../awards/index.js';
import type { DraftStore, Rule, RuleStore } from '../rules/index.js';
import { toEarnId } from './learner-page.js';

interface Deps {
  readonly rules: Pick<RuleStore, 'list'>;
  readonly drafts: Pick<DraftStore, 'list'>;
  readonly awards: Pick<AwardStore, 'findFor'>;
  readonly credentials: Pick<Credentials, 'findByAward'>;
}

/** Where several rules give one badge, the rule whose state stands first here counts. */
const RANK: readonly Rule['state'][] = ['active', 'paused', 'waiting', 'draft', 'ended'];

const first = (rules: readonly Rule[]): Rule | undefined =>
  rules.toSorted((a, b) => RANK.indexOf(a.state) - RANK.indexOf(b.state))[0];

type Found = { readonly rule: Rule } | { readonly draftId: string } | null;

/**
 * Finds the rule or draft of this course that a deep link's badge stands for. A copied course has the original's links,
 * with the ids of the original's achievements; these lead to what was copied from them.
 */
async function findTarget(deps: Deps, launch: Launch, achievementId: string): Promise<Found> {
  const course = tenantOf(launch);
  const rules = await deps.rules.list(course);
  const own = first(rules.filter((rule) => rule.achievementId === achievementId));
  if (own) return { rule: own };
  const drafts = await deps.drafts.list(course);
  const brought = drafts.filter((draft) => draft.brought?.badges?.includes(achievementId));
  const ids = new Set(brought.map(({ id }) => id));
  const copied = first(rules.filter((rule) => ids.has(rule.id)));
  if (copied) return { rule: copied };
  const [draft] = brought;
  return draft ? { draftId: draft.id } : null;
}

/**
 * Finds the page of the badge that a deep-linked activity names by `laurel_badge` (LTI Deep Linking 2.0, 3.2:
 * `custom`). The platform signs the launch, but the field may come from a copied course: only this course's badges are
 * found.
 * @returns the page's path; null where the launch names no badge, or none of this course
 */
export async function resolveDeepLink(deps: Deps, launch: Launch): Promise<string | null> {
  const named = launch.custom[BADGE_FIELD];
  const target = named ? await findTarget(deps, launch, named) : null;
  if (target === null) return null;
  const isStaff = isInstructor(launch.roles) || isAdministrator(launch.roles);
  if (!('rule' in target)) return isStaff ? `/course/drafts/${target.draftId}` : null;
  const { rule } = target;
  if (isStaff) {
    return rule.state === 'draft' ? `/course/drafts/${rule.id}` : `/course/badges/${rule.id}`;
  }
  const person = personKey(launch.platformId, launch.user.id);
  const held = await deps.awards.findFor(rule.achievementId, [person]);
  const award = latestOf(held.filter((each) => each.state === 'active'));
  if (award && (await deps.credentials.findByAward(givingKey(award)))) {
    return `/my/badges/${award.id}`;
  }
  return `/my#${toEarnId(rule)}`;
}
