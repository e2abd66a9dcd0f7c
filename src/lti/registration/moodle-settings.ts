/**
 * What to choose in Moodle's form for a tool that is configured by hand, under Moodle's names (Moodle 4.5,
 * mod/lti/edit_form.php and the English language packs of its services). `why` is a key under `lti.register.moodle`;
 * a box that is ticked has no choice.
 */
export const MOODLE_SETTINGS = [
  { name: 'LTI version', choice: 'LTI 1.3', why: 'version' },
  { name: 'Public key type', choice: 'Keyset URL', why: 'keys' },
  {
    name: 'Tool configuration usage',
    choice: 'Show in activity chooser and as a preconfigured tool',
    why: 'chooser',
  },
  { name: 'Default launch container', choice: 'Embed, without blocks', why: 'container' },
  {
    name: 'Supports Deep Linking (Content-Item Message)',
    choice: '',
    why: 'deepLinking',
  },
  {
    name: 'IMS LTI Assignment and Grade Services',
    choice: 'Use this service for grade sync and column management',
    why: 'grades',
  },
  {
    name: 'IMS LTI Names and Role Provisioning',
    choice: "Use this service to retrieve members' information as per privacy settings",
    why: 'roster',
  },
  { name: 'Tool Settings', choice: 'Do not use this service', why: 'toolSettings' },
  { name: "Share launcher's name with tool", choice: 'Always', why: 'name' },
  { name: "Share launcher's email with tool", choice: 'Always', why: 'email' },
  { name: 'Accept grades from the tool', choice: 'Delegate to teacher', why: 'accept' },
] as const;
