import { beforeAll, describe, expect, it } from 'vitest';
import { openTenant, register, setUpBadge } from '../../security/two-courses.js';
import { createBrowser, formsOf, startMoodleLike, type Browser } from '../../support/lms/index.js';
import { bodyOf, textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { joinHome, signIn } from './use-home.js';

let laurel: TestLaurel;
let mine: Browser;
let theirs: Browser;
let shown: string;
let hidden: string;

beforeAll(async () => {
  laurel = await startTestLaurel();
  const moodle = await startMoodleLike();
  const tool = moodle.registerTool({ url: laurel.url });
  const tenant = openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
  await setUpBadge(laurel, tenant, 'Lab safety');
  await setUpBadge(laurel, tenant, 'Cold chain');
  shown = await idOf('Lab safety');
  hidden = await idOf('Cold chain');
  await joinHome(laurel, await tenant.enter('learner1'), 'ann@life.example');
  await joinHome(laurel, await tenant.enter('learner2'), 'bob@life.example');
  await moodle.close();
  mine = (await signIn(laurel, 'ann@life.example')).browser;
  theirs = (await signIn(laurel, 'bob@life.example')).browser;
  await post(`/home/badges/${shown}/share`, { visibility: 'link' });
  return () => laurel.close();
});

const idOf = async (achievementName: string) => {
  const found = await laurel.store.connection
    .collection('credentials')
    .findOne({ achievementName });
  return String(found?.['awardId']);
};
const at = (path: string) => `${laurel.url}${path}`;
async function post(path: string, fields: Record<string, string | string[]>, browser = mine) {
  const form = formsOf(await browser.get(at('/home'))).find(({ fields: all }) => all['_csrf']);
  const body = bodyOf({ ...fields, _csrf: form?.fields['_csrf'] ?? '' });
  const headers = { origin: laurel.url, 'content-type': 'application/x-www-form-urlencoded' };
  return browser.get(at(path), { method: 'POST', body, headers });
}
const addressIn = (text: string) => /http:\/\/\S+\/profiles\/[\w-]{22}/.exec(text)?.[0] ?? '';
const stranger = () => createBrowser();
const NAME = 'Ann <b>"Lovelace"</b> \u202Eadmin';
const everything = () => ({ on: 'yes', name: NAME, badges: [shown, hidden] });

describe('a profile', () => {
  it('is off until its person switches it on', async () => {
    const page = await mine.get(at('/home/profile'));
    expect(addressIn(page.text)).toBe('');
    const off = await post('/home/profile', { ...everything(), on: 'no' });
    expect(addressIn(off.text)).toBe('');
    const row = await laurel.store.connection.collection('home_profiles').findOne({});
    const kept = await stranger().get(at(`/profiles/${String(row?.['pageId'])}`));
    expect(kept.status).toBe(404);
  });

  it('shows the badges that were chosen and that others may see, and the name as it was typed', async () => {
    const saved = await post('/home/profile', everything());
    const address = addressIn(saved.text);
    const page = await stranger().get(address);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Ann &lt;b&gt;');
    expect(textOf(page)).toContain('Lab safety');
    expect(textOf(page)).not.toContain('Cold chain');
    expect(page.text).toContain('<meta name="robots" content="noindex">');
    expect(page.headers.get('x-robots-tag')).toContain('noindex');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const badge = /href="([^"]*\/credentials\/[\w-]+)"/.exec(page.text)?.[1] ?? '';
    expect((await stranger().get(new URL(badge, laurel.url).href)).status).toBe(200);
    for (const secret of ['ann@life.example', 'Moodle', shown])
      expect(page.text).not.toContain(secret);
  });

  it('loses a badge that is hidden, at once', async () => {
    const address = addressIn((await mine.get(at('/home/profile'))).text);
    await post(`/home/badges/${shown}/share`, { visibility: 'private' });
    expect(textOf(await stranger().get(address))).not.toContain('Lab safety');
    await post(`/home/badges/${shown}/share`, { visibility: 'link' });
    expect(textOf(await stranger().get(address))).toContain('Lab safety');
  });

  it('is listed by search engines where its person says so', async () => {
    const page = await stranger().get(
      addressIn((await post('/home/profile', { ...everything(), indexed: 'yes' })).text),
    );
    expect(page.text).not.toContain('name="robots"');
    expect(page.headers.get('x-robots-tag')).toBeNull();
  });

  it('has a new address, or none, at once', async () => {
    const first = addressIn((await mine.get(at('/home/profile'))).text);
    const second = addressIn((await post('/home/profile/move', {})).text);
    expect(second).not.toBe(first);
    expect((await stranger().get(first)).status).toBe(404);
    expect((await stranger().get(second)).status).toBe(200);
    await post('/home/profile', { ...everything(), on: 'no' });
    expect((await stranger().get(second)).status).toBe(404);
  });

  it('shows nobody else’s badges, whichever are asked for, and takes no name of two lines', async () => {
    const saved = await post('/home/profile', { on: 'yes', badges: [shown] }, theirs);
    expect(textOf(await stranger().get(addressIn(saved.text)))).toContain('No badges are shown');
    expect((await post('/home/profile', { on: 'yes', name: 'a\u0000b' })).status).toBe(422);
    expect((await post('/home/profile', { on: 'yes', name: 'a'.repeat(101) })).status).toBe(422);
  });
});
