/** One row of Instructure's hosted Canvas: issuer and endpoints are on different origins, by design. */
export interface CanvasInstance {
  readonly issuer: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly jwksUrl: string;
  /** Where its openid-configuration may be served from, beside the school's own domain. */
  readonly ssoOrigin: string;
}

function instance(suffix: '' | '.beta' | '.test'): CanvasInstance {
  const ssoOrigin = `https://sso${suffix}.canvaslms.com`;
  return {
    issuer: `https://canvas${suffix}.instructure.com`,
    authorizationUrl: `${ssoOrigin}/api/lti/authorize_redirect`,
    tokenUrl: `${ssoOrigin}/login/oauth2/token`,
    jwksUrl: `${ssoOrigin}/api/lti/security/jwks`,
    ssoOrigin,
  };
}

/** Production, beta and test, from Instructure's documentation (docs/canvas-unverified.md). */
export const CANVAS_INSTANCES = {
  production: instance(''),
  beta: instance('.beta'),
  test: instance('.test'),
} as const;
