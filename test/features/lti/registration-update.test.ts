import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createBrowser, launch } from '../../support/lms/index.js';
import type { Tool } from '../../support/lms/tool.js';
import { invite, laurel, moodle, register, usePlatforms } from './use-platforms.js';

usePlatforms();

describe('Moodle’s “Update” of a registered tool', () => {
  async function registered() {
    const { registered: platform } = await register(moodle, await invite());
    const tool = moodle.tool(platform?.clientId ?? '');
    if (!platform || !tool) throw new Error('not registered');
    return { platform, tool };
  }
  const startUpdate = async (tool: Tool, inviteUrl: string) =>
    createBrowser().get(await moodle.startRegistration(inviteUrl, tool));
  const posts = () =>
    moodle.requests.filter(
      ({ method, path }) => method === 'POST' && path.endsWith('openid-registration.php'),
    ).length;

  it('says what changes, refreshes the one platform, keeps the rest and is on the audit log', async () => {
    const { platform, tool } = await registered();
    moodle.activate(tool);
    const old = `${moodle.baseUrl}/old/token.php`;
    await laurel.lti.platforms.change(platform.id, { tokenUrl: old, name: 'Our Moodle' });
    tool.settings.scopes = tool.settings.scopes.filter((scope) => !scope.includes('lti-nrps'));
    tool.settings.custom = {};
    const browser = createBrowser();
    const page = await browser.get(await moodle.startRegistration(await invite(), tool));
    expect(page.status, page.text).toBe(200);
    for (const words of ['Update of an existing registration', 'Our Moodle', old, 'new']) {
      expect(page.text).toContain(words);
    }
    const done = await browser.submit(page, {}, '/register');
    expect(done.status, done.text).toBe(200);
    expect(done.text).toContain('registration is updated');
    expect(done.text).toContain('data-close');
    expect(done.text).not.toContain('Pending');
    expect(await laurel.lti.platforms.list()).toEqual([
      { ...platform, name: 'Our Moodle', tokenUrl: moodle.endpoints.tokenUrl },
    ]);
    expect(await laurel.lti.deployments.list(platform.id)).toHaveLength(1);
    expect(tool.settings).toMatchObject({
      active: true,
      custom: { context_history: expect.any(String) },
    });
    expect(tool.settings.scopes.join()).toContain('lti-nrps');
    const audit = laurel.store.connection.db!.collection('audit');
    const entry = await audit.findOne({ action: 'platform.updated', platformId: platform.id });
    expect(JSON.stringify(entry)).toContain(`${old} → ${moodle.endpoints.tokenUrl}`);
    const link = moodle.addLink(tool);
    const { response } = await launch(moodle, { as: 'teacher', tool, link });
    expect(response.status, response.text).toBe(200);
  });

  it('changes nothing anywhere before it is confirmed', async () => {
    const { platform, tool } = await registered();
    const before = posts();
    const page = await startUpdate(tool, await invite());
    expect(page.text).toContain('None of its addresses');
    expect(posts()).toBe(before);
    expect(await laurel.lti.platforms.list()).toEqual([platform]);
  });

  it('needs a good invitation, which it uses up', async () => {
    const { tool } = await registered();
    const inviteUrl = await invite();
    const browser = createBrowser();
    const page = await browser.get(await moodle.startRegistration(inviteUrl, tool));
    expect((await browser.submit(page, {}, '/register')).status).toBe(200);
    expect((await startUpdate(tool, inviteUrl)).status).toBe(403);
  });

  it('of a tool that is gone at the platform is refused, and the invitation stays good', async () => {
    const { platform, tool } = await registered();
    const inviteUrl = await invite();
    const browser = createBrowser();
    const page = await browser.get(await moodle.startRegistration(inviteUrl, tool));
    moodle.tools.splice(moodle.tools.indexOf(tool), 1);
    expect((await browser.submit(page, {}, '/register')).status).toBe(502);
    expect((await startUpdate(tool, inviteUrl)).status).toBe(502);
    expect(await laurel.lti.platforms.list()).toEqual([platform]);
    expect((await createBrowser().get(inviteUrl)).status).toBe(200);
  });

  it('of a tool that Laurel does not know is a registration', async () => {
    const { platform, tool } = await registered();
    await laurel.lti.platforms.remove(platform.id);
    const browser = createBrowser();
    const page = await browser.get(await moodle.startRegistration(await invite(), tool));
    expect(page.text).toContain('Register Laurel here?');
    expect((await browser.submit(page, {}, '/register')).status).toBe(200);
    expect(await laurel.lti.platforms.list()).toMatchObject([{ clientId: tool.clientId }]);
  });

  it('by another site in the name of a registered issuer is refused, the platform left as it is', async () => {
    const { platform, tool } = await registered();
    const other = createServer((req, res) => {
      const base = `http://${req.headers.host}`;
      const json = (value: object) => res.end(JSON.stringify(value));
      if (req.url !== '/openid') return json({ client_id: tool.clientId });
      const at = { authorization_endpoint: `${base}/a`, token_endpoint: `${base}/t` };
      json({
        issuer: moodle.issuer,
        ...at,
        jwks_uri: `${base}/j`,
        registration_endpoint: `${base}/r`,
      });
    }).listen(0, '127.0.0.1');
    await new Promise((done) => other.once('listening', done));
    try {
      const base = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
      // Even where the invitation vouches for both origins.
      const inviteUrl = await invite({ origins: [base, moodle.baseUrl] });
      const url = new URL(await moodle.startRegistration(inviteUrl, tool));
      url.searchParams.set('openid_configuration', `${base}/openid`);
      const page = await createBrowser().get(url.href);
      expect([page.status, page.text]).toEqual([403, expect.stringContaining('its own site')]);
      // Without the mark of an update it is a second registration of the same (issuer, client_id).
      url.searchParams.set('registration_token', 'plain');
      const browser = createBrowser();
      const second = await browser.submit(await browser.get(url.href), {}, '/register');
      expect(second.status).toBe(409);
      expect(await laurel.lti.platforms.list()).toEqual([platform]);
      expect((await createBrowser().get(inviteUrl)).status).toBe(200);
    } finally {
      other.close().closeAllConnections();
    }
  });
});
