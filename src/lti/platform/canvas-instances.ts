/** One environment of Instructure's hosted Canvas, whose issuer and endpoints are on different origins. */
export interface CanvasInstance {
  readonly issuer: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly jwksUrl: string;
  /** The origin that may serve the openid-configuration, beside the school's own domain. */
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

/**
 * Hosted Canvas's environments (production, beta and test), from Instructure's documentation
 * (docs/canvas-unverified.md).
 */
export const CANVAS_INSTANCES = {
  production: instance(''),
  beta: instance('.beta'),
  test: instance('.test'),
} as const;
