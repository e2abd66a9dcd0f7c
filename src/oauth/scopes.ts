/** What a token may do: read or change one kind of resource (RFC 6749, 3.3). */
export const SCOPES = [
  'achievements:read',
  'achievements:write',
  'rules:read',
  'rules:write',
  'awards:read',
  'awards:write',
  'credentials:read',
  'people:read',
  'people:write',
  'records:read',
  'records:write',
  'courses:read',
  'courses:write',
  'platforms:read',
  'issuers:read',
  'imports:read',
  'imports:write',
  'events:read',
  'webhooks:read',
  'webhooks:write',
] as const;

export type Scope = (typeof SCOPES)[number];

const KNOWN: ReadonlySet<string> = new Set(SCOPES);

export const isScope = (text: string): text is Scope => KNOWN.has(text);
