import type { Request } from 'express';
import { NotAllowed, Unauthenticated } from '../../base/index.js';
import { requireSession } from '../../web/index.js';
import type { LaunchStore } from './launch-store.js';
import type { Launch } from './launch.js';
import { isAdministrator, isInstructor } from './roles.js';

/** Finds who asks, by the launch that their session was opened with. */
export interface Guards {
  /**
   * @returns the launch of the request's session
   * @throws Unauthenticated where there is no session
   */
  currentLaunch(req: Request): Promise<Launch>;
  /**
   * Like `currentLaunch`, for people who teach the course or administer the platform. @throws NotAllowed for all others
   */
  requireInstructor(req: Request): Promise<Launch>;
  /** Like `currentLaunch`, for people who administer the platform. @throws NotAllowed for all others */
  requireAdministrator(req: Request): Promise<Launch>;
}

/** @returns the guards of routes that need a launch */
export function createGuards(launches: LaunchStore): Guards {
  async function currentLaunch(req: Request): Promise<Launch> {
    const { launchId } = requireSession(req).subject;
    const launch = launchId === undefined ? null : await launches.find(launchId);
    if (launch) return launch;
    throw new Unauthenticated('launch_missing', 'This page is opened from a course.', {
      action: 'Go to your course and open Laurel from there.',
    });
  }
  return {
    currentLaunch,
    async requireInstructor(req) {
      const launch = await currentLaunch(req);
      if (isInstructor(launch.roles) || isAdministrator(launch.roles)) return launch;
      throw new NotAllowed('instructors_only', 'This page is for the teachers of the course.', {
        action: 'Your own badges are on the page “My badges”.',
      });
    },
    async requireAdministrator(req) {
      const launch = await currentLaunch(req);
      if (isAdministrator(launch.roles)) return launch;
      throw new NotAllowed(
        'administrators_only',
        'This page is for the administrators of the learning platform.',
        { action: 'Ask an administrator to open Laurel.' },
      );
    },
  };
}
