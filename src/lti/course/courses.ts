import { NotFound } from '../../base/index.js';
import type { Context, ContextLink } from './context.js';
import type { ContextStore } from './context-store.js';
import type { Platform } from '../platform/platform.js';
import type { PlatformStore } from '../platform/platform-store.js';
import type { TenantKey } from './tenant.js';

/** A course with what is needed to call its services. */
export interface Course {
  readonly platform: Platform;
  readonly context: Context;
  readonly links: readonly ContextLink[];
}

export interface Courses {
  /**
   * @throws NotFound `course_unknown` where nobody has launched from the course, or its platform is removed or switched
   *   off
   */
  get(key: TenantKey): Promise<Course>;
}

/** @returns courses with their platforms and services */
export function createCourses(deps: {
  readonly platforms: PlatformStore;
  readonly contexts: ContextStore;
}): Courses {
  return {
    async get(key) {
      const [platform, context, links] = await Promise.all([
        deps.platforms.find(key.platformId),
        deps.contexts.findContext(key),
        deps.contexts.listLinks(key),
      ]);
      if (context && platform?.status === 'active') return { platform, context, links };
      throw new NotFound('course_unknown', 'Laurel does not know this course.', {
        action: 'Open Laurel from the course once.',
      });
    },
  };
}
