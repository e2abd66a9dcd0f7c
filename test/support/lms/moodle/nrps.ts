import { Router, type Request, type Response } from 'express';
import { omitUndefined } from '../../../../src/base/index.js';
import type { Course, Link, Person } from '../course.js';
import { LTI, NRPS_SCOPE } from '../names.js';
import type { Tool } from '../tool.js';
import { membershipsUrl, outcomeClaim, shortRoles } from './launch.js';
import type { MoodleSite } from './site.js';
import { acceptsExactly, readCall, refuse, reply, textOf } from './services.js';

const MEMBERSHIPS = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';
const ROLE = 'http://purl.imsglobal.org/vocab/lis/v2/membership#';

/** "Grade of … ≥ percent": staff who may see hidden activities pass always, and so does a non-editing teacher. */
export function maySee(link: Link, person: Person): boolean {
  if (!link.restriction || person.role !== 'learner') return true;
  const { column, percent } = link.restriction;
  const value = column.grades.get(person.id)?.value;
  return value !== null && value !== undefined && (value / column.maximum) * 100 >= percent;
}

/** What Moodle's `format_string` makes of a name. */
const asHtml = (name: string) =>
  name
    .replace(/&(?![a-z\d#]{1,8};)/gi, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');

function member(platform: MoodleSite, person: Person, tool: Tool, link: Link | undefined) {
  const { privacy } = tool.settings;
  return omitUndefined({
    status: 'Active',
    roles: shortRoles(person),
    message: link
      ? [
          {
            [`${LTI}message_type`]: 'LtiResourceLinkRequest',
            'https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome': outcomeClaim(
              platform,
              link,
              person,
              tool,
            ),
          },
        ]
      : undefined,
    user_id: person.id,
    lis_person_sourcedid: person.sisId,
    name: privacy === 'anonymous' ? undefined : asHtml(person.name),
    given_name: privacy === 'anonymous' ? undefined : asHtml(person.givenName),
    family_name: privacy === 'anonymous' ? undefined : asHtml(person.familyName),
    email: privacy === 'public' ? person.email : undefined,
    ext_user_username: privacy === 'anonymous' ? undefined : person.username,
  });
}

function filtered(course: Course, role: string, link: Link | undefined): Person[] {
  const wanted = !role || /^https?:/.test(role) ? role : `${ROLE}${role}`;
  // The administrator is not enrolled in the course.
  const enrolled = course.people.filter((one) => one.enrolled && one.role !== 'admin');
  const byRole = enrolled.filter((person) => {
    if (wanted === `${ROLE}Instructor`) return person.role === 'teacher';
    if (wanted === `${ROLE}Learner`) return person.role !== 'teacher';
    return true; // an unknown role filters nobody
  });
  return byRole.filter((person) => !link || maySee(link, person));
}

function listMembers(platform: MoodleSite, req: Request, res: Response): void {
  const call = readCall(platform, req, res, [NRPS_SCOPE]);
  if (!call || !acceptsExactly(req, res, MEMBERSHIPS)) return;
  const { course, tool } = call;
  if (req.params.type !== tool.settings.typeId) return refuse(req, res, 401, 'Unauthorized');
  const rlid = textOf(req.query.rlid);
  const link = course.links.find((one) => one.id === rlid && one.clientId === tool.clientId);
  if (rlid && !link) return refuse(req, res, 404, 'Not Found');
  const people = filtered(course, textOf(req.query.role), link);
  const limit = Number(req.query.limit ?? 0);
  const from = Number(req.query.from ?? 0);
  const page = limit > 0 ? people.slice(from, from + limit) : people;
  const id = membershipsUrl(platform, course, tool);
  if (limit > 0 && people.length > from + limit) {
    // The next link keeps `rlid` and loses `role`.
    const next = `${id}?limit=${limit}&from=${from + limit}${rlid ? `&rlid=${rlid}` : ''}`;
    res.set('link', `<${next}>; rel="next"`);
  }
  reply(res, MEMBERSHIPS, {
    id,
    context: { id: course.contextId, label: course.label, title: course.title },
    members: page.map((person) => member(platform, person, tool, link)),
  });
}

/** Names and Role Provisioning Services as Moodle 4.5 gives them (mod/lti/service/memberships). */
export function nrpsRoutes(platform: MoodleSite): Router {
  const router = Router();
  router.get('/mod/lti/services.php/CourseSection/:course/bindings/:type/memberships', (req, res) =>
    listMembers(platform, req, res),
  );
  return router;
}
