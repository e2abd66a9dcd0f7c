import { beforeEach, describe, expect, it } from 'vitest';
import { createBrowser, launch, type Browser } from '../../support/lms/index.js';
import { enterAsOperator, makeOperatorLink } from '../../support/enter-as-operator.js';
import { enterAs, laurel, moodle, registered, useOperator } from './use-operator.js';

useOperator();

describe('a one-time link', () => {
  it('opens the operator’s pages once; looking at it does not use it up', async () => {
    const link = await makeOperatorLink(laurel);
    const browser = createBrowser();
    await browser.get(link);
    const page = await browser.get(link);
    const inside = await browser.submit(page, {}, '/admin/enter');
    expect(inside.text).toContain('Administration');
    expect(inside.url).not.toContain('link=');
    const again = await createBrowser().submit(page, {}, '/admin/enter');
    expect(again.status).toBe(403);
  });

  it('that nobody made opens nothing', async () => {
    const browser = createBrowser();
    const page = await browser.get(`${laurel.url}/admin/enter?link=${'a'.repeat(32)}`);
    expect((await browser.submit(page, {}, '/admin/enter')).status).toBe(403);
    expect((await browser.get(`${laurel.url}/admin`)).status).toBe(401);
  });
});

describe('who may come in', () => {
  it('is no learner and no teacher', async () => {
    for (const as of ['learner1', 'teacher']) {
      const browser = await enterAs(moodle, as);
      for (const path of [
        '',
        '/platforms',
        '/audit',
        '/audit.csv',
        '/keys',
        '/invitations',
        '/issuer',
      ]) {
        expect((await browser.get(`${laurel.url}/admin${path}`)).status, `${as} ${path}`).toBe(403);
      }
    }
  });

  it('is an LMS administrator, who sees their own platform only', async () => {
    const browser = await enterAs(moodle, 'admin');
    const list = await browser.get(`${laurel.url}/admin/platforms`);
    expect(list.text).toContain(registered.moodle.id);
    expect(list.text).not.toContain(registered.canvas.id);
    const own = `${laurel.url}/admin/platforms/${registered.moodle.id}`;
    const other = `${laurel.url}/admin/platforms/${registered.canvas.id}`;
    expect((await browser.get(own)).status).toBe(200);
    expect((await browser.get(other)).status).toBe(404);
    expect((await browser.get(`${other}/self-test`)).status).toBe(404);
    const page = await browser.get(own);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const send = (path: string, fields: object) =>
      browser.post(`${other}${path}`, { _csrf: csrf, ...fields }, { origin: laurel.url });
    expect((await send('/policy', { designers: 'administrators' })).status).toBe(404);
    expect((await send('/frames', { frameOrigins: 'https://evil.example' })).status).toBe(404);
    expect((await send('', { change: 'disable' })).status).toBe(404);
    const approve = { deploymentId: registered.canvas.tool.deploymentId, status: 'refused' };
    expect((await send('/deployments', approve)).status).toBe(404);
    for (const path of ['/invitations', '/keys']) {
      expect((await browser.get(`${laurel.url}/admin${path}`)).status).toBe(404);
    }
    const [deployment] = await laurel.lti.deployments.list(registered.canvas.id);
    expect(deployment?.status).toBe('approved');
  });

  it('does not read another platform’s audit log', async () => {
    await laurel.audit.record({
      actor: 'x',
      action: 'mail.resent',
      subject: 'thing:secret-of-canvas',
      platformId: registered.canvas.id,
    });
    const browser = await enterAs(moodle, 'admin');
    expect((await browser.get(`${laurel.url}/admin/audit`)).text).not.toContain('secret-of-canvas');
    expect((await browser.get(`${laurel.url}/admin/audit.csv`)).text).not.toContain(
      'secret-of-canvas',
    );
    const { browser: operator } = await enterAsOperator(laurel);
    const csv = await operator.get(`${laurel.url}/admin/audit.csv`);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.text).toContain('secret-of-canvas');
  });
});

