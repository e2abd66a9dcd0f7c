import { createHash } from 'node:crypto';
import { omitUndefined } from '../../../../src/base/index.js';
import type { Course, Link, Person } from '../course.js';
import type { PendingLaunch } from '../launching.js';
import { LTI, NRPS_SCOPE, SERVICE_SCOPES } from '../names.js';
import type { Tool } from '../tool.js';
import { lineItemsUrl, lineItemUrl } from './ags.js';
import type { MoodleSite } from './site.js';

const ROLE = 'http://purl.imsglobal.org/vocab/lis/v2/membership#';
const ADMIN = [
  'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator',
  'http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator',
];

/** Moodle's roles on the roster: editing teachers are Instructor; a non-editing teacher is listed as a Learner. */
export function shortRoles(person: Person): string[] {
  return [person.role === 'teacher' || person.role === 'admin' ? 'Instructor' : 'Learner'];
}

/**
 * Moodle's roles in a launch: there a non-editing teacher is an Instructor too (seen on 4.5.6). Who has switched to another
 * role is launched by that one alone, a site's administrator too (mod/lti/locallib.php, `lti_get_ims_role`).
 */
function roles({ switchedTo, ...own }: Person): string[] {
  return rolesOf({ ...own, role: switchedTo ?? own.role });
}

function rolesOf(person: Person): string[] {
  const own = (person.role === 'nonediting' ? ['Instructor'] : shortRoles(person)).map(
    (role) => `${ROLE}${role}`,
  );
  return person.role === 'admin' ? [...ADMIN, ...own] : own;
}

export function membershipsUrl(platform: MoodleSite, course: Course, tool: Tool): string {
  const { typeId } = tool.settings;
  return `${platform.baseUrl}/mod/lti/services.php/CourseSection/${course.id}/bindings/${typeId}/memberships`;
}

/** The Basic Outcomes claim that Moodle adds to every launch and, with `rlid`, to every member. */
export function outcomeClaim(platform: MoodleSite, link: Link, person: Person, tool: Tool) {
  const data = {
    instanceid: link.id,
    userid: person.id,
    typeid: tool.settings.typeId,
    launchid: platform.number() + 1_000_000_000,
  };
  const hash = createHash('sha256').update(JSON.stringify(data)).digest('hex');
  return {
    lis_result_sourcedid: JSON.stringify({ data, hash }),
    lis_outcome_service_url: `${platform.baseUrl}/mod/lti/service.php`,
  };
}

function expandVariables(
  value: string,
  { person, course, link }: PendingLaunch,
  platform: MoodleSite,
): string {
  const variables: Record<string, string> = {
    '$User.id': person.id,
    '$User.username': person.username,
    '$Person.name.full': person.name,
    '$Person.email.primary': person.email,
    '$Person.sourcedId': person.sisId,
    '$Context.id': course.contextId,
    '$CourseSection.sourcedId': course.sisId,
    '$CourseSection.title': course.title,
    '$Context.id.history': course.history.join(','),
    '$ResourceLink.id': link?.id ?? '',
    '$ResourceLink.title': link?.title ?? '',
    '$ToolPlatform.version': platform.version,
  };
  return variables[value] ?? value;
}

