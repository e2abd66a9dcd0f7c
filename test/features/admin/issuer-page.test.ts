import { Resvg } from '@resvg/resvg-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminCommand, keysCommand } from '../../../src/admin/index.js';
import { createTestClock } from '../../../src/base/index.js';
import {
  createBrowser,
  startMoodleLike,
  type Browser,
  type MoodleLike,
} from '../../support/lms/index.js';
import { issueTestBadge } from '../../support/issue-test-badge.js';
import { openTenant, register, type Tenant } from '../../security/two-courses.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

const clock = createTestClock(new Date());
let laurel: TestLaurel;
const platforms: MoodleLike[] = [];
let college: Tenant;
let school: Tenant;
let operator: Browser;

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" width="120" height="120"><circle cx="60" cy="60" r="50" fill="#1f6a4d"/></svg>';
const png = new Resvg(svg).render().asPng();
const typed = {
  name: 'College of Ż',
  url: 'https://college.example/',
  email: 'badges@college.example',
  description: 'A college.',
  identity: 'did:web',
};

async function openPlatform(): Promise<Tenant> {
  const moodle = await startMoodleLike();
  platforms.push(moodle);
  const tool = moodle.registerTool({ url: laurel.url });
  return openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
}

async function enterAsOperator(): Promise<Browser> {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  await adminCommand(['link'], { ...laurel, entries: laurel.admin.entries, print });
  const browser = createBrowser();
  await browser.submit(await browser.get(lines[0] ?? ''), {}, '/admin/enter');
  return browser;
}

beforeAll(async () => {
  laurel = await startTestLaurel({ clock });
  college = await openPlatform();
  school = await openPlatform();
  operator = await enterAsOperator();
});
afterAll(async () => {
  await Promise.all(platforms.map((platform) => platform.close()));
  await laurel.close();
});

const at = (path: string) => `${laurel.url}/admin${path}`;
const issuerOf = (tenant: Tenant) => at(`/platforms/${tenant.platformId}/issuer`);

/** Sends the form of a page as a browser does that uploads a picture with it. */
async function upload(browser: Browser, address: string, fields: object, file?: Uint8Array) {
  const page = await browser.get(address);
  const hidden = /name="(_csrf|revision|picture)" value="([^"]*)"/g;
  const body = new FormData();
  for (const [, name = '', value = ''] of page.text.matchAll(hidden))
    if (!body.has(name)) body.set(name, value);
  for (const [name, value] of Object.entries(fields)) body.set(name, String(value));
  if (file !== undefined) body.set('file', new Blob([new Uint8Array(file)]), 'logo.png');
  const { headers, bytes } = await encode(body);
  return browser.request(address, {
    method: 'POST',
    body: bytes,
    headers: { ...headers, origin: laurel.url },
  });
}

async function encode(body: FormData) {
  const encoded = new Response(body);
  const headers = { 'content-type': encoded.headers.get('content-type') ?? '' };
  return { headers, bytes: Buffer.from(await encoded.arrayBuffer()) };
}

const issue = (tenant?: Tenant) =>
  issueTestBadge(
    laurel,
    tenant === undefined
      ? {}
      : { platformId: tenant.platformId, deploymentId: tenant.tool.deploymentId },
  );
const badgeOf = ({ json }: { json: string }) =>
  JSON.parse(json) as { issuer: Record<string, unknown>; proof: [{ verificationMethod: string }] };

describe('the operator’s issuer', () => {
  it('begins with the settings, and new badges carry what is saved', async () => {
    const page = await operator.get(at('/issuer'));
    expect(page.text).toContain('value="Example University"');
    const before = await issue();
    const saved = await upload(
      operator,
      at('/issuer'),
      { ...typed, name: 'New University', pictureAlt: 'A green dot' },
      png,
    );
    expect(saved.status, saved.text).toBe(303);
    const after = badgeOf(await issue()).issuer;
    expect(after).toMatchObject({ name: 'New University', email: 'badges@college.example' });
    const shared = await issue();
    await laurel.credentials.share(shared.id, shared.personId, 'link');
    const shown = await fetch(`${laurel.url}/credentials/${shared.id}`, {
      headers: { accept: 'text/html' },
    });
    expect(await shown.text()).toMatch(
      /<img src="\/achievements\/pictures\/[^"]+" alt="A green dot"/,
    );
    const { id, caption } = after['image'] as Record<string, string>;
    expect(caption).toBe('A green dot');
    const picture = await fetch(id ?? '');
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(badgeOf(before).issuer['name']).toBe('Example University');
    expect((await laurel.credentials.verify(before.json)).verdict).toBe('valid');
    const audit = await operator.get(at('/audit'));
    expect(audit.text).toContain('name before: Example University, name after: New University');
  });

  it('is the operator’s alone to change', async () => {
    const { browser, csrf } = await college.enter('admin');
    const sent = { ...typed, _csrf: csrf, revision: '0' };
    const refused = await browser.post(at('/issuer'), sent, { origin: laurel.url });
    expect(refused.status).toBe(404);
  });
});

