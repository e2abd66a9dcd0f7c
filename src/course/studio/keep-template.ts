import { MOST_TEMPLATES, type ComposedArt } from '../../achievements/index.js';
import { randomId } from '../../base/index.js';
import { isAdministrator } from '../../lti/index.js';
import { fieldText, localized, type LocalizedMessage, type SetUpForm } from '../../rules/index.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { Visit } from '../visit/visit.js';

/** What saving a template works with. */
export type KeepTemplateDeps = Pick<CourseDeps, 'achievements' | 'clock' | 'audit'>;

const MOST_NAME = 60;

/**
 * Saves art as a template: for the visitor or, where an administrator wishes, for the whole platform.
 * @returns what is wrong with its name, or null
 */
export async function keepTemplate(
  deps: KeepTemplateDeps,
  visit: Visit,
  form: SetUpForm,
  art: ComposedArt,
): Promise<LocalizedMessage | null> {
  const name = fieldText(form, 'templateName');
  if (name === '' || name.length > MOST_NAME || /\p{Cc}/u.test(name))
    return localized('studio.error.templateName', { limit: MOST_NAME });
  const isForAll = fieldText(form, 'forAll') === 'yes' && isAdministrator(visit.launch.roles);
  const { platformId, deploymentId } = visit.course;
  const owner = { platformId, deploymentId, userId: isForAll ? null : visit.launch.user.id };
  const { artTemplates } = deps.achievements;
  if ((await artTemplates.list(owner)).length >= MOST_TEMPLATES)
    return localized('studio.error.tooManyTemplates', { limit: MOST_TEMPLATES });
  const id = randomId();
  await artTemplates.insert({ id, ...owner, name, art, createdAt: deps.clock.now() });
  await deps.audit.record({
    ...visit.course,
    actor: visit.actor,
    action: isForAll ? 'template.published' : 'template.saved',
    subject: `template:${id}`,
  });
  return null;
}

/** Removes a template: the visitor's own or, for an administrator, one of the platform. Does nothing for any other. */
export async function removeTemplate(
  { achievements, audit }: KeepTemplateDeps,
  visit: Visit,
  id: string,
): Promise<boolean> {
  const { platformId, deploymentId } = visit.course;
  const own = await achievements.artTemplates.remove(
    { platformId, deploymentId, userId: visit.launch.user.id },
    id,
  );
  const isGone =
    own ||
    (isAdministrator(visit.launch.roles) &&
      (await achievements.artTemplates.remove({ platformId, deploymentId, userId: null }, id)));
  if (isGone) {
    const subject = `template:${id}`;
    await audit.record({
      ...visit.course,
      actor: visit.actor,
      action: 'template.removed',
      subject,
    });
  }
  return isGone;
}
