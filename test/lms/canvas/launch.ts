import type { Course, Person } from '../course.js';
import { opaqueOf } from '../people.js';
import { LTI, SERVICE_SCOPES, type PendingLaunch, type Tool } from '../platform.js';
import { lineItemsUrl, lineItemUrl } from './ags.js';
import type { CanvasLike } from './canvas.js';

const LIS = 'http://purl.imsglobal.org/vocab/lis/v2/';
/** Canvas adds these two to many claims. */
const CHECKED = { validation_context: null, errors: { errors: {} } };

const MEMBERSHIP: Record<Person['role'], string[]> = {
  learner: [`${LIS}membership#Learner`],
  teacher: [`${LIS}membership#Instructor`],
  nonediting: [`${LIS}membership/Instructor#TeachingAssistant`, `${LIS}membership#Instructor`],
  testStudent: [
    `${LIS}membership#Learner`,
    'http://purl.imsglobal.org/vocab/lti/system/person#TestUser',
  ],
  admin: [],
};
const INSTITUTION: Record<Person['role'], string[]> = {
  learner: [`${LIS}institution/person#Student`],
  teacher: [`${LIS}institution/person#Instructor`],
  nonediting: [`${LIS}institution/person#Instructor`],
  testStudent: [`${LIS}institution/person#Student`],
  admin: [`${LIS}institution/person#Administrator`],
};

export function membershipRoles(person: Person): string[] {
  return MEMBERSHIP[person.role];
}

export function membershipsUrl(platform: CanvasLike, course: Course): string {
  return `${platform.baseUrl}/api/lti/courses/${course.id}/names_and_roles`;
}

export function namesOf(person: Person, tool: Tool): Record<string, string> {
  const { privacy } = tool.settings;
  return {
    ...(privacy === 'public' ? { email: person.email } : {}),
    ...(privacy === 'anonymous'
      ? {}
      : { name: person.name, given_name: person.givenName, family_name: person.familyName }),
  };
}

/** Expands the variables Canvas knows; those it does not stay as they are written. */
export function expandCustom(
  custom: Record<string, string>,
  platform: CanvasLike,
  { person, course, assignmentId }: { person: Person; course?: Course; assignmentId?: string },
): Record<string, string> {
  const known: Record<string, string | undefined> = {
    '$Canvas.user.id': person.id,
    '$Canvas.user.loginId': person.username,
    '$User.id': person.id,
    '$User.username': person.username,
    '$Person.name.full': person.name,
    '$Person.email.primary': person.email,
    '$Canvas.course.id': course?.id,
    '$Canvas.course.name': course?.title,
    '$Canvas.assignment.id': assignmentId,
    '$Canvas.api.baseUrl': course && platform.baseUrl,
    '$Canvas.api.domain': course && new URL(platform.baseUrl).host,
    '$Context.id.history': course?.history.join(','),
    '$Canvas.course.previousContextIds': course?.history.join(','),
    '$Message.locale': person.locale,
  };
  const entries = Object.entries(custom).map(([key, value]) => [key, known[value] ?? value]);
  return Object.fromEntries(entries) as Record<string, string>;
}

function linkClaims(platform: CanvasLike, launch: PendingLaunch) {
  const { course, link } = launch;
  return {
    [`${LTI}message_type`]: 'LtiResourceLinkRequest',
    [`${LTI}resource_link`]: {
      // A placement without an activity has the course's own id.
      id: link?.id ?? course.contextId,
      description: link?.description || null,
      title: link?.title ?? null,
      ...CHECKED,
    },
  };
}

function deepLinkingClaims(platform: CanvasLike, launch: PendingLaunch) {
  const isAssignment = launch.placement === 'assignment_selection';
  return {
    [`${LTI}message_type`]: 'LtiDeepLinkingRequest',
    'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings': {
      deep_link_return_url: `${platform.baseUrl}/courses/${launch.course.id}/deep_linking_response?data=${launch.id}`,
      accept_types: isAssignment
        ? ['ltiResourceLink']
        : ['link', 'file', 'html', 'ltiResourceLink', 'image'],
      accept_presentation_document_targets: ['iframe', 'window'],
      accept_media_types: 'application/vnd.ims.lti.v1.ltilink',
      accept_multiple: !isAssignment,
      accept_lineitem: true,
      auto_create: false,
      ...CHECKED,
    },
  };
}

