import { describe, expect, it } from 'vitest';
import { createBrowser } from '../../support/lms/index.js';
import { invite, laurel, moodle, usePlatforms } from './use-platforms.js';

usePlatforms();

describe('registration by hand', () => {
  it('shows every value to copy, and keeps what was typed beside what was wrong', async () => {
    const browser = createBrowser();
    const page = await browser.get(await invite());
    for (const path of ['/lti/launch', '/lti/login', '/lti/keys', '/lti/canvas.json']) {
      expect(page.text).toContain(`${laurel.url}${path}`);
    }
    expect(page.text).toMatch(/context_history(=|&#x3D;)\$Context\.id\.history/);
    const { endpoints } = moodle;
    const typed = {
      name: 'Campus <b>Moodle</b>',
      family: 'moodle',
      issuer: endpoints.issuer,
      clientId: 'by-hand',
      authorizationUrl: endpoints.authorizationUrl,
      tokenUrl: 'http://10.0.0.1/token',
      jwksUrl: endpoints.jwksUrl,
    };
    const wrong = await browser.submit(page, typed, '/by-hand');
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Campus &lt;b&gt;Moodle&lt;/b&gt;');
    expect(wrong.text).toContain('public https address');
    const right = { ...typed, tokenUrl: endpoints.tokenUrl, deploymentId: '7' };
    expect((await browser.submit(wrong, right, '/by-hand')).status).toBe(200);
    const [made] = await laurel.lti.platforms.list();
    expect(made).toMatchObject({ clientId: 'by-hand', issuer: endpoints.issuer });
  });

  it('keeps a slash at the end of an issuer, says under which it is, and which other there is', async () => {
    const { endpoints } = moodle;
    const add = async (family: string, issuer: string) => {
      const browser = createBrowser();
      const page = await browser.get(await invite());
      const { authorizationUrl, tokenUrl, jwksUrl } = endpoints;
      const fields = { name: 'M', family, clientId: 'same', authorizationUrl, tokenUrl, jwksUrl };
      return (await browser.submit(page, { ...fields, issuer }, '/by-hand')).text;
    };
    const slash = await add('other', `${endpoints.issuer}/`);
    expect(slash).toContain(`<code>${endpoints.issuer}/</code>`);
    expect(slash).not.toContain('spelled otherwise');
    // Moodle's has none, whatever was typed.
    const bare = await add('moodle', `${endpoints.issuer}/`);
    expect(bare).toContain(`<code>${endpoints.issuer}</code>`);
    expect(bare).toContain(`already knows “${endpoints.issuer}/”`);
    const issuers = (await laurel.lti.platforms.list()).map(({ issuer }) => issuer);
    expect(issuers).toEqual([`${endpoints.issuer}/`, endpoints.issuer]);
  });

  it('refuses a second registration of the same issuer and client', async () => {
    const { endpoints } = moodle;
    const add = async () => {
      const browser = createBrowser();
      const page = await browser.get(await invite());
      const { issuer, authorizationUrl, tokenUrl, jwksUrl } = endpoints;
      const fields = { name: 'M', family: 'moodle', clientId: 'same' };
      return browser.submit(
        page,
        { ...fields, issuer, authorizationUrl, tokenUrl, jwksUrl },
        '/by-hand',
      );
    };
    expect((await add()).status).toBe(200);
    expect((await add()).status).toBe(409);
    expect(await laurel.lti.platforms.list()).toHaveLength(1);
  });

  it('gives Canvas a developer key’s configuration', async () => {
    const answer = await fetch(`${laurel.url}/lti/canvas.json`);
    const configuration = (await answer.json()) as {
      extensions: { settings: { placements: { placement: string; visibility: string }[] } }[];
    };
    // Canvas hides a placement by `visibility`; it takes `roles` and does nothing by them.
    const shown = configuration.extensions[0]?.settings.placements.map(
      ({ placement, visibility }) => `${placement} ${visibility}`,
    );
    expect(shown?.slice(0, 2)).toEqual([
      'course_navigation members',
      'assignment_selection admins',
    ]);
    expect(configuration).toMatchObject({
      oidc_initiation_url: `${laurel.url}/lti/login`,
      public_jwk_url: `${laurel.url}/lti/keys`,
      custom_fields: { context_history: '$Context.id.history' },
      extensions: [{ platform: 'canvas.instructure.com', privacy_level: 'public' }],
    });
  });
});
