import { LRUCache } from 'lru-cache';
import { InvalidInput, UpstreamFailed, type Settings, omitUndefined } from '../../base/index.js';
import {
  isAllowedAddress,
  isOwnAddress,
  tenantOf,
  type Launch,
  type LaunchServices,
  type Lti,
} from '../../lti/index.js';
import { seatOf, type KeyOf, type Seated, type Seats } from '../seats.js';
import type { CourseKey, Obstacle } from '../grade.js';
import type { CanvasCourseStore } from './canvas-course-store.js';
import { GRANT_REVOKED, type CanvasKey, type CanvasOAuth } from './canvas-oauth.js';
import type { CanvasAccess } from './canvas-rest.js';

/** A course that can be read, with the person in whose name it is read. */
export interface OpenCourse {
  readonly grantId: string;
  readonly courseId: string;
  readonly access: CanvasAccess;
}

/** A developer key, with the seat that it belongs to. */
interface SeatedKey extends CanvasKey {
  readonly seat: string;
}

/** How long somebody who may not read a course is tried only after others, in milliseconds. */
const REFUSED_MS = 3_600_000;

export type CanvasConnection = ReturnType<typeof createCanvasConnection>;

export const keyId: KeyOf = (seat) => `canvas-key:${seat}`;
/** The prefix of the keys under which courses' grants are kept. */
export const COURSE_GRANTS = 'canvas-grant:';
export const courseGrantId = (course: CourseKey) =>
  `${COURSE_GRANTS}${JSON.stringify([course.platformId, course.deploymentId, course.contextId])}`;
/** @returns the key under which the grant for every course of a seat is kept */
export const wholeGrantId: KeyOf = (seat) => `canvas-grant:${seat}`;

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

/**
 * @returns the address of the institution's Canvas, from the custom parameters of Laurel's own configuration or of the
 *   usual one
 */
function apiUrlOf({ custom }: Launch): string | undefined {
  const told = custom['canvas_api_url'] ?? custom['canvas_api_base_url'];
  return told !== undefined && URL.canParse(told) ? new URL(told).origin : undefined;
}

/** Whether an address is where the course's services are. Canvas signed those, so a school's own domain is trusted. */
function isOfServices({ ags, nrps }: LaunchServices, url: string): boolean {
  const signed = [ags?.lineItemsUrl, ags?.lineItemUrl, nrps?.membershipsUrl];
  return signed.some((each) => each !== undefined && new URL(each).origin === new URL(url).origin);
}

/** What is known of a Canvas beside LTI: the ids of its courses, its developer key, and who authorised reading. */
export function createCanvasConnection(deps: {
  readonly seats: Seats;
  readonly courses: CanvasCourseStore;
  readonly oauth: CanvasOAuth;
  readonly lti: Pick<Lti, 'platforms'>;
  readonly settings: Pick<Settings, 'mode' | 'allowPrivateHosts'>;
}) {
  const { seats, courses, oauth, lti } = deps;
  const refused = new LRUCache<string, true>({ max: 1_000, ttl: REFUSED_MS });
  const refusedKey = (course: CourseKey, grantId: string) => JSON.stringify([course, grantId]);

  async function findKey(of: Seated): Promise<SeatedKey | null> {
    const kept = await seats.find(keyId, of);
    const clientSecret = kept?.secret['clientSecret'];
    if (!kept || clientSecret === undefined) return null;
    const { apiUrl, clientId } = kept.facts as { apiUrl: string; clientId: string };
    return { apiUrl, clientId, clientSecret, seat: kept.seat };
  }

  /**
   * Lists who authorised reading a course. A grant for the whole platform comes first, since its user sees every
   * section, while a teacher may be limited to one; those who were refused in this course a while ago come last.
   */
  async function listGrants(course: CourseKey) {
    // A grant for all courses belongs to the key that it was given to, and is used with no other.
    const key = await findKey(course);
    const isShared = key === null || key.seat === course.platformId;
    const whole = [seatOf(course), ...(isShared ? [course.platformId] : [])];
    const ids = [...whole.map(wholeGrantId), courseGrantId(course)];
    const found = await Promise.all(ids.map(async (id) => ({ id, grant: await oauth.find(id) })));
    const given = found.flatMap(({ id, grant }) => (grant ? [{ id, ...grant }] : []));
    const active = given.filter(({ state }) => state === 'active');
    const isLast = ({ id }: { readonly id: string }) => refused.has(refusedKey(course, id));
    return {
      wasGiven: given.length > 0,
      active: [...active.filter((each) => !isLast(each)), ...active.filter(isLast)],
    };
  }

  async function findGrant(course: CourseKey) {
    const { active, wasGiven } = await listGrants(course);
    return active[0] ?? (wasGiven ? ('revoked' as const) : null);
  }

  async function openBy(course: CourseKey, id: string): Promise<OpenCourse | Obstacle> {
    const [key, known] = await Promise.all([findKey(course), courses.find(course)]);
    if (!key) return NO_KEY;
    if (!known) return NO_COURSE;
    if (known.apiUrl !== undefined && known.apiUrl !== key.apiUrl) return OTHER_SCHOOL;
    const token = (old?: string) => oauth.token(id, key, old);
    return { grantId: id, courseId: known.courseId, access: { apiUrl: key.apiUrl, token } };
  }

  return {
    findKey,
    findGrant,
    findCourse: (course: CourseKey) => courses.find(course),
    isCanvas: async (platformId: string) =>
      (await lti.platforms.find(platformId))?.family === 'canvas',

    /** Records Canvas's own id of the course from a launch. */
    async onLaunch(launch: Launch): Promise<void> {
      const courseId = launch.custom['canvas_course_id'];
      if (courseId === undefined || !/^\d{1,20}$/.test(courseId)) return;
      const course = tenantOf(launch);
      const apiUrl = apiUrlOf(launch);
      const known = await courses.find(course);
      if (known?.courseId === courseId && known.apiUrl === apiUrl) return;
      await courses.save(omitUndefined({ ...course, courseId, apiUrl }));
    },

    /** Saves a developer key that Canvas accepts. @throws InvalidInput, saving nothing, for any other */
    async saveKey(
      of: Seated & Pick<Launch, 'services'>,
      { apiUrl, clientId, clientSecret }: CanvasKey,
    ) {
      const platform = await lti.platforms.find(of.platformId);
      const isOwn = platform !== null && isOwnAddress(platform, apiUrl);
      if (
        !isAllowedAddress(apiUrl, deps.settings) ||
        !(isOwn || isOfServices(of.services, apiUrl))
      ) {
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
      await seats.save(keyId, of, { clientSecret }, facts);
    },

    /** @returns the course with a way to read it, or why there is none */
    async open(course: CourseKey): Promise<OpenCourse | Obstacle> {
      const grant = await findGrant(course);
      const open = await openBy(course, grant && grant !== 'revoked' ? grant.id : '');
      if (!('access' in open)) return open;
      if (grant === null) return NO_GRANT;
      return grant === 'revoked' ? GRANT_REVOKED : open;
    },

    /**
     * Opens the course in the name of somebody else, after the first one was refused; null where nobody else
     * authorised.
     */
    async openOther(course: CourseKey, before: OpenCourse): Promise<OpenCourse | null> {
      refused.set(refusedKey(course, before.grantId), true);
      const other = (await listGrants(course)).active.find(({ id }) => id !== before.grantId);
      const open = other ? await openBy(course, other.id) : null;
      return open && 'access' in open ? open : null;
    },
  };
}
