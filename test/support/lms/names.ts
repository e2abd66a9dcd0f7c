/** Names of LTI 1.3 and its services that both test platforms use. */
export const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
export const AGS_SCOPE = 'https://purl.imsglobal.org/spec/lti-ags/scope/';
export const NRPS_SCOPE =
  'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';
export const SERVICE_SCOPES = [
  `${AGS_SCOPE}lineitem`,
  `${AGS_SCOPE}lineitem.readonly`,
  `${AGS_SCOPE}result.readonly`,
  `${AGS_SCOPE}score`,
  NRPS_SCOPE,
];