describe('a form that cannot be taken', () => {
  it('keeps what was typed and the picture, and says in words what is wrong', async () => {
    const address = issuerOf(school);
    const wrong = await upload(operator, address, { ...typed, url: 'javascript:alert(1)' }, png);
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Please enter an address that begins with https://.');
    expect(wrong.text).toContain('value="College of Ż"');
    const picture = /name="picture" value="([\w-]{43})"/.exec(wrong.text)?.[1] ?? '';
    expect((await fetch(`${laurel.url}/achievements/pictures/${picture}.png`)).status).toBe(200);
    const nameless = await upload(operator, address, { ...typed, picture });
    expect(nameless.text).toContain('Please say in words what the picture shows.');
    expect((await laurel.credentials.issuers.draft(school.platformId)).revision).toBe(0);
  });

  it.each([
    ['a script', Buffer.from('<svg viewBox="0 0 9 9"><script>alert(1)</script></svg>')],
    ['no picture', Buffer.from('GIF89a')],
  ])('refuses %s as a picture', async (_words, file) => {
    const wrong = await upload(operator, issuerOf(school), { ...typed, pictureAlt: 'x' }, file);
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('id="field-file-error"');
    expect((await laurel.credentials.issuers.draft(school.platformId)).revision).toBe(0);
  });

  it('is not put over somebody else’s change unseen', async () => {
    const address = issuerOf(school);
    const late = { ...typed, revision: '7' };
    const refused = await upload(operator, address, late);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('Somebody else has changed this issuer meanwhile.');
    expect(refused.text).toContain('value="College of Ż"');
  });
});

describe('a learning platform’s own issuer', () => {
  it.each(['did:web', 'https'])(
    'is set by its administrator (%s), signs its badges in every format, and is shown in its courses',
    async (identity) => {
      const { browser } = await college.enter('admin');
      const saved = await upload(browser, issuerOf(college), { ...typed, identity });
      expect(saved.status, saved.text).toBe(303);
      const badge = await issue(college);
      const { host } = new URL(laurel.url);
      const { platformId } = college;
      expect(badgeOf(badge).issuer).toMatchObject({
        name: 'College of Ż',
        id:
          identity === 'https'
            ? `${laurel.url}/issuers/${platformId}`
            : `did:web:${host.replace(':', '%3A')}:issuers:${platformId}`,
      });
      for (const format of ['json', 'jwt', 'png']) {
        const file = await fetch(`${laurel.url}/credentials/${badge.id}.${format}`);
        const told = await laurel.credentials.verify(new Uint8Array(await file.arrayBuffer()));
        expect(told.verdict, format).toBe('valid');
      }
      const page = await fetch(`${laurel.url}/credentials/${badge.id}`, {
        headers: { accept: 'text/html' },
      });
      expect(await page.text()).toContain('College of Ż');
      const teacher = await college.enter('teacher');
      const setUp = await teacher.browser.get(`${laurel.url}/course/new`);
      expect(setUp.text).toContain('Issued by: College of Ż');
    },
  );

  it('is not another platform’s administrator’s to see or change', async () => {
    const { browser, csrf } = await school.enter('admin');
    expect((await browser.get(issuerOf(college))).status).toBe(404);
    const sent = { ...typed, name: 'Taken', _csrf: csrf, revision: '2' };
    for (const path of ['', '/give-up']) {
      const refused = await browser.post(`${issuerOf(college)}${path}`, sent, {
        origin: laurel.url,
      });
      expect(refused.status).toBe(404);
    }
    const own = await browser.get(at('/issuer'));
    expect(own.text).toContain('Badges of this learning platform come from New University.');
    expect(badgeOf(await issue(school)).issuer['name']).toBe('New University');
    expect(badgeOf(await issue(college)).issuer['name']).toBe('College of Ż');
  });

  it('has a page of its own for people', async () => {
    const page = await fetch(`${laurel.url}/issuers/${college.platformId}`, {
      headers: { accept: 'text/html' },
    });
    expect(await page.text()).toContain('College of Ż');
  });

  it('is given up, and the operator’s issues again', async () => {
    const { browser } = await college.enter('admin');
    const page = await browser.get(issuerOf(college));
    expect(page.text).toContain('You can undo this for 15 minutes.');
    const givenUp = await browser.submit(page, {}, '/give-up');
    expect(givenUp.status).toBe(200);
    expect(badgeOf(await issue(college)).issuer['name']).toBe('New University');
    const undone = await browser.submit(givenUp, {}, '/give-up/undo');
    expect(undone.status).toBe(200);
    expect(badgeOf(await issue(college)).issuer['name']).toBe('College of Ż');
    expect((await browser.submit(undone, {}, '/give-up')).status).toBe(200);
    expect(badgeOf(await issue(college)).issuer['name']).toBe('New University');
  });
});

