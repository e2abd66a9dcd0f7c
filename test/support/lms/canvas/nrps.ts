import { Router, type Request, type Response } from 'express';
import type { Course, Person } from '../course.js';
import { opaqueOf } from '../people.js';
import { LTI, NRPS_SCOPE } from '../names.js';
import type { Tool } from '../tool.js';
import type { CanvasSite } from './site.js';
import { expandCustom, membershipRoles, membershipsUrl, namesOf } from './launch.js';
import { compact, fail, paginate, readCall, reply } from './services.js';

const MEMBERSHIPS = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';

/** With `rlid`, a member's launch message: custom fields are expanded for the person, not for the course. */
function message(platform: CanvasSite, person: Person, tool: Tool) {
  return {
    [`${LTI}message_type`]: 'LtiResourceLinkRequest',
    locale: person.locale,
    [`${LTI}custom`]: expandCustom(tool.settings.custom, platform, { person }),
    'https://www.instructure.com/canvas_user_id': person.id,
    'https://www.instructure.com/canvas_user_login_id': person.username,
  };
}

function member(platform: CanvasSite, person: Person, tool: Tool, withMessage: boolean) {
  const { privacy } = tool.settings;
  return compact({
    status: 'Active',
    ...namesOf(person, tool),
    picture: privacy === 'public' ? `${platform.baseUrl}/images/messages/avatar-50.png` : null,
    lis_person_sourcedid: privacy === 'anonymous' ? null : person.sisId,
    user_id: person.sub,
    lti11_legacy_user_id: opaqueOf(`user-${person.id}`),
    roles: membershipRoles(person),
    message: withMessage ? [message(platform, person, tool)] : null,
  });
}

/** Enrolments that are active alone; nobody in a course that is over. */
function enrolled(platform: CanvasSite, course: Course, role: unknown): Person[] {
  if (course.concluded !== undefined) return [];
  return course.people.filter(
    (one) =>
      platform.isListed(one) &&
      one.role !== 'admin' &&
      // An unknown role matches nobody.
      (!role || membershipRoles(one).includes(role as string)),
  );
}

function listMembers(platform: CanvasSite, req: Request, res: Response): void {
  const call = readCall(platform, req, res, [NRPS_SCOPE]);
  if (!call) return;
  const { course, tool } = call;
  const { rlid, role } = req.query;
  const isKnown =
    rlid === course.contextId ||
    course.links.some((one) => one.id === rlid && one.clientId === tool.clientId);
  if (rlid !== undefined && !isKnown) return fail(res, 400, 'Requested ResourceLink was not found');
  const url = membershipsUrl(platform, course);
  const rows = paginate(req, res, url, enrolled(platform, course, role), { size: 50, most: 50 });
  reply(res, MEMBERSHIPS, {
    id: `${platform.baseUrl}${req.originalUrl}`,
    context: { id: course.contextId, label: course.label, title: course.title },
    members: rows.map((person) => member(platform, person, tool, rlid !== undefined)),
  });
}

/** Names and Role Provisioning Services as Canvas gives them. */
export function nrpsRoutes(platform: CanvasSite): Router {
  const router = Router();
  router.get('/api/lti/courses/:course/names_and_roles', (req, res) =>
    listMembers(platform, req, res),
  );
  return router;
}
