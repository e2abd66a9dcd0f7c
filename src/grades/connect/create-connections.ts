import { Router } from 'express';
import type { Outbound, Sealer, Settings } from '../../base/index.js';
import { createSend, type Launch, type Lti } from '../../lti/index.js';
import type { Connection, Takeover } from '../../store/index.js';
import type { Workers } from '../../workers/index.js';
import { createCanvasConnection } from '../canvas/canvas-connection.js';
import { createCanvasCourseStore } from '../canvas/canvas-course-store.js';
import { createCanvasOAuth } from '../canvas/canvas-oauth.js';
import { createCanvasRest } from '../canvas/canvas-rest.js';
import { createCanvasSource } from '../canvas/canvas-source.js';
import { createModulesSource } from '../canvas/modules-source.js';
import { createJoinUsers } from '../canvas/join-users.js';
import type { CourseKey } from '../grade.js';
import { createCallMoodle } from '../moodle/call-moodle.js';
import { createMoodleCompletionSource } from '../moodle/completion-source.js';
import { createMoodleConnection } from '../moodle/moodle-connection.js';
import { createReadModuleInfo } from '../moodle/module-info.js';
import { createReadSuspended } from '../moodle/suspended.js';
import { createMoodleSource, type OwnColumn } from '../moodle/moodle-source.js';
import type { GradeSource } from '../source.js';
import { createConnectRoutes } from './connect-routes.js';
import { createHookRoutes } from './hook-routes.js';
import { moveSecrets } from './move-secrets.js';
import { createSetUpRoutes } from './set-up-routes.js';
import { createSeats } from '../seats.js';
import { createSealedStore } from '../sealed-store.js';
import type { ConnectDeps } from './connect-deps.js';

export interface ConnectionsDeps extends Pick<
  ConnectDeps,
  'web' | 'audit' | 'clock' | 'listAssessments'
> {
  readonly connection: Connection;
  readonly sealer: Sealer;
  /** Where long answers of platforms are read. */
  readonly workers: Pick<Workers, 'run'>;
  readonly outbound: Outbound;
  readonly settings: Pick<Settings, 'publicUrl' | 'mode' | 'allowPrivateHosts'>;
  readonly lti: Pick<
    Lti,
    | 'platforms'
    | 'deployments'
    | 'contexts'
    | 'nrps'
    | 'setUpTickets'
    | 'requireInstructor'
    | 'requireAdministrator'
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
  /** Which of some people's accounts Moodle's web services call suspended; none where they do not tell. */
  suspended(course: CourseKey, userIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** `/course/sources…` and `/hooks/…`. */
  readonly routes: Router;
  /** Learns what a launch tells of the course beside LTI. */
  onLaunch(launch: Launch): Promise<void>;
  /** Tokens, keys and grants go along where a platform or a deployment continues another. */
  takeOver(takeover: Takeover): Promise<void>;
  /** Seals tokens and keys anew with the current master key. Gives how many were changed. */
  reseal(): Promise<number>;
}

/** Moodle's web services, Canvas's REST API, and the hints both can send. */
export function createConnections(deps: ConnectionsDeps): Connections {
  const { connection, lti, settings } = deps;
  const send = createSend(deps);
  const secrets = createSealedStore(deps);
  const seats = createSeats({ secrets, lti });
  const courses = createCanvasCourseStore(connection);
  const call = createCallMoodle({ ...deps, send });
  const moodle = createMoodleConnection({ seats, lti, call });
  const oauth = createCanvasOAuth({ ...deps, secrets, send, publicUrl: settings.publicUrl });
  const canvas = createCanvasConnection({ seats, courses, oauth, lti, settings });
  const rest = createCanvasRest({ ...deps, send });
  const routes = Router();
  const pages = { ...deps, secrets, seats, moodle, canvas, oauth };
  routes.use(createConnectRoutes(pages));
  routes.use(createSetUpRoutes(pages));
  routes.use(createHookRoutes({ ...deps, secrets, canvasCourses: courses }));
  const join = createJoinUsers(deps);
  return {
    sources: [
      createMoodleSource({ ...deps, moodle, moduleInfo: createReadModuleInfo({ ...deps, call }) }),
      createMoodleCompletionSource({ ...deps, moodle, call, services: deps.lti.nrps }),
      createCanvasSource({ ...deps, canvas, rest, join }),
      createModulesSource({ ...deps, canvas, rest, join }),
    ],
    suspended: createReadSuspended({ ...deps, moodle, call }),
    async gradable(course) {
      const site = await moodle.find(course);
      if (!site) return null;
      const { usergrades } = await moodle.fetchReport(site, course);
      return new Set(usergrades.map(({ userid }) => userid));
    },
    routes,
    onLaunch: (launch) => canvas.onLaunch(launch),
    takeOver: (takeover) => moveSecrets(secrets, takeover),
    reseal: () => secrets.reseal(),
  };
}