function serviceClaims(platform: CanvasLike, { course, tool, link }: PendingLaunch) {
  const scope = SERVICE_SCOPES.filter(
    (one) => one.includes('lti-ags') && tool.settings.scopes.includes(one),
  );
  const endpoint = {
    scope,
    lineitems: lineItemsUrl(platform, course),
    ...(link?.column ? { lineitem: lineItemUrl(platform, course, link.column) } : {}),
    ...CHECKED,
  };
  const hasNames = tool.settings.scopes.some((one) => one.includes('contextmembership'));
  return {
    ...(scope.length > 0
      ? { 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint': endpoint }
      : {}),
    ...(hasNames
      ? {
          'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice': {
            context_memberships_url: membershipsUrl(platform, course),
            service_versions: ['2.0'],
            ...CHECKED,
          },
        }
      : {}),
  };
}

function customOf(platform: CanvasLike, launch: PendingLaunch): Record<string, string> {
  const { tool, link, person, course, placement } = launch;
  const ofPlacement = tool.settings.placements.find((one) => one.placement === placement)?.custom;
  const merged = { ...tool.settings.custom, ...ofPlacement, ...link?.custom };
  return expandCustom(merged, platform, {
    person,
    course,
    ...(link?.column ? { assignmentId: link.column.id } : {}),
  });
}

/** The target of a launch: the link's, or the placement's, or the tool's. */
export function targetOf(launch: Omit<PendingLaunch, 'id'>): string {
  const { tool, link, placement, message } = launch;
  const ofPlacement = tool.settings.placements.find((one) => one.placement === placement);
  const own = message === 'deep-linking' ? tool.settings.deepLinkingUrl : tool.settings.launchUrl;
  return link?.targetLinkUri ?? ofPlacement?.targetLinkUri ?? own;
}

/** The claims of a launch as Canvas sends them: an hour, full URIs, `validation_context` and `errors` everywhere. */
export function launchClaims(
  platform: CanvasLike,
  launch: PendingLaunch,
  nonce: string,
): Record<string, unknown> {
  const { course, tool, person } = launch;
  const iat = Math.floor(platform.now().getTime() / 1000);
  const isDeepLinking = launch.message === 'deep-linking';
  return {
    ...(isDeepLinking ? deepLinkingClaims(platform, launch) : linkClaims(platform, launch)),
    [`${LTI}version`]: '1.3.0',
    aud: tool.clientId,
    ...(platform.sendsAzp ? { azp: tool.clientId } : {}),
    [`${LTI}deployment_id`]: tool.deploymentId,
    exp: iat + 3600,
    iat,
    iss: platform.issuer,
    nonce,
    sub: person.sub,
    [`${LTI}target_link_uri`]: targetOf(launch),
    ...namesOf(person, tool),
    locale: person.locale,
    [`${LTI}context`]: {
      id: course.contextId,
      label: course.label,
      title: course.title,
      type: ['http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering'],
      ...CHECKED,
    },
    [`${LTI}tool_platform`]: {
      guid: `${opaqueOf('account')}:canvas-lms`,
      name: platform.siteName,
      version: 'cloud',
      product_family_code: 'canvas',
      ...CHECKED,
    },
    [`${LTI}launch_presentation`]: {
      document_target: 'iframe',
      height: 400,
      width: 800,
      return_url: `${platform.baseUrl}/courses/${course.id}/external_content/success/external_tool_redirect`,
      locale: person.locale,
      ...CHECKED,
    },
    [`${LTI}roles`]: [
      ...INSTITUTION[person.role],
      ...MEMBERSHIP[person.role],
      `${LIS}system/person#User`,
    ],
    [`${LTI}custom`]: customOf(platform, launch),
    [`${LTI}lis`]: {
      person_sourcedid: tool.settings.privacy === 'anonymous' ? null : person.sisId,
      course_offering_sourcedid: course.sisId,
      ...CHECKED,
    },
    [`${LTI}lti11_legacy_user_id`]: opaqueOf(`user-${person.id}`),
    [`${LTI}lti1p1`]: { user_id: opaqueOf(`user-${person.id}`), ...CHECKED },
    ...serviceClaims(platform, launch),
    'https://www.instructure.com/placement': launch.placement,
    errors: { errors: {} },
  };
}
