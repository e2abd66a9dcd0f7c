import { Router } from 'express';
import type { Outbound, Sealer, Settings } from '../../base/index.js';
import { createSend, type Launch, type Lti } from '../../lti/index.js';
import type { Connection } from '../../store/index.js';
import { createCanvasConnection } from '../canvas/canvas-connection.js';
import { createCanvasCourseStore } from '../canvas/canvas-course-store.js';
import { createCanvasOAuth } from '../canvas/canvas-oauth.js';
import { createCanvasRest } from '../canvas/canvas-rest.js';
import { createCanvasSource } from '../canvas/canvas-source.js';
import { createJoinUsers } from '../canvas/join-users.js';
import type { CourseKey } from '../grade.js';
import { createCallMoodle } from '../moodle/call-moodle.js';
import { createMoodleConnection } from '../moodle/moodle-connection.js';
import { createMoodleSource, type OwnColumn } from '../moodle/moodle-source.js';
import type { GradeSource } from '../source.js';
import { createConnectRoutes, type ConnectDeps } from './connect-routes.js';
import { createHookRoutes } from './hook-routes.js';
import { createSealedStore } from './sealed-store.js';

export interface ConnectionsDeps extends Pick<
  ConnectDeps,
  'web' | 'audit' | 'clock' | 'listAssessments'
> {
  readonly connection: Connection;
  readonly sealer: Sealer;
  readonly outbound: Outbound;
  readonly settings: Pick<Settings, 'publicUrl' | 'mode' | 'allowPrivateHosts'>;
  readonly lti: Pick<
    Lti,
    'platforms' | 'contexts' | 'nrps' | 'requireInstructor' | 'requireAdministrator'
  >;
  /** See `createMoodleSource`. */
  readonly ownColumns: (course: CourseKey) => Promise<readonly OwnColumn[]>;
  /** Called with a course that a platform says something was graded in. */
  readonly hint: (course: CourseKey) => Promise<void>;
  /** Waits where a platform asks to slow down; tests bring their own. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

/** The ways of reading grades that need more than LTI. */
export interface Connections {
  readonly sources: readonly GradeSource[];
  /** Who can be graded in a course, as Moodle's web services tell; null where they are not connected. */
  gradable(course: CourseKey): Promise<ReadonlySet<string> | null>;
  /** `/course/sources…` and `/hooks/…`. */
  readonly routes: Router;
  /** Learns what a launch tells of the course beside LTI. */
  onLaunch(launch: Launch): Promise<void>;
  /** Seals tokens and keys anew with the current master key. Gives how many were changed. */
  reseal(): Promise<number>;
}

/** Moodle's web services, Canvas's REST API, and the hints both can send. */
export function createConnections(deps: ConnectionsDeps): Connections {
  const { connection, lti, settings } = deps;
  const send = createSend(deps);
  const secrets = createSealedStore(deps);
  const courses = createCanvasCourseStore(connection);
  const moodle = createMoodleConnection({
    secrets,
    lti,
    call: createCallMoodle({ ...deps, send }),
  });
  const oauth = createCanvasOAuth({ ...deps, secrets, send, publicUrl: settings.publicUrl });
  const canvas = createCanvasConnection({ secrets, courses, oauth, lti, settings });
  const rest = createCanvasRest({ ...deps, send });
  const routes = Router();
  routes.use(createConnectRoutes({ ...deps, secrets, moodle, canvas, oauth }));
  routes.use(createHookRoutes({ ...deps, secrets, canvasCourses: courses }));
  return {
    sources: [
      createMoodleSource({ ...deps, moodle }),
      createCanvasSource({ ...deps, canvas, rest, join: createJoinUsers(deps) }),
    ],
    async gradable(course) {
      const site = await moodle.find(course.platformId);
      if (!site) return null;
      const { usergrades } = await moodle.fetchReport(site, course);
      return new Set(usergrades.map(({ userid }) => userid));
    },
    routes,
    onLaunch: (launch) => canvas.onLaunch(launch),
    reseal: () => secrets.reseal(),
  };
}
