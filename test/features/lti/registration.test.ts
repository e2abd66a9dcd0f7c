import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../../src/base/index.js';
import {
  type CanvasLike,
  createBrowser,
  launch,
  type MoodleLike,
} from '../../support/lms/index.js';
import { startTool } from '../../support/start-tool.js';
import { canvas, DAY_MS, invite, laurel, moodle, register, usePlatforms } from './use-platforms.js';

usePlatforms();

const originsOf = (platform: MoodleLike | CanvasLike) => [
  ...new Set(
    [platform.baseUrl, ...Object.values(platform.endpoints)].map((url) => new URL(url).origin),
  ),
];

describe('dynamic registration with Moodle', () => {
  it('says what it asks for and why, registers, and the activated tool launches', async () => {
    const { consent, done, registered } = await register(moodle, await invite());
    expect(consent.text).toContain('https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly');
    expect(consent.text).toContain('to tell who has passed');
    // Neither a token of the platform nor any other JWT.
    expect(consent.text).not.toMatch(/eyJ[\w-]+\.eyJ/);
    expect(done.status, done.text).toBe(200);
    expect(done.text).toContain('data-close');
    expect(done.text).toContain('Pending');
    expect(done.text).toContain('Show in activity chooser and as a preconfigured tool');
    expect(registered).toMatchObject({ family: 'moodle', issuer: moodle.issuer });
    const tool = moodle.tool(registered?.clientId ?? '');
    if (!tool) throw new Error('not registered at the platform');
    expect(await laurel.lti.deployments.list(registered?.id)).toMatchObject([
      { deploymentId: tool.deploymentId, status: 'approved' },
    ]);
    moodle.activate(tool);
    const { response } = await launch(moodle, { as: 'teacher', tool, link: moodle.addLink(tool) });
    expect(response.status, response.text).toBe(200);
    expect(JSON.parse(response.text).user).toMatchObject({ name: moodle.person('teacher').name });
    expect(registered?.name).toBe(new URL(moodle.baseUrl).host);
    expect((await laurel.lti.platforms.find(registered!.id))?.name).toBe('northfield');
  });
});

describe('dynamic registration with Canvas', () => {
  it('sends the bearer for the configuration, asks for placements, and holds the deployment', async () => {
    const inviteUrl = await invite({ origins: originsOf(canvas) });
    const { done, registered } = await register(canvas, inviteUrl);
    expect(done.status, done.text).toBe(200);
    expect(done.text).toContain('approves the deployment');
    expect(registered).toMatchObject({ family: 'canvas', issuer: canvas.issuer });
    const tool = canvas.tool(registered?.clientId ?? '');
    if (!tool) throw new Error('not registered at the platform');
    expect(tool.settings.placements.map(({ placement }) => placement).sort()).toEqual([
      'assignment_selection',
      'course_navigation',
      'link_selection',
      'module_index_menu_modal',
    ]);
    expect(tool.settings.privacy).toBe('public');
    canvas.activate(tool);
    const launchIt = () => launch(canvas, { as: 'teacher', tool, placement: 'course_navigation' });
    expect((await launchIt()).response.status).toBe(403);
    const [waiting] = await laurel.lti.deployments.list(registered?.id);
    expect(waiting?.status).toBe('waiting');
    await laurel.lti.deployments.setStatus(
      registered?.id ?? '',
      waiting?.deploymentId ?? '',
      'approved',
    );
    const { response } = await launchIt();
    expect(response.status, response.text).toBe(200);
    expect(JSON.parse(response.text).custom).toHaveProperty('canvas_user_id');
    expect(JSON.parse(response.text).custom).toHaveProperty('context_history', '');
  });

  it('refuses endpoints on several origins that nobody vouched for', async () => {
    const { consent, registered } = await register(canvas, await invite());
    expect(consent.status).toBe(422);
    expect(consent.text).toContain('not on one site');
    expect(registered).toBeUndefined();
  });
});

describe('an invitation', () => {
  it('is good once', async () => {
    const inviteUrl = await invite();
    expect((await register(moodle, inviteUrl)).done.status).toBe(200);
    const again = await createBrowser().get(await moodle.startRegistration(inviteUrl));
    expect(again.status).toBe(403);
    expect(again.text).toContain('used already');
  });

  it('that is unknown or missing is refused in words', async () => {
    const browser = createBrowser();
    const unknown = await browser.get(`${laurel.url}/register?invite=nobody`);
    expect([unknown.status, unknown.text]).toEqual([
      403,
      expect.stringContaining('no such invitation'),
    ]);
    expect((await browser.get(`${laurel.url}/register`)).status).toBe(403);
    expect((await browser.get(`${laurel.url}/register?invite[$ne]=x`)).status).toBe(403);
  });

  it('that ran out is refused in words', async () => {
    const clock = createTestClock();
    const other = await startTool({ clock });
    try {
      const { secret } = await other.lti.invitations.create({
        note: '',
        origins: [],
        deploymentPolicy: 'approve',
        lifeMs: DAY_MS,
      });
      const url = `${other.url}/register?invite=${secret}`;
      expect((await createBrowser().get(url)).status).toBe(200);
      clock.advance(DAY_MS);
      const late = await createBrowser().get(url);
      expect([late.status, late.text]).toEqual([403, expect.stringContaining('no longer good')]);
    } finally {
      await other.close();
    }
  });

  it('can be used again when the platform did not take the registration, and nothing is kept', async () => {
    const inviteUrl = await invite();
    const started = new URL(await moodle.startRegistration(inviteUrl));
    started.searchParams.set('registration_token', 'garbage');
    const browser = createBrowser();
    const consent = await browser.get(started.href);
    const failed = await browser.submit(consent, {}, '/register');
    expect(failed.status).toBe(502);
    expect(failed.text).not.toContain('garbage');
    expect(await laurel.lti.platforms.list()).toEqual([]);
    expect((await register(moodle, inviteUrl)).done.status).toBe(200);
  });

  it('registers one platform when its page is sent twice at once', async () => {
    const browser = createBrowser();
    const consent = await browser.get(await moodle.startRegistration(await invite()));
    const done = await Promise.all([1, 2, 3].map(() => browser.submit(consent, {}, '/register')));
    expect(done.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await laurel.lti.platforms.list()).toHaveLength(1);
  });
});
