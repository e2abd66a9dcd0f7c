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

/** Of several rules that give a badge, the one that counts now. */
const RANK: readonly Rule['state'][] = ['active', 'paused', 'waiting', 'draft', 'ended'];

const first = (rules: readonly Rule[]): Rule | undefined =>
  rules.toSorted((a, b) => RANK.indexOf(a.state) - RANK.indexOf(b.state))[0];

type Found = { readonly rule: Rule } | { readonly draftId: string } | null;

/**
 * The rule of this course that a link's badge stands for. The copy of a course has the original's links, which name the original's
 * badge: they lead to the one that was brought from it.
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
 * The page of the badge that a deep-linked activity names by `laurel_badge` (LTI Deep Linking 2.0, 3.2: `custom`).
 * The launch is signed by the platform, but the field may come from a copied course: only this course's badges are found.
 * @returns null where the launch names none, or one that is not of this course
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
