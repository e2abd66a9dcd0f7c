import type { ListedAchievement } from '../../achievements/index.js';
import { withoutRepeats, type Listing } from '../../grades/index.js';
import type { Rule, SetUpForm } from '../../rules/index.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { Visit } from '../visit/visit.js';
import { assessmentKey, type Choices, type OtherBadge } from './choices.js';
import { usedIn } from './typed-fields.js';

/** What a course offers to rules; each source is read once for a page. */
export interface CourseOffers {
  /** What each source says of itself. */
  readonly listings: readonly Listing[];
  /** The rules whose badges another badge may ask for. */
  readonly rules: readonly Rule[];
  readonly achievements: readonly ListedAchievement[];
}

/** Reads what the course offers: assessments of all sources, badges and achievements. */
export async function readOffers(
  deps: Pick<CourseDeps, 'grades' | 'rules' | 'achievements'>,
  { course }: Pick<Visit, 'course'>,
): Promise<CourseOffers> {
  const [listings, rules, achievements] = await Promise.all([
    deps.grades.listAssessments(course),
    deps.rules.list(course, ['active', 'paused']),
    deps.achievements.list(course),
  ]);
  return { listings, rules, achievements };
}

/**
 * @returns what a form may choose from
 * @param form what it uses stays among the choices
 * @param ownAchievementId the badge that is being changed, which cannot ask for itself
 */
export function choicesOf(
  { listings, rules, achievements }: CourseOffers,
  form: SetUpForm = {},
  ownAchievementId?: string,
): Choices {
  const given = new Set(rules.map((rule) => rule.achievementId));
  const badges = achievements
    .filter((each) => given.has(each.id) && each.id !== ownAchievementId)
    .map((each): OtherBadge => ({ achievementId: each.id, name: each.content.name }));
  const used = usedIn(form);
  const assessments = withoutRepeats(
    listings.flatMap((listing) => listing.assessments),
    (each) => used.has(assessmentKey(each)),
  );
  return { assessments, badges };
}
