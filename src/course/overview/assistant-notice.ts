import type { Grades } from '../../grades/index.js';
import { isAdministrator } from '../../lti/index.js';
import type { Notice } from '../visit/notices.js';
import type { Visit } from '../visit/visit.js';

/** A page waits no longer for what it can do without. */
const WAIT_MS = 1_500;

/**
 * Tells a teacher who may not edit in Moodle what they may do here, and for what they need a colleague. Moodle's launches call them
 * instructors like any other; its roster does not.
 */
export async function assistantNotice(
  grades: Pick<Grades, 'roster'>,
  { course, launch, t }: Visit,
): Promise<Notice[]> {
  if (isAdministrator(launch.roles)) return [];
  const roster = await Promise.race([
    // One that was read before they came in does not know yet what their launch calls them.
    grades.roster(course, [], launch.launchedAt).catch(() => null),
    new Promise<null>((done) => setTimeout(() => done(null), WAIT_MS).unref()),
  ]);
  if (roster?.members.get(launch.user.id)?.isAssistant !== true) return [];
  return [
    { kind: 'info', title: t('awards.course.assistant'), text: t('awards.course.assistantText') },
  ];
}
