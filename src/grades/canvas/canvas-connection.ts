import { InvalidInput, UpstreamFailed, type Settings } from '../../base/index.js';
import { isAllowedAddress, tenantOf, type Launch, type Lti } from '../../lti/index.js';
import type { SealedStore } from '../connect/sealed-store.js';
import type { CourseKey, Obstacle } from '../grade.js';
import type { CanvasCourseStore } from './canvas-course-store.js';
import { GRANT_REVOKED, type CanvasKey, type CanvasOAuth } from './canvas-oauth.js';
import type { CanvasAccess } from './canvas-rest.js';

/** A course that can be read, and in whose name. */
export interface OpenCourse {
  readonly courseId: string;
  readonly access: CanvasAccess;
}

export type CanvasConnection = ReturnType<typeof createCanvasConnection>;

const keyId = (platformId: string) => `canvas-key:${platformId}`;
export const courseGrantId = (course: CourseKey) =>
  `canvas-grant:${JSON.stringify([course.platformId, course.deploymentId, course.contextId])}`;
export const platformGrantId = (platformId: string) => `canvas-grant:${platformId}`;

const NO_KEY: Obstacle = {
  code: 'canvas_no_key',
  reason: 'Laurel has no developer key for Canvas’s API.',
  remedy: 'An administrator of Canvas can enter one under “Where grades come from”.',
};
const NO_COURSE: Obstacle = {
  code: 'canvas_course_unknown',
  reason: 'Canvas did not tell Laurel its own number of this course.',
  remedy:
    'An administrator adds the custom field canvas_course_id=$Canvas.course.id to Laurel’s LTI developer key; then open Laurel once.',
};
const NO_GRANT: Obstacle = {
  code: 'canvas_not_authorised',
  reason: 'Nobody has authorised Laurel to read grades by Canvas’s API in this course.',
  remedy: 'A teacher of the course can do that under “Where grades come from”.',
};
const OTHER_SCHOOL: Obstacle = {
  code: 'canvas_other_school',
  reason: 'The developer key belongs to another Canvas than this course.',
  remedy: 'An administrator of this Canvas registers Laurel with a client ID of its own.',
};

export const failWith = ({ code, reason, remedy }: Obstacle) =>
  new UpstreamFailed(code, reason, { action: remedy });

/** The address of the institution's Canvas, as Laurel's own configuration asks for it or the common one does. */
function apiUrlOf({ custom }: Launch): string | undefined {
  const told = custom['canvas_api_url'] ?? custom['canvas_api_base_url'];
  return told !== undefined && URL.canParse(told) ? new URL(told).origin : undefined;
}

/** What Laurel knows of a Canvas beside LTI: its course numbers, its developer key, who authorised. */
export function createCanvasConnection(deps: {
  readonly secrets: SealedStore;
  readonly courses: CanvasCourseStore;
  readonly oauth: CanvasOAuth;
  readonly lti: Pick<Lti, 'platforms'>;
  readonly settings: Pick<Settings, 'mode' | 'allowPrivateHosts'>;
}) {
  const { secrets, courses, oauth, lti } = deps;

  async function findKey(platformId: string): Promise<CanvasKey | null> {
    const kept = await secrets.find(keyId(platformId));
    const clientSecret = kept?.secret['clientSecret'];
    if (!kept || clientSecret === undefined) return null;
    const { apiUrl, clientId } = kept.facts as { apiUrl: string; clientId: string };
    return { apiUrl, clientId, clientSecret };
  }

  /** The course's own grant comes first; else the one for the whole platform. */
  async function findGrant(course: CourseKey) {
    for (const id of [courseGrantId(course), platformGrantId(course.platformId)]) {
      const grant = await oauth.find(id);
      if (grant?.state === 'active') return { id, ...grant };
    }
    const own = await oauth.find(courseGrantId(course));
    const shared = await oauth.find(platformGrantId(course.platformId));
    return own || shared ? ('revoked' as const) : null;
  }

  return {
    findKey,
    findGrant,
    findCourse: (course: CourseKey) => courses.find(course),
    isCanvas: async (platformId: string) =>
      (await lti.platforms.find(platformId))?.family === 'canvas',

    /** Learns Canvas's own number of the course from a launch. */
    async onLaunch(launch: Launch): Promise<void> {
      const courseId = launch.custom['canvas_course_id'];
      if (courseId === undefined || !/^\d{1,20}$/.test(courseId)) return;
      const course = tenantOf(launch);
      const apiUrl = apiUrlOf(launch);
      const known = await courses.find(course);
      if (known?.courseId === courseId && known.apiUrl === apiUrl) return;
      await courses.save({ ...course, courseId, ...(apiUrl === undefined ? {} : { apiUrl }) });
    },

    /** Keeps a key that Canvas knows. Throws InvalidInput, and keeps nothing, for any other. */
    async saveKey(platformId: string, { apiUrl, clientId, clientSecret }: CanvasKey) {
      if (!isAllowedAddress(apiUrl, deps.settings)) {
        throw new InvalidInput('canvas_address', 'This address cannot be a Canvas.', {
          action: 'Enter the https address people open Canvas at.',
        });
      }
      const key = { apiUrl: new URL(apiUrl).origin, clientId, clientSecret };
      if (!(await oauth.knows(key))) {
        throw new InvalidInput('canvas_key_refused', 'Canvas does not know this ID and secret.', {
          action: 'Copy both from the developer key again, and look whether it is on.',
        });
      }
      const facts = { apiUrl: key.apiUrl, clientId };
      await secrets.save(keyId(platformId), { clientSecret }, facts);
    },

    /** The course with a way to read it, or why there is none. */
    async open(course: CourseKey): Promise<OpenCourse | Obstacle> {
      const [key, known] = await Promise.all([findKey(course.platformId), courses.find(course)]);
      if (!key) return NO_KEY;
      if (!known) return NO_COURSE;
      if (known.apiUrl !== undefined && known.apiUrl !== key.apiUrl) return OTHER_SCHOOL;
      const grant = await findGrant(course);
      if (grant === null) return NO_GRANT;
      if (grant === 'revoked') return GRANT_REVOKED;
      const { id } = grant;
      const token = (refused?: string) => oauth.token(id, key, refused);
      return { courseId: known.courseId, access: { apiUrl: key.apiUrl, token } };
    },
  };
}
