const PREFIX = 'https://purl.imsglobal.org/spec/ob/v3p0/scope/';

/** What a host of badges lets another system do in a person's name (Open Badges 3.0 API, 5.2). */
export const OB_SCOPES = {
  read: `${PREFIX}credential.readonly`,
  upsert: `${PREFIX}credential.upsert`,
  profile: `${PREFIX}profile.readonly`,
} as const;

/** The path of the API below a host's address. */
export const OB_PATH = '/ims/ob/v3p0';
