import { z } from 'zod';
import type { Courses } from './courses.js';
import type { TenantKey } from './launch.js';
import type { ServiceClient } from './service-client.js';
import type { TeacherStore } from './teacher-store.js';

/** Somebody in a course (NRPS 2.0, 2.2). Name and e-mail only where the platform's privacy settings give them. */
export interface Member {
  readonly userId: string;
  /** Full URIs or short names, as the platform sends them; ask `isLearner` and its siblings. */
  readonly roles: readonly string[];
  readonly status: 'Active' | 'Inactive' | 'Deleted';
  readonly name?: string;
  readonly email?: string;
  readonly sourcedId?: string;
  /** With `resourceLinkId` alone: what the platform would send at a launch, such as Canvas's own ids. */
  readonly custom?: Readonly<Record<string, string>>;
}

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
const CUSTOM = 'https://purl.imsglobal.org/spec/lti/claim/custom';

const word = z.string().max(4_000).nullish().catch(undefined);
const messageSchema = z.array(
  z.looseObject({ [CUSTOM]: z.record(z.string(), z.unknown()).optional() }),
);

function customOf(messages: z.infer<typeof messageSchema> | undefined) {
  const values = Object.entries(
    Object.assign({}, ...(messages ?? []).map((one) => one[CUSTOM])) as object,
  );
  const texts = values.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return texts.length === 0 ? undefined : Object.fromEntries(texts);
}

/** Leaves out what is absent or empty. */
function present<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept = Object.entries(values).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  return Object.fromEntries(kept) as never;
}

const memberSchema = z
  .object({
    user_id: z.string().min(1).max(255),
    roles: z.array(z.string()).catch([]),
    status: z.enum(['Active', 'Inactive', 'Deleted']).catch('Active'),
    name: word,
    given_name: word,
    family_name: word,
    email: z.email().nullish().catch(undefined),
    lis_person_sourcedid: word,
    message: messageSchema.optional().catch(undefined),
  })
  .transform((member): Member => {
    const { user_id: userId, roles, status, given_name: given, family_name: family } = member;
    return {
      ...{ userId, roles, status },
      ...present({
        name: member.name || [given, family].filter(Boolean).join(' '),
        email: member.email,
        sourcedId: member.lis_person_sourcedid,
        custom: customOf(member.message),
      }),
    };
  });
const containerSchema = z.object({ members: z.array(memberSchema) });

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Moodle's roster writes names as HTML ("Smith &amp; Sons"), its launches as they are. */
function asText(member: Member): Member {
  if (member.name === undefined) return member;
  return {
    ...member,
    name: member.name.replace(/&(?:amp|lt|gt);/g, (one) => ENTITIES[one] ?? one),
  };
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
      const pages = await deps.client.pages(platform, call, containerSchema);
      // Somebody on two pages (the list moved while it was read) is one member.
      const members = new Map(
        pages
          .flatMap((page) => page.members)
          .map((one) => [one.userId, platform.family === 'moodle' ? asText(one) : one]),
      );
      // Moodle's roster calls a non-editing teacher a learner; their own launch calls them an instructor.
      const teachers = await deps.teachers.list(key);
      return [...members.values()].map((member) =>
        teachers.has(member.userId)
          ? { ...member, roles: [...member.roles, 'Instructor'] }
          : member,
      );
    },
  };
}
