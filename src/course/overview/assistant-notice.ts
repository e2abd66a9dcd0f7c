import { nullIfAnswer } from '../../base/index.js';
import type { Grades } from '../../grades/index.js';
import { isAdministrator } from '../../lti/index.js';
import type { Notice } from '../visit/notices.js';
import type { Visit } from '../visit/visit.js';

/** How long a page waits for what it can do without, in milliseconds. */
const WAIT_MS = 1_500;

/**
 * Tells a non-editing teacher of Moodle what they may do here, and what they need a colleague for. Moodle's launches
 * call them instructors; its roster does not.
 */
export async function assistantNotice(
  grades: Pick<Grades, 'roster'>,
  { course, launch, t }: Visit,
): Promise<Notice[]> {
  if (isAdministrator(launch.roles)) return [];
  const roster = await Promise.race([
    // A roster that was read before this launch does not count: it lacks the role that the launch shows.
    grades.roster(course, [], launch.launchedAt).catch(nullIfAnswer),
    new Promise<null>((done) => setTimeout(() => done(null), WAIT_MS).unref()),
  ]);
  if (roster?.members.get(launch.user.id)?.isAssistant !== true) return [];
  return [
    { kind: 'info', title: t('awards.course.assistant'), text: t('awards.course.assistantText') },
  ];
}
