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

/** What {@link createConnections} works with. */
export interface ConnectionsDeps extends Pick<
  ConnectDeps,
  'web' | 'audit' | 'clock' | 'listAssessments'
> {
  readonly connection: Connection;
  readonly sealer: Sealer;
  /** The worker processes that parse long answers. */
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
  /** Lists the tool's own line items; see `createMoodleSource`. */
  readonly ownColumns: (course: CourseKey) => Promise<readonly OwnColumn[]>;
  /** Called with a course of which a platform says that something was graded. */
  readonly hint: (course: CourseKey) => Promise<void>;
  /** Waits where a platform asks to be called less often; tests replace it. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

/** The sources of grades that need more than LTI. */
export interface Connections {
  readonly sources: readonly GradeSource[];
  /** Whether a deployment's own grades can be read: by Moodle's web services, or with a key of Canvas's API. */
  isConnected(of: Pick<CourseKey, 'platformId' | 'deploymentId'>): Promise<boolean>;
  /** @returns who can be graded in a course, by Moodle's web services; null where they are not connected */
  gradable(course: CourseKey): Promise<ReadonlySet<string> | null>;
  /** @returns which people's accounts Moodle has suspended; none where its web services do not tell. `isNow`: whatever is kept */
  suspended(
    course: CourseKey,
    userIds: readonly string[],
    options?: { readonly isNow?: boolean },
  ): Promise<ReadonlySet<string>>;
  /** The routes of `/course/sources…` and `/hooks/…`. */
  readonly routes: Router;
  /** Records what a launch says of the course beside LTI. */
  onLaunch(launch: Launch): Promise<void>;
  /** Moves tokens, keys and grants where a platform or a deployment continues another. */
  takeOver(takeover: Takeover): Promise<void>;
  /** Encrypts tokens and keys anew with the current master key. @returns how many were changed */
  reseal(): Promise<number>;
}

/** Creates Moodle's web services, Canvas's REST API, and the webhooks of both. */
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
    async isConnected(of) {
      const found = await Promise.all([moodle.find(of), canvas.findKey(of)]);
      return found.some((each) => each !== null);
    },
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
