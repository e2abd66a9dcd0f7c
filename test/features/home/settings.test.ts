import { beforeAll, describe, expect, it } from 'vitest';
import { openTenant, register, setUpBadge } from '../../security/two-courses.js';
import { createBrowser, formsOf, startMoodleLike, type Browser } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { askForLink, joinHome, lastLink, mailsOf, signIn } from './use-home.js';

let laurel: TestLaurel;
let mine: Browser;
let theirs: Browser;

beforeAll(async () => {
  laurel = await startTestLaurel();
  const moodle = await startMoodleLike();
  const tool = moodle.registerTool({ url: laurel.url });
  const tenant = openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
  await setUpBadge(laurel, tenant, 'Lab safety');
  await joinHome(laurel, await tenant.enter('learner1'), 'ann@life.example');
  await joinHome(laurel, await tenant.enter('learner2'), 'bob@life.example');
  await moodle.close();
  mine = (await signIn(laurel, 'ann@life.example')).browser;
  theirs = (await signIn(laurel, 'bob@life.example')).browser;
  return () => laurel.close();
});

const at = (path: string) => `${laurel.url}${path}`;
const settings = (browser = mine) => browser.get(at('/home/settings'));
async function post(path: string, fields: Record<string, string>, browser = mine) {
  const form = formsOf(await browser.get(at('/home'))).find(({ fields: all }) => all['_csrf']);
  return browser.post(
    at(path),
    { ...fields, _csrf: form?.fields['_csrf'] ?? '' },
    { origin: laurel.url },
  );
}
const rows = (name: string) => laurel.store.connection.collection(name).find().toArray();
const linkTo = async (address: string) => {
  const mail = (await mailsOf(laurel, 'home-address')).find(({ to }) => to === address);
  return /http:\/\/\S+\/home\/address\/[\w-]+/.exec(mail?.text ?? '')?.[0] ?? '';
};

describe('the addresses of a home', () => {
  it('become more by a link, in the browser alone that asked for it', async () => {
    expect((await post('/home/settings/addresses', { email: 'no' })).status).toBe(422);
    await post('/home/settings/addresses', { email: 'ann@second.example' });
    const link = await linkTo('ann@second.example');
    const path = new URL(link).pathname;
    const elsewhere = await createBrowser().get(link);
    expect(textOf(elsewhere)).toContain('Open this link in the browser');
    expect(formsOf(elsewhere).filter(({ action }) => action.includes('/home/address'))).toEqual([]);
    expect((await post(path, {}, theirs)).status).toBe(404);
    const added = await mine.submit(await mine.get(link), {}, '/home/address');
    expect(textOf(added)).toContain('ann@second.example');
    expect((await post(path, {})).status).toBe(404);
    const { page } = await signIn(laurel, 'ann@second.example');
    expect(textOf(page)).toContain('Lab safety');
  });

  it('open nothing once they are removed, and the last one stays', async () => {
    await post('/home/settings/addresses/remove', { address: 'ann@second.example' });
    expect(textOf(await settings())).not.toContain('ann@second.example');
    const before = (await mailsOf(laurel, 'home-sign-in')).length;
    await askForLink(laurel, 'ann@second.example');
    expect((await mailsOf(laurel, 'home-sign-in')).length).toBe(before);
    const last = { address: 'ann@life.example' };
    expect((await post('/home/settings/addresses/remove', last)).status).toBe(409);
    expect((await post('/home/settings/addresses/remove', last, theirs)).status).toBe(404);
  });

  it('make one home of two where somebody proves both', async () => {
    await post('/home/settings/addresses', { email: 'bob@life.example' });
    const page = await mine.get(await linkTo('bob@life.example'));
    expect(textOf(page)).toContain('This address has a home already');
    await mine.submit(page, {}, '/home/address');
    expect(textOf(await theirs.get(at('/home')))).toContain('Send me a link');
    expect(new Set((await rows('home_joins')).map((row) => row['homeId'] as string)).size).toBe(1);
    expect(textOf((await signIn(laurel, 'bob@life.example')).page)).toContain('Lab safety');
  });
});

describe('the data of a home', () => {
  it('is handed out whole, with what is kept of its person at every platform', async () => {
    const file = await post('/home/export', {});
    expect(file.headers.get('content-disposition')).toContain('my-badges.json');
    const data = JSON.parse(file.text) as { people: { badges: unknown[]; platform: string }[] };
    expect(data.people).toHaveLength(2);
    expect(data.people[0]?.badges).toHaveLength(1);
    expect(file.text).toContain('ann@life.example');
    expect(file.text).not.toMatch(/tokenHash|\$argon|sealed/);
  });

  it('tells a platform of its own person that they joined, and nothing else', async () => {
    const [join] = await rows('home_joins');
    const told = await laurel.people.exportData(String(join?.['personId']));
    expect(Object.keys(told['home'] as object)).toEqual(['joinedAt']);
  });

  it('lets the badges of one platform go, and nobody else’s', async () => {
    const [, second] = await rows('home_joins');
    const person = String(second?.['personId']);
    expect((await post('/home/settings/leave', { person: 'nobody' })).status).toBe(404);
    await post('/home/settings/leave', { person });
    expect(await rows('home_joins')).toHaveLength(1);
    expect((await post('/home/settings/leave', { person })).status).toBe(404);
  });

  it('is erased, with the badges hidden where that is wished; the schools’ records stay', async () => {
    const held = await laurel.store.connection.collection('credentials').findOne({});
    const award = String(held?.['awardId']);
    await post(`/home/badges/${award}/share`, { visibility: 'public' });
    await post('/home/profile', { on: 'yes', badges: award });
    const other = (await signIn(laurel, 'ann@life.example')).browser;
    expect((await post('/home/erase', { hide: 'yes' })).status).toBe(422);
    const gone = await post('/home/erase', { sure: 'yes', hide: 'yes' });
    expect(textOf(gone)).toContain('Your home is erased.');
    for (const name of ['home_addresses', 'home_joins', 'home_links', 'home_profiles'])
      expect(await rows(name), name).toEqual([]);
    expect(textOf(await other.get(at('/home')))).toContain('Send me a link');
    const badge = await laurel.credentials.findByAward(award);
    expect(badge).toMatchObject({ visibility: 'private', state: 'valid' });
    expect(await lastLink(laurel, 'ann@life.example')).toBe('');
    const kept = JSON.stringify(await rows('audit'));
    expect(kept).toContain('home.erased');
    expect(kept).not.toContain('@life.example');
  });
});
