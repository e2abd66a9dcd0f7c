import type { AchievementInput } from '../../achievements/index.js';
import type { CourseKey } from '../../grades/index.js';
import { defaultForm } from '../set-up/default-form.js';
import { formOfContent } from '../set-up/form-of-content.js';
import type { CourseDeps } from '../visit/course-deps.js';

type ImportedDeps = Pick<CourseDeps, 'achievements' | 'drafts' | 'clock'>;

const NOTHING_TO_CHOOSE = { assessments: [], badges: [] };

/**
 * Makes a draft of what another system says can be earned: an achievement, and the set-up page in which an instructor goes on.
 * @returns the id of both. Throws a ZodError for content that does not fit
 */
export async function addImportedDraft(
  { achievements, drafts }: ImportedDeps,
  tenant: CourseKey,
  input: AchievementInput,
  actor: string,
): Promise<string> {
  const { id, draft, createdAt } = await achievements.create(tenant, input, actor);
  if (draft === null) return id;
  const form = { ...defaultForm(NOTHING_TO_CHOOSE), ...formOfContent(draft) };
  await drafts.insertOnce({ id, tenant, form, updatedAt: createdAt, achievementId: id });
  return id;
}

/** Takes a draft back that nobody has worked on since. @returns whether it did */
export async function discardImportedDraft(
  { achievements, drafts, clock }: ImportedDeps,
  tenant: CourseKey,
  id: string,
): Promise<boolean> {
  const [draft, achievement] = await Promise.all([drafts.get(tenant, id), achievements.find(id)]);
  const isTouched =
    draft !== null && draft.updatedAt.getTime() !== achievement?.createdAt.getTime();
  if (isTouched || !(await achievements.discard(tenant, id))) return false;
  await drafts.remove(tenant, id, clock.now());
  return true;
}
