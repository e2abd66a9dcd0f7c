import { randomBytes } from 'node:crypto';
import { COMPLETION_CAPABILITIES } from './completion-calls.js';

/**
 * The capabilities that a role needs to read every grade and completion in Moodle 4.5; a site that lacks one leaves it
 * out.
 */
export const CAPABILITIES = [
  'webservice/rest:use',
  'moodle/course:view',
  'moodle/course:viewhiddencourses',
  'moodle/course:viewhiddenactivities',
  'moodle/site:accessallgroups',
  'gradereport/user:view',
  'moodle/grade:viewall',
  'moodle/grade:viewhidden',
  ...COMPLETION_CAPABILITIES,
  'moodle/user:viewdetails',
  'mod/assign:view',
  'mod/bigbluebuttonbn:view',
  'mod/choice:view',
  'mod/data:view',
  'mod/feedback:view',
  'mod/folder:view',
  'mod/glossary:view',
  'mod/h5pactivity:view',
  'mod/lesson:view',
  'mod/lti:view',
  'mod/page:view',
  'mod/quiz:view',
  'mod/resource:view',
  'mod/url:view',
  'mod/workshop:view',
] as const;

const SHORT_NAME = 'laurel';

/**
 * @returns a role preset as Moodle's “Use role preset” takes it (admin/roles/define.php); it reads grades, in the
 *   system context
 */
export function rolePreset(): string {
  const allowed = CAPABILITIES.map((name) => `    <allow>${name}</allow>`).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<role>
  <shortname>${SHORT_NAME}</shortname>
  <name>Laurel: reads grades</name>
  <description>Reads grades for badges by web service, and changes nothing.</description>
  <archetype></archetype>
  <contextlevels>
    <level>system</level>
  </contextlevels>
  <allowassign></allowassign>
  <allowoverride></allowoverride>
  <allowswitch></allowswitch>
  <allowview></allowview>
  <permissions>
${allowed}
  </permissions>
</role>
`;
}

/** @returns a list for Moodle's “Upload users” that makes one account with that role; nobody knows its password */
export function userList(): string {
  const password = `Aa1-${randomBytes(18).toString('base64url')}`;
  return [
    'username,firstname,lastname,email,password,sysrole1',
    `laurel-grades,Laurel,Reads grades,laurel-grades@laurel.invalid,${password},${SHORT_NAME}`,
    '',
  ].join('\n');
}
