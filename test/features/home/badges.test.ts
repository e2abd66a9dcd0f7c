import { beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../../src/base/index.js';
import { openTenant, register, setUpBadge, type Tenant } from '../../security/two-courses.js';
import { createBrowser, formsOf, startMoodleLike, type Browser } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { joinHome, signIn } from './use-home.js';

const ADDRESS = 'ann@life.example';
const lines: string[] = [];
const log = createLogger('debug', { write: (line) => void lines.push(line) });
let laurel: TestLaurel;
let mine: Browser;
let theirs: Browser;
let awardId: string;
let revokedId: string;

beforeAll(async () => {
  laurel = await startTestLaurel({ log });
  const moodle = await startMoodleLike();
  const tool = moodle.registerTool({ url: laurel.url });
  const platformId = await register(laurel, moodle, tool);
  const tenant: Tenant = openTenant(laurel, moodle, platformId, tool);
  ({ awardId } = await setUpBadge(laurel, tenant, 'Lab safety'));
  revokedId = (await setUpBadge(laurel, tenant, 'Cold chain')).awardId;
  revokedId = await idOf('Cold chain');
  awardId = await idOf('Lab safety');
  await joinHome(laurel, await tenant.enter('learner1'), ADDRESS);
  await joinHome(laurel, await tenant.enter('learner2'), 'bob@life.example');
  const badge = await laurel.credentials.findByAward(revokedId);
  await laurel.credentials.revoke(badge?.id ?? '', { actor: 'operator', reason: 'A mistake' });
  await laurel.store.connection
    .collection('awards')
    .updateOne({ _id: revokedId as never }, { $set: { state: 'revoked', reason: 'A mistake' } });
  // From here on there is no learning platform.
  await moodle.close();
  await laurel.lti.platforms.change(platformId, { status: 'disabled' });
  lines.length = 0;
  mine = (await signIn(laurel, ADDRESS)).browser;
  theirs = (await signIn(laurel, 'bob@life.example')).browser;
  return () => laurel.close();
});

async function idOf(name: string): Promise<string> {
  const person = await laurel.store.connection.collection('credentials').findOne({
    achievementName: name,
  });
  return String(person?.['awardId']);
}

const at = (path: string) => `${laurel.url}${path}`;
const page = (more = '') => mine.get(at(`/home/badges/${awardId}${more}`));
const csrf = async (browser = mine) =>
  formsOf(await browser.get(at('/home'))).find(({ fields }) => fields['_csrf'])?.fields['_csrf'] ??
  '';
const post = async (path: string, fields: Record<string, string>, browser = mine) =>
  browser.post(at(path), { ...fields, _csrf: await csrf(browser) }, { origin: laurel.url });
const png = async (browser: Browser) => {
  const href = /href="(\/credentials\/[\w-]+\.png[^"]*)"/.exec((await page()).text)?.[1] ?? '';
  return browser.request(at(href.replaceAll('&amp;', '&')), { headers: { accept: '*/*' } });
};

describe('what somebody can do', () => {
  it('is a page of the home, which says so where no badge names a skill', async () => {
    const skills = await mine.get(at('/home/skills'));
    expect(textOf(skills)).toContain('What I can do');
    expect(textOf(skills)).toContain('None of your badges names a skill yet.');
    expect(skills.text).toMatch(/href="\/home\/skills"[^>]*aria-current/);
  });

  it('is nobody else’s', async () => {
    expect((await createBrowser().get(at('/home/skills'))).status).toBe(401);
  });
});

describe('the badges of a home, once the platform is gone', () => {
  it('are listed, each with its state', async () => {
    const home = await mine.get(at('/home'));
    expect(textOf(home)).toMatch(/Lab safety.*Earned/);
    expect(textOf(home)).toMatch(/Cold chain.*Revoked/);
    expect(textOf(await theirs.get(at('/home')))).not.toContain('Lab safety');
  });

  it('have pages with every file of a badge that nobody else may see', async () => {
    const { text } = await page();
    for (const kind of ['png', 'pdf', 'json', 'svg', 'jwt', 'zip']) {
      const href = new RegExp(`href="(/credentials/[\\w-]+\\.${kind}[^"]*)"`).exec(text)?.[1] ?? '';
      const file = await mine.request(at(href), { headers: { accept: '*/*' } });
      expect(`${kind} ${file.status}`).toBe(`${kind} 200`);
    }
    expect((await png(mine)).headers.get('content-type')).toBe('image/png');
    expect((await png(createBrowser())).status).toBe(404);
    expect((await png(theirs)).status).toBe(404);
  });

  it('are shared for LinkedIn, and hidden again', async () => {
    const shared = await mine.submit(await page(), {}, `${awardId}/share`);
    expect(shared.text).toContain('https://www.linkedin.com/profile/add?');
    expect((await png(createBrowser())).status).toBe(200);
    await post(`/home/badges/${awardId}/share`, { visibility: 'private' });
    expect((await png(createBrowser())).status).toBe(404);
    expect((await post(`/home/badges/${awardId}/share`, { visibility: 'all' })).status).toBe(422);
  });

  it('say of their person what that person chooses', async () => {
    const changed = await post(`/home/badges/${awardId}/shows`, { name: 'none' });
    expect(textOf(changed)).toContain('Your badge shows what you chose');
    const badge = await laurel.credentials.findByAward(awardId);
    expect(badge?.recipientName).toBeUndefined();
    await post(`/home/badges/${awardId}/shows`, { name: 'platform' });
    expect((await laurel.credentials.findByAward(awardId))?.recipientName).toBeDefined();
    expect(textOf(await post(`/home/badges/${awardId}/withdraw`, {}))).toContain(
      'The earlier versions are withdrawn',
    );
  });

  it('go into a wallet', async () => {
    const wallet = await post(`/home/badges/${awardId}/wallet`, {});
    expect(wallet.status).toBe(200);
    expect(wallet.text).toContain(`href="/home/badges/${awardId}"`);
    expect((await post(`/home/badges/${revokedId}/wallet`, {})).status).toBe(409);
  });

  it('are corrected by whoever instructs the course, who is asked here', async () => {
    const asked = await post(`/home/badges/${awardId}/correction`, { text: 'My name has two n' });
    expect(textOf(asked)).toContain('You asked: My name has two n');
    expect(await laurel.course.corrections.latest(awardId)).toMatchObject({ state: 'open' });
    const taken = await post(`/home/badges/${awardId}/correction/withdraw`, {});
    expect(textOf(taken)).not.toContain('My name has two n');
  });

  it('are nobody else’s', async () => {
    const { status, text } = await theirs.get(at(`/home/badges/${awardId}`));
    expect(status).toBe(404);
    expect(text).not.toContain('Lab safety');
    for (const [path, fields] of [
      ['share', { visibility: 'public' }],
      ['shows', { name: 'none' }],
      ['withdraw', {}],
      ['wallet', {}],
      ['correction', { text: 'x' }],
      ['correction/withdraw', {}],
    ] as const)
      expect((await post(`/home/badges/${awardId}/${path}`, fields, theirs)).status).toBe(404);
    expect((await createBrowser().get(at(`/home/badges/${awardId}`))).status).toBe(401);
  });

  it('ask no learning platform for anything', () => {
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.filter((line) => line.includes('"event":"called"'))).toEqual([]);
  });
});
