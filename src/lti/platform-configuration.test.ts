import { describe, expect, it } from 'vitest';
import { CANVAS_INSTANCES } from './canvas-instances.js';
import { checkOrigins, type PlatformConfiguration } from './platform-configuration.js';

const { issuer, authorizationUrl, tokenUrl, jwksUrl } = CANVAS_INSTANCES.production;
const canvas: PlatformConfiguration = {
  ...{ issuer, authorizationUrl, tokenUrl, jwksUrl, family: 'canvas', version: 'cloud' },
  configurationUrl: `${issuer}/api/lti/security/openid-configuration`,
  registrationUrl: 'https://canvas.school.example/api/lti/registrations',
};

describe('checkOrigins', () => {
  it('knows hosted Canvas, told by itself or by the school’s own domain', () => {
    expect(() => checkOrigins(canvas, [])).not.toThrow();
    const school = { ...canvas, configurationUrl: 'https://canvas.school.example/openid' };
    expect(() => checkOrigins(school, [])).not.toThrow();
  });

  it.each<[string, Partial<PlatformConfiguration>]>([
    ['a foreign configuration', { configurationUrl: 'https://evil.example/openid' }],
    ['a foreign token endpoint', { tokenUrl: 'https://evil.example/token' }],
    ['foreign keys', { jwksUrl: 'https://evil.example/jwks' }],
    ['a foreign sign-in address', { authorizationUrl: 'https://evil.example/auth' }],
    ['another issuer', { issuer: 'https://canvas.instructure.com.evil.example' }],
  ])('refuses hosted Canvas with %s', (_what, changes) => {
    expect(() => checkOrigins({ ...canvas, ...changes }, [])).toThrowError(/not on one site/);
  });

  it('takes several origins that the administrator vouched for, all of them', () => {
    const other = {
      ...canvas,
      issuer: 'https://lms.example',
      configurationUrl: 'https://lms.example/c',
    };
    const origins = ['https://lms.example', CANVAS_INSTANCES.production.ssoOrigin];
    expect(() => checkOrigins(other, origins)).toThrow();
    expect(() => checkOrigins(other, [...origins, 'https://canvas.school.example'])).not.toThrow();
  });
});
