import { describe, expect, it } from 'vitest';
import { CANVAS_INSTANCES } from '../platform/canvas-instances.js';
import { checkConfiguration, checkIssuer } from './check-issuer.js';
import type { PlatformConfiguration } from './configuration.js';

const { issuer, authorizationUrl, tokenUrl, jwksUrl, ssoOrigin } = CANVAS_INSTANCES.production;
const canvas: PlatformConfiguration = {
  issuer,
  authorizationUrl,
  tokenUrl,
  jwksUrl,
  family: 'canvas',
  version: 'cloud',
  configurationUrl: `${issuer}/api/lti/security/openid-configuration`,
  registrationUrl: 'https://canvas.school.example/api/lti/registrations',
};

describe('what a platform says of itself', () => {
  it.each([issuer, ssoOrigin])('is Canvas’s where Canvas itself says it, at %s', (origin) => {
    const configurationUrl = `${origin}/api/lti/security/openid-configuration`;
    expect(() => checkConfiguration({ ...canvas, configurationUrl }, [])).not.toThrow();
  });

  it.each<[string, Partial<PlatformConfiguration>]>([
    ['a foreign configuration', { configurationUrl: 'https://evil.example/openid' }],
    [
      'a configuration and a registration of one foreign site',
      { configurationUrl: 'https://evil.example/c', registrationUrl: 'https://evil.example/r' },
    ],
    [
      'a configuration from where a school is said to be',
      { configurationUrl: 'https://canvas.school.example/openid' },
    ],
    [
      'a configuration of another of Canvas’s',
      { configurationUrl: 'https://sso.beta.canvaslms.com/o' },
    ],
    ['a foreign token endpoint', { tokenUrl: 'https://evil.example/token' }],
    ['another path at the token endpoint', { tokenUrl: `${ssoOrigin}/courses/1/token` }],
    ['foreign keys', { jwksUrl: 'https://evil.example/jwks' }],
    ['a foreign sign-in address', { authorizationUrl: 'https://evil.example/auth' }],
    ['another issuer', { issuer: 'https://canvas.instructure.com.evil.example' }],
    ['an issuer with a slash', { issuer: 'https://canvas.instructure.com/' }],
  ])('is refused for hosted Canvas with %s', (_what, changes) => {
    expect(() => checkConfiguration({ ...canvas, ...changes }, [])).toThrowError(/not on one site/);
  });

  it('may be on several origins that the operator vouched for, all of them', () => {
    const other = {
      ...canvas,
      issuer: 'https://lms.example',
      configurationUrl: 'https://lms.example/c',
    };
    const origins = ['https://lms.example', ssoOrigin];
    expect(() => checkConfiguration(other, origins)).toThrow();
    const all = [...origins, 'https://canvas.school.example'];
    expect(() => checkConfiguration(other, all)).not.toThrow();
  });
});

describe('an issuer that somebody typed', () => {
  const at = (origin: string) => ({
    issuer: origin,
    authorizationUrl: `${origin}/auth`,
    tokenUrl: `${origin}/token`,
    jwksUrl: `${origin}/jwks`,
  });

  it('is theirs whose endpoints it names: its own, or Instructure’s for hosted Canvas', () => {
    expect(() => checkIssuer(at('https://moodle.example'), [])).not.toThrow();
    expect(() => checkIssuer(canvas, [])).not.toThrow();
  });

  it.each(['https://canvas.instructure.com', 'https://moodle.other.example'])(
    'is refused with somebody else’s endpoints: %s',
    (taken) => {
      const given = { ...at('https://evil.example'), issuer: taken };
      expect(() => checkIssuer(given, [])).toThrowError(/not on one site/);
      // A school's own Canvas has Instructure's issuer unless it is configured otherwise: the operator has to vouch for
      // it.
      expect(() => checkIssuer(given, [taken, 'https://evil.example'])).not.toThrow();
    },
  );
});
