import { describe, expect, it } from 'vitest';
import { CANVAS_INSTANCES } from './canvas-instances.js';
import { isOwnAddress, isOwnService } from './own-address.js';

const { issuer, authorizationUrl, tokenUrl, jwksUrl } = CANVAS_INSTANCES.production;
const canvas = { issuer, authorizationUrl, tokenUrl, jwksUrl };
const moodle = {
  issuer: 'https://moodle.example/learn',
  authorizationUrl: 'https://moodle.example/learn/mod/lti/auth.php',
  tokenUrl: 'https://moodle.example/learn/mod/lti/token.php',
  jwksUrl: 'https://keys.moodle.example/certs',
};

describe('the addresses of a platform', () => {
  it.each([
    'https://moodle.example/mod/lti/services.php/2/lineitems?type_id=1',
    'https://keys.moodle.example/x',
  ])('are its own at its issuer and its endpoints: %s', (url) => {
    expect(isOwnAddress(moodle, url)).toBe(true);
  });

  it.each([
    'https://moodle.victim.example/lineitems',
    'http://moodle.example/lineitems',
    'https://moodle.example:8443/lineitems',
    'https://moodle.example.evil.example/lineitems',
    'https://moodle.example@evil.example/lineitems',
    'https://evil.example/?https://moodle.example/',
    'https://school.instructure.com/api/lti/courses/1/line_items',
    'javascript:alert(1)',
    'no address',
  ])('are no others: %s', (url) => {
    expect(isOwnAddress(moodle, url)).toBe(false);
    expect(isOwnService(moodle, url)).toBe(false);
  });

  it('are others that the operator vouched for', () => {
    const serviceOrigins = ['https://grades.example'];
    expect(isOwnAddress({ ...moodle, serviceOrigins }, 'https://grades.example/1')).toBe(true);
    expect(isOwnAddress({ ...moodle, serviceOrigins }, 'https://grades.example:444/1')).toBe(false);
  });

  it('are schools’ own hosts for Canvas at Instructure; a domain of a school’s own only where Canvas signed it', () => {
    const school = 'https://school.beta.instructure.com/api/lti/courses/1/names_and_roles';
    expect(isOwnAddress(canvas, school)).toBe(true);
    expect(isOwnAddress(canvas, 'https://instructure.com.evil.example/')).toBe(false);
    expect(isOwnAddress(canvas, 'https://evilinstructure.com/')).toBe(false);
    const vanity = 'https://canvas.school.example/api/lti/courses/1/line_items';
    expect(isOwnAddress(canvas, vanity)).toBe(false);
    expect(isOwnService(canvas, vanity)).toBe(true);
  });

  it('are not Instructure’s for whoever has its issuer with keys of their own', () => {
    const own = { ...canvas, jwksUrl: 'https://evil.example/jwks' };
    expect(isOwnService(own, 'https://school.instructure.com/api')).toBe(false);
    expect(isOwnService(own, 'https://canvas.school.example/api')).toBe(false);
  });
});
