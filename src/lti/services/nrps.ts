import type { Courses } from '../course/courses.js';
import type { Member } from './member.js';
import type { ServiceClient } from './service-client.js';
import type { TeacherStore } from '../course/teacher-store.js';
import type { TenantKey } from '../course/tenant.js';

/** Names and Role Provisioning Services 2.0. */
export interface Nrps {
  /**
   * Reads every member, over all pages.
   * @param options.resourceLinkId only those who can open this activity, with its custom parameters (NRPS 2.0, 3.5)
   * @returns null where the platform offers no roster of the course
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

/** Decodes names of Moodle's roster, which are HTML ("Smith &amp; Sons"); those of its launches are plain text. */
function asText(member: Member): Member {
  if (member.name === undefined) return member;
  return {
    ...member,
    name: member.name.replace(/&(?:amp|lt|gt);/g, (one) => ENTITIES[one] ?? one),
  };
}

const TAUGHT = 'Instructor';

/**
 * Adds a teacher's role that launches showed: Moodle's roster calls a non-editing teacher a learner, while their launch
 * calls them an instructor. A member whom an instructor confirmed as a learner stays one.
 */
function withHistory(member: Member, history: 'taught' | 'confirmed' | undefined): Member {
  if (history === undefined) return member;
  if (history === 'confirmed') return { ...member, roles: ['Learner'], isConfirmed: true };
  return { ...member, roles: [...member.roles, TAUGHT], hasTaught: true };
}

/** @returns the NRPS client of all courses */
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
      // No role filter is used: Canvas answers an unknown role with an empty list, and Moodle's next page drops the
      // filter.
      if (platform.family === 'canvas') url.searchParams.set('limit', '50');
      if (resourceLinkId !== undefined) url.searchParams.set('rlid', resourceLinkId);
      const call = { url: url.href, scope: NRPS_SCOPE, accept: MEDIA };
      const listed = await deps.client.pages(platform, call, 'members');
      // A member who is on two pages, because the list changed while it was read, counts once.
      const members = new Map(
        listed.map((one) => [one.userId, platform.family === 'moodle' ? asText(one) : one]),
      );
      // Canvas's roster names every role, so the roles of earlier launches add nothing.
      if (platform.family === 'canvas') return [...members.values()];
      const history = await deps.teachers.list(key);
      return [...members.values()].map((member) => withHistory(member, history.get(member.userId)));
    },
  };
}
