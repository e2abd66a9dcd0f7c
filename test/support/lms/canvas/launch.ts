import { omitUndefined } from '../../../../src/base/index.js';
import type { Course, Person } from '../course.js';
import { opaqueOf } from '../people.js';
import type { PendingLaunch } from '../launching.js';
import { LTI, SERVICE_SCOPES } from '../names.js';
import type { Tool } from '../tool.js';
import { lineItemsUrl, lineItemUrl } from './ags-call.js';
import type { CanvasSite } from './site.js';

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
  const assisting = person.assists === true ? MEMBERSHIP.nonediting : [];
  return [...new Set([...MEMBERSHIP[person.role], ...assisting])];
}

export function membershipsUrl(platform: CanvasSite, course: Course): string {
  return `${platform.baseUrl}/api/lti/courses/${course.id}/names_and_roles`;
}

export function namesOf(person: Person, tool: Tool): Record<string, string> {
  const { privacy } = tool.settings;
  if (person.isVisitor) return {};
  return omitUndefined({
    email: privacy === 'public' ? person.email : undefined,
    name: privacy === 'anonymous' ? undefined : person.name,
    given_name: privacy === 'anonymous' ? undefined : person.givenName,
    family_name: privacy === 'anonymous' ? undefined : person.familyName,
  });
}

/** The query runs for a while at most (`substitutions_helper.rb`); more than a thousand are cut. */
function historyOf(platform: CanvasSite, { history }: Course): string {
  if (platform.historyTimesOut) return 'timed out';
  return history.length > 1_000
    ? [...history.slice(0, 1_000), 'truncated'].join(',')
    : history.join(',');
}

/** Expands the variables Canvas knows; those it does not stay as they are written. */
export function expandCustom(
  custom: Record<string, string>,
  platform: CanvasSite,
  { person, course, assignmentId }: { person: Person; course?: Course; assignmentId?: string },
): Record<string, string> {
  const known: Record<string, string | undefined> = {
    '$Canvas.user.id': person.isVisitor ? undefined : person.id,
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
    '$Context.id.history': course && historyOf(platform, course),
    '$Canvas.course.previousContextIds': course?.history.join(','),
    '$Message.locale': person.locale,
  };
  const entries = Object.entries(custom).map(([key, value]) => [key, known[value] ?? value]);
  return Object.fromEntries(entries) as Record<string, string>;
}

function linkClaims(platform: CanvasSite, launch: PendingLaunch) {
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

/** Placements that take nothing but a link of the tool's. */
const LINKS_ALONE = new Set([
  'assignment_selection',
  'link_selection',
  'module_index_menu',
  'module_index_menu_modal',
  'module_menu_modal',
]);

function deepLinkingClaims(platform: CanvasSite, launch: PendingLaunch) {
  return {
    [`${LTI}message_type`]: 'LtiDeepLinkingRequest',
    'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings': {
      deep_link_return_url: `${platform.baseUrl}/courses/${launch.course.id}/deep_linking_response?data=${launch.id}`,
      accept_types: LINKS_ALONE.has(launch.placement ?? '')
        ? ['ltiResourceLink']
        : ['link', 'file', 'html', 'ltiResourceLink', 'image'],
      accept_presentation_document_targets: ['iframe', 'window'],
      accept_media_types: 'application/vnd.ims.lti.v1.ltilink',
      accept_multiple: launch.placement !== 'assignment_selection',
      auto_create: launch.placement?.startsWith('module_') ?? false,
      ...CHECKED,
    },
  };
}

function serviceClaims(platform: CanvasSite, { course, tool, link }: PendingLaunch) {
  const scope = SERVICE_SCOPES.filter(
    (one) => one.includes('lti-ags') && tool.settings.scopes.includes(one),
  );
  const endpoint = omitUndefined({
    scope,
    lineitems: lineItemsUrl(platform, course),
    lineitem: link?.column ? lineItemUrl(platform, course, link.column) : undefined,
    ...CHECKED,
  });
  const hasNames = tool.settings.scopes.some((one) => one.includes('contextmembership'));
  return omitUndefined({
    'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint':
      scope.length > 0 ? endpoint : undefined,
    'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice': hasNames
      ? {
          context_memberships_url: membershipsUrl(platform, course),
          service_versions: ['2.0'],
          ...CHECKED,
        }
      : undefined,
  });
}

function customOf(platform: CanvasSite, launch: PendingLaunch): Record<string, string> {
  const { tool, link, person, course, placement } = launch;
  const ofPlacement = tool.settings.placements.find((one) => one.placement === placement)?.custom;
  const merged = { ...tool.settings.custom, ...ofPlacement, ...link?.custom };
  return expandCustom(
    merged,
    platform,
    omitUndefined({
      person,
      course,
      assignmentId: link?.column ? link.column.id : undefined,
    }),
  );
}

/** The target of a launch: the link's, or the placement's, or the tool's. */
export function targetOf(launch: Omit<PendingLaunch, 'id'>): string {
  const { tool, link, placement, message } = launch;
  const ofPlacement = tool.settings.placements.find((one) => one.placement === placement);
  const own = message === 'deep-linking' ? tool.settings.deepLinkingUrl : tool.settings.launchUrl;
  return link?.targetLinkUri ?? ofPlacement?.targetLinkUri ?? own;
}

/** Only where the privacy level includes names. */
function lisClaims({ person, course, tool }: PendingLaunch) {
  if (tool.settings.privacy === 'anonymous') return {};
  const person_sourcedid = person.isVisitor ? null : person.sisId;
  const ids = { person_sourcedid, course_offering_sourcedid: course.sisId };
  return { [`${LTI}lis`]: { ...ids, ...CHECKED } };
}

function legacyClaims(person: Person) {
  if (person.isVisitor) return {};
  const user_id = opaqueOf(`user-${person.id}`);
  return { [`${LTI}lti11_legacy_user_id`]: user_id, [`${LTI}lti1p1`]: { user_id, ...CHECKED } };
}

/** The claims of a launch as Canvas sends them: an hour, full URIs, `validation_context` and `errors` everywhere. */
export function launchClaims(
  platform: CanvasSite,
  launch: PendingLaunch,
  nonce: string,
): Record<string, unknown> {
  const { course, tool, person } = launch;
  const iat = Math.floor(platform.now().getTime() / 1000);
  const isDeepLinking = launch.message === 'deep-linking';
  const ofMessage = isDeepLinking
    ? deepLinkingClaims(platform, launch)
    : linkClaims(platform, launch);
  return {
    ...ofMessage,
    [`${LTI}version`]: '1.3.0',
    aud: tool.clientId,
    azp: platform.sendsAzp ? tool.clientId : undefined,
    [`${LTI}deployment_id`]: tool.deploymentId,
    exp: iat + 3600,
    iat,
    iss: platform.issuer,
    nonce,
    sub: person.isVisitor ? undefined : person.sub,
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
    [`${LTI}roles`]: person.isVisitor
      ? ['http://purl.imsglobal.org/vocab/lis/v2/system/person#None']
      : [...INSTITUTION[person.role], ...membershipRoles(person), `${LIS}system/person#User`],
    [`${LTI}custom`]: customOf(platform, launch),
    ...lisClaims(launch),
    ...legacyClaims(person),
    ...serviceClaims(platform, launch),
    'https://www.instructure.com/placement': launch.placement,
    errors: { errors: {} },
  };
}