function customOf(launch: PendingLaunch, platform: MoodleSite): Record<string, string> {
  // The tool's own keys win over deep-linked ones of the same name.
  const merged = { ...launch.link?.custom, ...launch.tool.settings.custom };
  const entries = Object.entries(merged).map(([key, value]) => [
    key,
    expandVariables(value, launch, platform),
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

function personClaims(person: Person, tool: Tool): Record<string, unknown> {
  const { privacy } = tool.settings;
  return omitUndefined({
    given_name: privacy === 'anonymous' ? undefined : person.givenName,
    family_name: privacy === 'anonymous' ? undefined : person.familyName,
    name: privacy === 'anonymous' ? undefined : person.name,
    [`${LTI}ext`]: omitUndefined({
      user_username: privacy === 'anonymous' ? undefined : person.username,
      lms: 'moodle-2',
    }),
    email: privacy === 'public' ? person.email : undefined,
  });
}

function agsClaim(platform: MoodleSite, { course, tool, link }: PendingLaunch) {
  const scope = SERVICE_SCOPES.filter(
    (one) => one.includes('lti-ags') && tool.settings.scopes.includes(one),
  );
  if (scope.length === 0) return {};
  return {
    'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint': omitUndefined({
      scope,
      lineitems: lineItemsUrl(platform, course, tool),
      lineitem: link?.column ? lineItemUrl(platform, course, link.column, tool) : undefined,
    }),
  };
}

function linkClaims(platform: MoodleSite, launch: PendingLaunch & { link: Link }) {
  const { course, tool, link, person } = launch;
  const nrps = membershipsUrl(platform, course, tool);
  const hasNames = tool.settings.scopes.includes(NRPS_SCOPE);
  return omitUndefined({
    [`${LTI}message_type`]: 'LtiResourceLinkRequest',
    [`${LTI}resource_link`]: { title: link.title, description: link.description, id: link.id },
    'https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome': link.column
      ? outcomeClaim(platform, link, person, tool)
      : undefined,
    ...personClaims(person, tool),
    [`${LTI}launch_presentation`]: {
      locale: person.locale,
      document_target: 'iframe',
      return_url: `${platform.baseUrl}/mod/lti/return.php?course=${course.id}&launch_container=3&instanceid=${link.id}&sesskey=${platform.sessionKey}`,
    },
    [`${LTI}custom`]: omitUndefined({
      ...customOf(launch, platform),
      context_memberships_url: hasNames ? nrps : undefined,
    }),
    ...agsClaim(platform, launch),
    'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice': hasNames
      ? {
          context_memberships_url: nrps,
          service_versions: ['1.0', '2.0'],
        }
      : undefined,
  });
}

function deepLinkingClaims(platform: MoodleSite, launch: PendingLaunch) {
  const { course, tool, person } = launch;
  const settings = {
    accept_types: ['ltiResourceLink'],
    accept_presentation_document_targets: ['frame', 'iframe', 'window'],
    accept_copy_advice: false,
    accept_multiple: true,
    accept_unsigned: false,
    auto_create: false,
    can_confirm: false,
    deep_link_return_url: `${platform.baseUrl}/mod/lti/contentitem_return.php?course=${course.id}&id=${tool.settings.typeId}&sesskey=${platform.sessionKey}`,
    title: tool.settings.name,
    text: '',
  };
  return {
    [`${LTI}message_type`]: 'LtiDeepLinkingRequest',
    ...personClaims(person, tool),
    [`${LTI}launch_presentation`]: { locale: person.locale },
    [`${LTI}custom`]: customOf(launch, platform),
    ...agsClaim(platform, launch),
    'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings': settings,
  };
}

/** The claims of a launch, as Moodle 4.5 sends them: 60 seconds, `aud` a string, no `azp`, a bare context type. */
export function launchClaims(
  platform: MoodleSite,
  launch: PendingLaunch,
  nonce: string,
): Record<string, unknown> {
  const { course, tool, link, person } = launch;
  const iat = Math.floor(platform.now().getTime() / 1000);
  const target =
    launch.message === 'deep-linking' ? tool.settings.deepLinkingUrl : link!.targetLinkUri;
  const message = link
    ? linkClaims(platform, { ...launch, link })
    : deepLinkingClaims(platform, launch);
  return {
    nonce,
    iat,
    exp: iat + 60,
    iss: platform.issuer,
    aud: tool.clientId,
    [`${LTI}deployment_id`]: tool.deploymentId,
    [`${LTI}target_link_uri`]: target,
    sub: person.id,
    [`${LTI}lis`]: { person_sourcedid: person.sisId, course_section_sourcedid: course.sisId },
    [`${LTI}roles`]: roles(person),
    [`${LTI}context`]: {
      id: course.contextId,
      label: course.label,
      title: course.title,
      type: ['CourseSection'],
    },
    [`${LTI}tool_platform`]: {
      product_family_code: 'moodle',
      version: platform.version,
      guid: '750fbdc15785f7a70ed507ffe2a6a428',
      name: 'northfield',
      description: 'Northfield Moodle',
    },
    [`${LTI}version`]: '1.3.0',
    ...message,
  };
}
