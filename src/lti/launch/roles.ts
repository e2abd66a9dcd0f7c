/**
 * Roles of LTI 1.3 (Core, appendix A.2): full URIs, the short context-role names that Moodle's roster uses, and the
 * LTI 1.1 URNs older platforms still mix in.
 */
const CONTEXT = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
const PERSON =
  /^http:\/\/purl\.imsglobal\.org\/vocab\/lis\/v2\/(?:institution|system)\/person#(\w+)$/;
const TEST_USER = 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser';

/** The principal context role a role stands for: `Instructor` of `…/membership/Instructor#Grader`; undefined for others. */
function contextRole(role: string): string | undefined {
  if (!role.includes(':')) return role.split(/[/#]/)[0];
  const urn = /^urn:lti:role:ims\/lis\/(\w+)/.exec(role);
  if (urn) return urn[1];
  if (!role.startsWith(CONTEXT)) return undefined;
  const rest = role.slice(CONTEXT.length);
  return rest.startsWith('#') ? rest.slice(1) : rest.split(/[/#]/)[1];
}

function hasContextRole(roles: readonly string[], ...wanted: readonly string[]): boolean {
  return roles.some((role) => wanted.includes(contextRole(role) ?? ''));
}

/** Whether the person administers the platform: an institution or system role, never a role in a course. */
export function isAdministrator(roles: readonly string[]): boolean {
  const admins = ['Administrator', 'SysAdmin', 'AccountAdmin'];
  return roles.some(
    (role) =>
      admins.includes(PERSON.exec(role)?.[1] ?? '') ||
      /^urn:lti:(?:sysrole|instrole):ims\/lis\/(?:Administrator|SysAdmin)$/.test(role),
  );
}

/** Whether the person teaches this course. An instructor elsewhere in the institution is not one here. */
export function isInstructor(roles: readonly string[]): boolean {
  return hasContextRole(roles, 'Instructor', 'Administrator');
}

/** Whether the person studies in this course; a test student ("student view") does too, see {@link isTestUser}. */
export function isLearner(roles: readonly string[]): boolean {
  return hasContextRole(roles, 'Learner', 'Student');
}

/** Whether this is the platform's made-up student, who never earns anything. */
export function isTestUser(roles: readonly string[]): boolean {
  return roles.includes(TEST_USER);
}

/** Whether a teacher assists only; Canvas tells it of its TAs, beside their being instructors. */
function isAssistant(roles: readonly string[]): boolean {
  return roles.some((role) => /[/#]TeachingAssistant$/.test(role));
}

/**
 * Whether the person can earn in this course: they study here and neither teach nor are made up. Who studies here and
 * assists in another section does both.
 */
export function isEarner(roles: readonly string[]): boolean {
  const teaches = isInstructor(roles) && !isAssistant(roles);
  return isLearner(roles) && !isTestUser(roles) && !teaches;
}
