import { omitUndefined } from '../../../../src/base/index.js';
import type { Course } from '../course.js';
import type { MoodleSite } from './site.js';
import type { ServiceToken } from './service-token.js';

/** The course's sections: everything is in the first one. */
export function contents(platform: MoodleSite, course: Course, token: ServiceToken) {
  const native = course.columns
    .filter((column) => column.kind === 'quiz' || column.kind === 'assign')
    .map((column) => ({
      column,
      link: undefined,
      module: column.kind as 'quiz' | 'assign',
      name: column.name,
    }));
  const tools = course.links.map((link) => ({
    column: link.column,
    link,
    module: 'lti' as const,
    name: link.title,
  }));
  const modules = [...native, ...tools]
    .filter(({ module }) => token.capabilities.has(`mod/${module}:view`))
    .map(({ column, link, module, name }) => {
      const id = link?.moduleId ?? column!.moduleId;
      const { restriction } = link ?? {};
      return omitUndefined({
        id,
        url: `${platform.baseUrl}/mod/${module}/view.php?id=${id}`,
        name,
        contextid: 28 + id,
        instance: link ? Number(link.id) : column.instanceId,
        visible: 1,
        uservisible: !restriction,
        availabilityinfo: restriction
          ? `Not available unless: You achieve higher than a certain score in <strong>${restriction.column.name}</strong>`
          : undefined,
        visibleoncoursepage: 1,
        modicon: `${platform.baseUrl}/theme/image.php/boost/${module}/1/monologo?filtericon=1`,
        modname: module,
        purpose: module === 'lti' ? 'other' : 'assessment',
        branded: false,
        modplural: { quiz: 'Quizzes', assign: 'Assignments', lti: 'External tools' }[module],
        availability: restriction
          ? JSON.stringify({
              op: '&',
              c: [{ type: 'grade', id: Number(restriction.column.id), min: restriction.percent }],
              showc: [true],
            })
          : null,
        indent: 0,
        onclick: '',
        afterlink: null,
        customdata: '""',
        noviewlink: false,
        completion: course.completion?.activities.has(id) === true ? 2 : 0,
        downloadcontent: 1,
        dates: [],
        groupmode: 0,
      });
    });
  const section = {
    visible: 1,
    summary: '',
    summaryformat: 1,
    section: 0,
    hiddenbynumsections: 0,
    uservisible: true,
    component: null,
    itemid: null,
  };
  return [{ id: 7, name: 'General', ...section, modules }];
}

/** Who is enrolled, in detail. */
export function enrolledUsers(platform: MoodleSite, course: Course, token: ServiceToken) {
  const picture = `${platform.baseUrl}/theme/image.php/boost/core/1/u/f1`;
  const roles = {
    teacher: [3, 'editingteacher'],
    nonediting: [4, 'teacher'],
    learner: [5, 'student'],
  };
  return course.people
    .filter((one) => one.enrolled && one.role !== 'admin')
    .map((person) => {
      const [roleid, shortname] = roles[person.role as keyof typeof roles];
      return omitUndefined({
        id: Number(person.id),
        firstname: person.givenName,
        lastname: person.familyName,
        fullname: person.name,
        email: token.capabilities.has('moodle/course:useremail') ? person.email : undefined,
        firstaccess: 1795227082,
        lastaccess: 1795229268,
        lastcourseaccess: 1795229268,
        profileimageurlsmall: picture.replace('f1', 'f2'),
        profileimageurl: picture,
        roles: [{ roleid, name: '', shortname, sortorder: 0 }],
        enrolledcourses: [
          { id: Number(course.id), fullname: course.title, shortname: course.label },
        ],
      });
    });
}
