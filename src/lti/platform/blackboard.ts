/**
 * Blackboard's one issuer: a tool is registered once with the vendor, and every school of the world that adds it launches under
 * this issuer and that client id. A school is known by its deployment alone.
 */
export const BLACKBOARD = {
  issuer: 'https://blackboard.com',
  authorizationUrl: 'https://developer.blackboard.com/api/v1/gateway/oidcauth',
  tokenUrl: 'https://developer.blackboard.com/api/v1/gateway/oauth2/jwttoken',
  /** Followed by the client's id and `/jwks.json`. */
  applications: 'https://developer.blackboard.com/api/v1/management/applications',
} as const;

/** The parent domain of schools at Blackboard; some have domains of their own. */
export const BLACKBOARD_FRAME_ORIGIN = 'https://*.blackboard.com';

/** Whether schools that have nothing to do with each other launch under one issuer and client id. */
export const isSharedByAll = (issuer: string): boolean => issuer === BLACKBOARD.issuer;