describe('the keys that sign badges', () => {
  const keyPage = (key: string) => at(`/keys/issuer?key=${encodeURIComponent(key)}`);

  it('are the operator’s alone', async () => {
    const [key] = await laurel.credentials.keys.list();
    const { browser, csrf } = await college.enter('admin');
    expect((await browser.get(keyPage(key?.id ?? ''))).status).toBe(404);
    for (const path of ['rotate', 'compromised']) {
      const sent = { _csrf: csrf, key: key?.id ?? '', from: '2020-01-01T00:00', sure: 'yes' };
      const refused = await browser.post(at(`/keys/issuer/${path}`), sent, { origin: laurel.url });
      expect(refused.status).toBe(404);
    }
  });

  it('are rotated on the page; what was signed before goes on verifying', async () => {
    const before = await issue();
    const key = badgeOf(before).proof[0].verificationMethod;
    const page = await operator.get(keyPage(key));
    await operator.submit(page, {}, '/rotate');
    await operator.submit(page, {}, '/rotate');
    const after = await issue();
    expect(badgeOf(after).proof[0].verificationMethod).not.toBe(key);
    const made = (await laurel.credentials.keys.list()).filter(
      ({ issuerId, algorithm }) => issuerId === 'default' && algorithm === 'Ed25519',
    );
    expect(made.map(({ state }) => state)).toEqual(['retired', 'active']);
    for (const { json } of [before, after])
      expect((await laurel.credentials.verify(json)).verdict).toBe('valid');
  });

  it('are declared compromised after a confirmation, from a time that has been', async () => {
    const before = await issue();
    clock.advance(120_000);
    const from = clock.now().toISOString().slice(0, 16);
    clock.advance(60_000);
    const after = await issue();
    const key = badgeOf(after).proof[0].verificationMethod;
    const page = await operator.get(keyPage(key));
    const unsure = await operator.submit(page, { from }, '/compromised');
    expect(unsure.status).toBe(422);
    expect(unsure.text).toContain('Please confirm this.');
    expect(page.text).toMatch(/It has signed \d+ badges in all\./);
    expect(unsure.text).toContain('on it signed one badge, which will fail to verify.');
    const later = await operator.submit(
      page,
      { from: '2999-01-01T00:00', sure: 'yes' },
      '/compromised',
    );
    expect(later.status).toBe(422);
    expect((await laurel.credentials.verify(after.json)).verdict).toBe('valid');
    const done = await operator.submit(page, { from, sure: 'yes' }, '/compromised');
    expect(done.text).toContain('The key is declared compromised.');
    const told = [before, after, await issue()].map(({ json }) => laurel.credentials.verify(json));
    expect((await Promise.all(told)).map(({ verdict }) => verdict)).toEqual([
      ...['valid', 'invalid', 'valid'],
    ]);
  });

  it('are listed, rotated and declared compromised from the command line', async () => {
    const lines: string[] = [];
    const print = (line: string) => void lines.push(line);
    const run = (...args: string[]) =>
      keysCommand(['issuer', ...args], { ...laurel, print, resealers: [] });
    const key = badgeOf(await issue()).proof[0].verificationMethod;
    await run('list');
    expect(lines.find((line) => line.startsWith(key))).toContain('Ed25519  active');
    await run('rotate', key);
    const badge = await issue();
    const next = badgeOf(badge).proof[0].verificationMethod;
    expect(lines.at(-1)).toContain(next);
    const from = clock.now().toISOString();
    await expect(run('compromised', next, from)).rejects.toMatchObject({
      code: 'command_wrong',
      message: expect.stringContaining('from then on (1)') as string,
    });
    await expect(run('compromised', next, '2999-01-01', '--sure')).rejects.toThrow('to come');
    await expect(run('rotate', 'did:web:x#y')).rejects.toMatchObject({ code: 'key_not_found' });
    expect((await laurel.credentials.verify(badge.json)).verdict).toBe('valid');
    await run('compromised', next, from, '--sure');
    expect((await laurel.credentials.verify(badge.json)).verdict).toBe('invalid');
  });
});
