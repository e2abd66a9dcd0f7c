/**
 * Role names of LTI 1.3 (Core, appendix A.2): full URIs, the short context-role names of Moodle's roster, and the LTI
 * 1.1 URNs that older platforms still send.
 */
const CONTEXT = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
const PERSON =
  /^http:\/\/purl\.imsglobal\.org\/vocab\/lis\/v2\/(?:institution|system)\/person#(\w+)$/;
const TEST_USER = 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser';

/**
 * @returns the principal context role of a role: `Instructor` for `…/membership/Instructor#Grader`; undefined for roles
 *   that are none of a context
 */
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

/** Whether the person administers the platform. Only institution and system roles count, never a role in a course. */
export function isAdministrator(roles: readonly string[]): boolean {
  const admins = ['Administrator', 'SysAdmin', 'AccountAdmin'];
  return roles.some(
    (role) =>
      admins.includes(PERSON.exec(role)?.[1] ?? '') ||
      /^urn:lti:(?:sysrole|instrole):ims\/lis\/(?:Administrator|SysAdmin)$/.test(role),
  );
}

/** Whether the person teaches this course. An instructor's role in the institution alone does not count. */
export function isInstructor(roles: readonly string[]): boolean {
  return hasContextRole(roles, 'Instructor', 'Administrator');
}

/** Whether the person studies in this course. A test student ("student view") does too; see {@link isTestUser}. */
export function isLearner(roles: readonly string[]): boolean {
  return hasContextRole(roles, 'Learner', 'Student');
}

/** Whether the person is the platform's test student, who never earns a badge. */
export function isTestUser(roles: readonly string[]): boolean {
  return roles.includes(TEST_USER);
}

/** Whether a teacher is a teaching assistant; Canvas sends this role beside the instructor's. */
function isAssistant(roles: readonly string[]): boolean {
  return roles.some((role) => /[/#]TeachingAssistant$/.test(role));
}

/**
 * Whether the person can earn badges in this course: they study here, do not teach, and are no test student. A learner
 * who assists in another section of the course can.
 */
export function isEarner(roles: readonly string[]): boolean {
  const teaches = isInstructor(roles) && !isAssistant(roles);
  return isLearner(roles) && !isTestUser(roles) && !teaches;
}
