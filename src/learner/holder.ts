import type { CourseKey } from '../grades/index.js';
import type { Visit } from '../course/index.js';
import type { Localizer } from '../rules/index.js';

/** Who looks at a badge of their own, and from where. */
export interface Holder extends Localizer {
  /** The person's id in the audit log. */
  readonly actor: string;
  /** The name by which the page greets them; empty where none is known. */
  readonly name: string;
  /** The course that the page names; empty where none is known. */
  readonly course: string;
  /** The course whose rules say whether a badge can be renewed. */
  readonly renewedIn: CourseKey;
  /** The path below which their badges have pages. */
  readonly base: string;
}

/** @returns the holder of badges who launched from a course */
export const holderOf = ({ launch, course, actor, t, locale }: Visit): Holder => ({
  t,
  locale,
  actor,
  name: launch.user.givenName ?? launch.user.name ?? '',
  course: launch.context.title,
  renewedIn: course,
  base: '/my/badges',
});
