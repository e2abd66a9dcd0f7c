import { describe, expect, it } from 'vitest';
import { createBrowser, launch } from './index.js';
import { LTI } from './names.js';
import type { TestPlatform } from './platform.js';
import type { Json } from './probe-tool.js';
import { canvas, moodle, probe, useRegistration } from './use-registration.js';

useRegistration();

describe.each([
  ['Moodle', () => moodle],
  ['Canvas', () => canvas],
])('Deep linking with %s', (_name, get) => {
  const settingsOf = (claims: Json) =>
    claims['https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings'];

  async function choose(platform: TestPlatform, changes: Json = {}) {
    const tool = platform.registerTool({ url: probe.url });
    probe.authorizationUrl = tool.authorizationUrl;
    const { browser } = await launch(platform, { as: 'teacher', tool, message: 'deep-linking' });
    const { claims } = probe.lastLaunch;
    const now = Math.floor(Date.now() / 1000);
    const JWT = await probe.sign({
      iss: tool.clientId,
      aud: platform.issuer,
      iat: now,
      exp: now + 60,
      nonce: 'n1',
      [`${LTI}message_type`]: 'LtiDeepLinkingResponse',
      [`${LTI}version`]: '1.3.0',
      [`${LTI}deployment_id`]: tool.deploymentId,
      'https://purl.imsglobal.org/spec/lti-dl/claim/content_items': [
        {
          type: 'ltiResourceLink',
          title: 'Badge <script>alert(1)</script>',
          url: `${probe.url}/lti/launch?badge=b1`,
          custom: { badge: 'b1' },
          lineItem: { label: 'Badge one', scoreMaximum: 50, resourceId: 'res-1', tag: 'badge' },
        },
        { type: 'ltiResourceLink', title: 'Second', url: `${probe.url}/lti/launch` },
      ],
      ...changes,
    });
    const url: string = settingsOf(claims).deep_link_return_url;
    return { tool, browser, page: await browser.post(url, { JWT }) };
  }

  it('makes links with their own columns once the teacher saves', async () => {
    const platform = get();
    const { tool, browser, page } = await choose(platform);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('<script>alert');
    await browser.submit(page, {}, '/add/');
    const links = platform.course.links.filter(({ clientId }) => clientId === tool.clientId);
    expect(links).toHaveLength(3);
    const [, first, second] = links;
    expect(first!.column).toMatchObject({ maximum: 50, resourceId: 'res-1', tag: 'badge' });
    expect(first!.column!.name).toBe(
      platform.kind === 'canvas' ? 'Badge one' : 'Badge <script>alert(1)</script>',
    );
    expect(second!.column).toBeUndefined();
    await launch(platform, { as: 'learner1', link: first! });
    expect(probe.lastLaunch.claims[`${LTI}custom`]).toMatchObject({ badge: 'b1' });
    expect(probe.lastLaunch.claims[`${LTI}target_link_uri`]).toContain('?badge=b1');
  });

  it('refuses an answer for another deployment, another audience, or without a nonce', async () => {
    for (const changes of [
      { [`${LTI}deployment_id`]: 'other' },
      { aud: 'https://other' },
      { nonce: undefined },
    ]) {
      expect((await choose(get(), changes)).page.status).toBe(400);
    }
  });

  it('takes no answer from somebody whose session asked for nothing', async () => {
    const platform = get();
    const browser = createBrowser();
    await browser.get(`${platform.baseUrl}/act-as?user=teacher&next=/style.css`);
    const { id } = platform.course;
    const url =
      platform.kind === 'moodle'
        ? `${platform.baseUrl}/mod/lti/contentitem_return.php?course=${id}&id=1&sesskey=guessed`
        : `${platform.baseUrl}/courses/${id}/deep_linking_response?data=guessed`;
    expect((await browser.post(url, { JWT: 'x' })).status).toBe(404);
  });

  it('is not for learners', async () => {
    const platform = get();
    const browser = createBrowser();
    await browser.get(`${platform.baseUrl}/act-as?user=learner1`);
    const { status } = await browser.get(`${platform.baseUrl}/courses/${platform.course.id}/add`);
    expect(status).toBe(403);
  });
});
