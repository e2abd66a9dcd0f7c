import { describe, expect, it } from 'vitest';
import { LTI, parseClaims } from './claims.js';

const AGS = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint';

/** The claims that Moodle 4.5 sends. */
function moodle(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    sub: '3',
    name: 'Tess Teacher',
    email: 'teacher1@example.test',
    [`${LTI}message_type`]: 'LtiResourceLinkRequest',
    [`${LTI}version`]: '1.3.0',
    [`${LTI}deployment_id`]: '1',
    [`${LTI}target_link_uri`]: 'https://tool.example/lti/launch?x=1',
    [`${LTI}roles`]: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor'],
    [`${LTI}context`]: { id: '2', label: 'PROBE1', title: 'Probe course', type: ['CourseSection'] },
    [`${LTI}resource_link`]: { id: '1', title: 'Probe', description: '' },
    [`${LTI}custom`]: { userid: '3', lineitem_results: '' },
    [`${LTI}launch_presentation`]: { locale: 'en', document_target: 'iframe' },
    [`${LTI}tool_platform`]: { product_family_code: 'moodle', version: '2024100706' },
    [AGS]: {
      scope: ['https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly'],
      lineitems: 'https://lms.example/mod/lti/services.php/2/lineitems?type_id=1',
      lineitem: 'https://lms.example/mod/lti/services.php/2/lineitems/4/lineitem?type_id=1',
    },
    ...changes,
  };
}

describe('parseClaims (LTI 1.3 Core, 5.3 and 5.4)', () => {
  it('types what Moodle sends and keeps all of it', () => {
    expect(parseClaims(moodle())).toMatchObject({
      deploymentId: '1',
      context: { id: '2', title: 'Probe course', label: 'PROBE1', types: ['CourseSection'] },
      user: { id: '3', name: 'Tess Teacher', email: 'teacher1@example.test' },
      services: { ags: { lineItemUrl: expect.stringContaining('?type_id=1') } },
      custom: { userid: '3' },
      presentation: { locale: 'en', documentTarget: 'iframe' },
      platform: { family: 'moodle' },
    });
  });

  it.each([
    { [`${LTI}custom`]: { 'laurel\0badge': 'x' } },
    { [`${LTI}custom`]: { laurel_badge: 'x\0y' } },
    { sub: '3\0' },
    { [`${LTI}context`]: { id: '2', title: 'Probe\0course' } },
  ])('refuses a NUL, in a name and in a value: %j', (changes) => {
    expect(() => parseClaims(moodle(changes))).toThrow(
      expect.objectContaining({ code: 'launch_unreadable', status: 400 }),
    );
    const words = { [`${LTI}custom`]: { laurel_badge: '\\u0000' } };
    expect(parseClaims(moodle(words)).custom).toEqual({ laurel_badge: '\\u0000' });
  });

  it.each([undefined, null, ''])('asks to sign in where sub is %j: a public course', (sub) => {
    expect(() => parseClaims(moodle({ sub }))).toThrow(
      expect.objectContaining({ code: 'launch_anonymous', status: 401 }),
    );
  });

  it('takes an anonymous launch', () => {
    const { user } = parseClaims(moodle({ name: undefined, email: undefined }));
    expect(user).toEqual({ id: '3' });
  });

  it.each([
    ['sub', { sub: { $ne: null } }],
    ['message_type', { [`${LTI}message_type`]: 'LtiStartProctoring' }],
    ['version', { [`${LTI}version`]: '1.1' }],
    ['deployment_id', { [`${LTI}deployment_id`]: undefined }],
    ['deployment_id', { [`${LTI}deployment_id`]: '' }],
    ['target_link_uri', { [`${LTI}target_link_uri`]: 'javascript:alert(1)' }],
    ['roles', { [`${LTI}roles`]: undefined }],
    ['roles', { [`${LTI}roles`]: 'Instructor' }],
    ['context', { [`${LTI}context`]: undefined }],
    ['context', { [`${LTI}context`]: { id: 'x'.repeat(256) } }],
    ['resource_link', { [`${LTI}resource_link`]: undefined }],
    ['resource_link', { [`${LTI}resource_link`]: { title: 'no id' } }],
    ['deep_linking_settings', { [`${LTI}message_type`]: 'LtiDeepLinkingRequest' }],
  ])('names the claim %s that is missing or wrong', (claim, changes) => {
    expect(() => parseClaims(moodle(changes))).toThrowError(
      expect.objectContaining({
        code: 'launch_claim_missing',
        message: expect.stringContaining(`“${claim}”`),
      }),
    );
  });

  it.each([
    ['none at all (5.3.7)', [], []],
    ['what is no text left out', ['Learner', 7, null], ['Learner']],
  ])('takes roles: %s', (_what, told, roles) => {
    expect(parseClaims(moodle({ [`${LTI}roles`]: told })).roles).toEqual(roles);
  });

  it('leaves out optional claims that are malformed instead of failing', () => {
    const launch = parseClaims(
      moodle({
        email: 'no address',
        [`${LTI}launch_presentation`]: { return_url: 'javascript:alert(1)', locale: 7 },
        [AGS]: { scope: 'x', lineitems: 'ftp://x/' },
      }),
    );
    expect(launch.user).not.toHaveProperty('email');
    expect(launch.presentation).toEqual({});
    expect(launch.services).toEqual({ ags: { scopes: [] } });
  });
});
