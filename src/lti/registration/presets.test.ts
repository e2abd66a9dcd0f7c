import { describe, expect, it } from 'vitest';
import { isOwnService } from '../platform/own-address.js';
import { mayBeAudience } from '../platform/token-audience.js';
import { checkIssuer } from './check-issuer.js';
import { manualSchema } from './registration-forms.js';

const isAllowed = (url: string) => URL.canParse(url) && url.startsWith('https:');
const schema = manualSchema(isAllowed, 'wrong');
const read = (form: object) => schema.safeParse({ name: 'A school', clientId: 'c-1', ...form });
const wrongIn = (form: object) =>
  read(form)
    .error?.issues.map(({ path }) => path.join('.'))
    .sort() ?? [];

const SCHOOL = 'https://learn.example.edu';

describe('registration by hand', () => {
  it('needs no address for Blackboard, whose own there are', () => {
    const { data } = read({ family: 'blackboard' });
    expect(data).toMatchObject({
      family: 'other',
      issuer: 'https://blackboard.com',
      authorizationUrl: 'https://developer.blackboard.com/api/v1/gateway/oidcauth',
      tokenUrl: 'https://developer.blackboard.com/api/v1/gateway/oauth2/jwttoken',
      jwksUrl: 'https://developer.blackboard.com/api/v1/management/applications/c-1/jwks.json',
    });
    if (!data) throw new Error('not read');
    expect(() => checkIssuer(data, [])).not.toThrow();
    const platform = { ...data, serviceOrigins: [] };
    expect(isOwnService(platform, 'https://school.blackboard.com/learn/api/v1/lti')).toBe(true);
    expect(isOwnService(platform, 'https://bb.school.edu/learn/api/v1/lti')).toBe(true);
    expect(isOwnService(platform, 'http://school.blackboard.com/learn')).toBe(false);
    // Whoever answers under another key set is not Blackboard.
    const forged = { ...platform, jwksUrl: 'https://evil.example/jwks.json' };
    expect(isOwnService(forged, 'https://school.blackboard.com/learn')).toBe(false);
    expect(() => checkIssuer(forged, [])).toThrow('not on one site');
  });

  it('knows Brightspace’s token endpoint and its audience, which are not the school’s', () => {
    const { data } = read({ family: 'brightspace', issuer: SCHOOL });
    expect(data).toMatchObject({
      issuer: SCHOOL,
      authorizationUrl: `${SCHOOL}/d2l/lti/authenticate`,
      jwksUrl: `${SCHOOL}/d2l/.well-known/jwks`,
      tokenUrl: 'https://auth.brightspace.com/core/connect/token',
      tokenAudience: 'https://api.brightspace.com/auth/token',
    });
    if (!data) throw new Error('not read');
    expect(() => checkIssuer(data, [])).not.toThrow();
    expect(() => checkIssuer({ ...data, jwksUrl: 'https://evil.example/k' }, [])).toThrow();
  });

  it('asks for what a block of Open edX or a tool of Sakai has for itself', () => {
    expect(wrongIn({ family: 'openedx', issuer: SCHOOL })).toEqual(['jwksUrl', 'tokenUrl']);
    expect(wrongIn({ family: 'sakai', issuer: SCHOOL })).toEqual(['tokenUrl']);
    expect(wrongIn({ family: 'other', issuer: SCHOOL })).toEqual([
      'authorizationUrl',
      'jwksUrl',
      'tokenUrl',
    ]);
    expect(wrongIn({ family: 'moodle', issuer: `${SCHOOL}/` })).toEqual([]);
    expect(wrongIn({ family: 'brightspace' })).toHaveLength(4);
    expect(wrongIn({ family: 'nothing' })).toEqual(['family']);
  });

  it('keeps what was typed instead of what the product says', () => {
    const tokenUrl = `${SCHOOL}/imsblis/lti13/token/7`;
    const jwksUrl = `${SCHOOL}/imsblis/lti13/keyset/7`;
    const issuer = `${SCHOOL}/site/physics`;
    expect(read({ family: 'sakai', issuer, tokenUrl, jwksUrl }).data).toMatchObject({
      issuer,
      authorizationUrl: `${SCHOOL}/imsoidc/lti13/oidc_auth`,
      tokenUrl,
      jwksUrl,
    });
  });
});

describe('the audience of a client assertion', () => {
  it('is of the token endpoint’s site, or vouched for: never another platform’s', () => {
    const tokenUrl = `${SCHOOL}/token`;
    expect(mayBeAudience(tokenUrl, SCHOOL)).toBe(true);
    expect(mayBeAudience(tokenUrl, 'https://auth.example.edu/')).toBe(false);
    expect(mayBeAudience(tokenUrl, 'https://auth.example.edu/', ['https://auth.example.edu'])).toBe(
      true,
    );
    expect(mayBeAudience(tokenUrl, 'https://api.brightspace.com/auth/token')).toBe(false);
    expect(mayBeAudience(tokenUrl, 'canvas.instructure.com')).toBe(false);
    const typed = { family: 'other', issuer: SCHOOL, authorizationUrl: `${SCHOOL}/a`, tokenUrl };
    const jwksUrl = `${SCHOOL}/k`;
    expect(wrongIn({ ...typed, jwksUrl, tokenAudience: 'https://victim.example/token' })).toEqual([
      'tokenAudience',
    ]);
    expect(wrongIn({ ...typed, jwksUrl, tokenAudience: `${SCHOOL}/other` })).toEqual([]);
  });
});