describe('what the operator does', () => {
  let browser: Browser;
  beforeEach(async () => {
    ({ browser } = await enterAsOperator(laurel));
  });
  const at = (path: string) => `${laurel.url}/admin${path}`;

  it('makes an invitation, shown once, that registers a platform', async () => {
    const page = await browser.get(at('/invitations'));
    const made = await browser.submit(page, { note: 'Campus', days: '3' }, '/admin/invitations');
    const address = /register\?invite=[\w-]+/.exec(made.text.replaceAll('&#x3D;', '='))?.[0] ?? '';
    expect(address).not.toBe('');
    expect((await createBrowser().get(`${laurel.url}/${address}`)).status).toBe(200);
    expect((await browser.get(at('/invitations'))).text).not.toContain(address);
  });

  it('keeps what was typed when an invitation is wrong', async () => {
    const page = await browser.get(at('/invitations'));
    const fields = { note: 'Keep me', days: '400', origins: 'no-origin' };
    const wrong = await browser.submit(page, fields, '/admin/invitations');
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Keep me');
  });

  it('approves a waiting deployment', async () => {
    const platformId = registered.moodle.id;
    await laurel.lti.deployments.ensure({
      platformId,
      deploymentId: 'new',
      status: 'waiting',
      frameOrigins: [],
      firstSeenAt: new Date(),
    });
    expect((await browser.get(at(''))).text).toContain('waits for approval');
    const page = await browser.get(at(`/platforms/${platformId}`));
    expect(page.text).not.toContain('class="notice error"');
    const fields = { deploymentId: 'new', status: 'approved' };
    await browser.submit(page, fields, '/deployments');
    expect((await laurel.lti.deployments.find(platformId, 'new'))?.status).toBe('approved');
    const audit = await browser.get(at('/audit'));
    expect(audit.text).toContain('deployment.approved');
  });

  it('sets who designs badges and where Laurel is shown', async () => {
    const path = `/platforms/${registered.moodle.id}`;
    const page = await browser.get(at(path));
    await browser.submit(page, { designers: 'administrators', needsApproval: 'yes' }, '/policy');
    await browser.submit(page, { frameOrigins: 'https://Moodle.example.edu' }, '/frames');
    expect(await laurel.lti.platforms.find(registered.moodle.id)).toMatchObject({
      badgePolicy: { designers: 'administrators', needsApproval: true },
      frameOrigins: ['https://moodle.example.edu'],
    });
    const wrong = await browser.submit(page, { frameOrigins: "'none'; script-src *" }, '/frames');
    expect(wrong.status).toBe(422);
  });

  it('rotates keys with overlap; a launch in between works', async () => {
    const page = await browser.get(at('/keys'));
    await browser.submit(page, {}, '/rotate');
    expect((await laurel.lti.keys.jwks()).keys).toHaveLength(2);
    await browser.submit(page, {}, '/rotate');
    expect((await laurel.lti.keys.jwks()).keys).toHaveLength(2);
    const { response } = await launch(moodle, { as: 'learner1' });
    expect(response.status).toBe(200);
  });

  it('changes nothing by a form without the session’s token (CSRF)', async () => {
    const platform = `/platforms/${registered.canvas.id}`;
    const forms: [string, Record<string, string>][] = [
      [platform, { change: 'disable' }],
      [`${platform}/policy`, { designers: 'administrators' }],
      [`${platform}/frames`, { frameOrigins: '' }],
      [`${platform}/deployments`, { deploymentId: 'x', status: 'refused' }],
      ['/invitations', { days: '1' }],
      ['/invitations/withdraw', { id: 'x' }],
      ['/keys/rotate', {}],
    ];
    for (const [path, fields] of forms) {
      const bare = await browser.post(at(path), fields, { origin: laurel.url });
      expect(bare.status, path).toBe(403);
      const foreign = await browser.post(at(path), fields, { origin: 'https://evil.example' });
      expect(foreign.status, path).toBe(403);
    }
    expect((await laurel.lti.platforms.find(registered.canvas.id))?.status).toBe('active');
  });
});
