import type { Courses } from '../course/courses.js';
import type { Member } from './member.js';
import type { ServiceClient } from './service-client.js';
import type { TeacherStore } from '../course/teacher-store.js';
import type { TenantKey } from '../course/tenant.js';

/** Names and Role Provisioning Services 2.0. */
export interface Nrps {
  /**
   * Every member, all pages. Null where the platform offers no roster for the course.
   * @param options.resourceLinkId only those who can open this activity, with its custom fields (NRPS 2.0, 3.5)
   */
  fetchMembers(
    course: TenantKey,
    options?: { readonly resourceLinkId?: string },
  ): Promise<readonly Member[] | null>;
}

export const NRPS_SCOPE =
  'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';
const MEDIA = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Moodle's roster writes names as HTML ("Smith &amp; Sons"), its launches as they are. */
function asText(member: Member): Member {
  if (member.name === undefined) return member;
  return {
    ...member,
    name: member.name.replace(/&(?:amp|lt|gt);/g, (one) => ENTITIES[one] ?? one),
  };
}

const TAUGHT = 'Instructor';

/**
 * Moodle's roster calls a non-editing teacher a learner; their own launch calls them an instructor, and so does a teacher's
 * who looks at the course as a student sees it. Whoever an instructor said studies here does.
 */
function withHistory(member: Member, history: 'taught' | 'confirmed' | undefined): Member {
  if (history === undefined) return member;
  if (history === 'confirmed') return { ...member, roles: ['Learner'], isConfirmed: true };
  return { ...member, roles: [...member.roles, TAUGHT], hasTaught: true };
}

export function createNrps(deps: {
  readonly client: ServiceClient;
  readonly courses: Courses;
  readonly teachers: Pick<TeacherStore, 'list'>;
}): Nrps {
  return {
    async fetchMembers(key, { resourceLinkId } = {}) {
      const { platform, context } = await deps.courses.get(key);
      const address = context.services.nrps?.membershipsUrl;
      if (address === undefined) return null;
      const url = new URL(address);
      // No role filter: Canvas answers an unknown one with nobody, Moodle's next page forgets it.
      if (platform.family === 'canvas') url.searchParams.set('limit', '50');
      if (resourceLinkId !== undefined) url.searchParams.set('rlid', resourceLinkId);
      const call = { url: url.href, scope: NRPS_SCOPE, accept: MEDIA };
      const listed = await deps.client.pages(platform, call, 'members');
      // Somebody on two pages (the list moved while it was read) is one member.
      const members = new Map(
        listed.map((one) => [one.userId, platform.family === 'moodle' ? asText(one) : one]),
      );
      // Canvas's roster names every role; what somebody once launched as says no more of them.
      if (platform.family === 'canvas') return [...members.values()];
      const history = await deps.teachers.list(key);
      return [...members.values()].map((member) => withHistory(member, history.get(member.userId)));
    },
  };
}
