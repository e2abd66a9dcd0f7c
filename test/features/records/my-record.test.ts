import { beforeAll, describe, expect, it } from 'vitest';
import type { BrowserAnswer } from '../../support/lms/browserless.js';
import { openTenant, register, setUpBadge, type Visitor } from '../../security/two-courses.js';
import { createBrowser, formsOf, startMoodleLike, type Browser } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { joinHome, signIn } from '../home/use-home.js';

let laurel: TestLaurel;
let ada: Visitor;
let bob: Visitor;
let home: Browser;

beforeAll(async () => {
  laurel = await startTestLaurel();
  const moodle = await startMoodleLike();
  const tool = moodle.registerTool({ url: laurel.url });
  const tenant = openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
  await setUpBadge(laurel, tenant, 'Lab safety');
  await setUpBadge(laurel, tenant, 'Cold chain');
  ada = await tenant.enter('learner1');
  bob = await tenant.enter('learner2');
  await joinHome(laurel, ada, 'ann@life.example');
  home = (await signIn(laurel, 'ann@life.example')).browser;
  return async () => {
    await moodle.close();
    await laurel.close();
  };
});

const at = (path: string) => `${laurel.url}${path}`;
const stranger = createBrowser();
const openPage = (browser: Browser, base = '/my/record') => browser.get(at(base));
const choicesOf = ({ text }: BrowserAnswer) =>
  [...text.matchAll(/name="badges" value="([\w-]+)"( checked)?/g)].map(([, id, on]) => ({
    id: id ?? '',
    isChosen: on !== undefined,
  }));
const recordOf = ({ text }: BrowserAnswer) => /\/records\/([\w-]{22})/.exec(text)?.[1] ?? '';

/** Posts the form of a page that makes a record, with these badges. */
async function make(browser: Browser, badges: readonly string[], base = '/my/record') {
  const form = formsOf(await openPage(browser, base)).find(({ action }) => action.endsWith(base));
  const body = new URLSearchParams(form?.fields ?? {});
  body.delete('badges');
  for (const id of badges) body.append('badges', id);
  const answer = await browser.request(form?.action ?? '', {
    method: 'POST',
    body: body.toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: laurel.url },
  });
  return answer;
}

describe('My record', () => {
  it('offers every badge that counts, all of them chosen, and says why a choice is refused', async () => {
    const page = await openPage(ada.browser);
    expect(choicesOf(page).map(({ isChosen }) => isChosen)).toEqual([true, true]);
    const refused = await make(ada.browser, []);
    expect(refused.status).toBe(422);
    expect(textOf(refused)).toContain('Choose one or more of your valid badges.');
    const bobs = choicesOf(await openPage(bob.browser))[0]?.id ?? '';
    expect((await make(ada.browser, [bobs])).status).toBe(422);
  });

  it('is private until it is shared; what is shared shows each badge with its checks', async () => {
    const [first] = choicesOf(await openPage(ada.browser));
    await make(ada.browser, [first?.id ?? '']);
    const page = await openPage(ada.browser);
    expect(textOf(page)).toContain('A selection');
    const path = `/records/${recordOf(page)}`;
    expect((await stranger.get(at(path))).status).toBe(404);
    expect((await bob.browser.get(at(path))).status).toBe(404);
    expect(textOf(await ada.browser.get(at(path)))).toContain('Only you see this page');

    await ada.browser.submit(page, {}, '/share');
    const shared = await stranger.get(at(path));
    expect(shared.status).toBe(200);
    expect(textOf(shared)).toMatch(/Valid: Learner record.*Badges in it.*(Lab safety|Cold chain)/);
    const json = await fetch(at(path), { headers: { accept: 'application/json' } });
    const text = await json.text();
    expect(await laurel.credentials.verify(text)).toMatchObject({ verdict: 'valid' });
    const jwt = await (await fetch(at(`${path}.jwt`))).text();
    expect(await laurel.credentials.verify(jwt)).toMatchObject({ verdict: 'valid' });

    const form = await stranger.get(at('/verify'));
    const checked = await stranger.submit(form, { badge: text }, '/verify');
    expect(textOf(checked)).toMatch(
      /Holds A selection.*Badges in it.*Valid (Lab safety|Cold chain)/,
    );
    await ada.browser.submit(await openPage(ada.browser), {}, '/share');
    expect((await stranger.get(at(path))).status).toBe(404);
  });

  it('belongs to its learner alone, and is withdrawn for good', async () => {
    const page = await openPage(ada.browser);
    const id = recordOf(page);
    for (const act of ['share', 'withdraw']) {
      const form = formsOf(await openPage(bob.browser)).find(({ fields }) => fields['_csrf']);
      const fields = { _csrf: form?.fields['_csrf'] ?? '', visibility: 'link' };
      const tried = await bob.browser.post(at(`/my/record/${id}/${act}`), fields, {
        origin: laurel.url,
      });
      expect(tried.status).toBe(404);
    }
    await ada.browser.submit(page, {}, '/withdraw');
    expect(textOf(await openPage(ada.browser))).toContain('Withdrawn');
    const record = await laurel.credentials.records.find(id);
    expect(await laurel.credentials.verify(record?.json ?? '')).toMatchObject({ state: 'revoked' });
    expect(textOf(await ada.browser.get(at(`/records/${id}`)))).toContain(
      'has withdrawn this record',
    );
  });
});

describe('My record in a home', () => {
  it('is made there, and seen from there alone', async () => {
    const page = await openPage(home, '/home/record');
    const ids = choicesOf(page).map(({ id }) => id);
    expect(ids).toHaveLength(2);
    expect((await make(home, ids, '/home/record')).status).toBeLessThan(400);
    const made = await openPage(home, '/home/record');
    expect(textOf(made)).toContain('All badges that its issuer knows of.');
    const path = `/records/${recordOf(made)}`;
    expect((await home.get(at(path))).status).toBe(200);
    expect((await ada.browser.get(at(path))).status).toBe(404);
    expect((await stranger.get(at(path))).status).toBe(404);
    const own = await laurel.credentials.records.find(recordOf(made));
    expect(own).toMatchObject({ isPartial: false, visibility: 'private' });
    expect(own?.personId).toBeUndefined();
  });

  it('is told with what is kept of the person, and erased with it', async () => {
    const [person] = await laurel.store.connection.collection('people').find({}).toArray();
    const id = String(person?._id);
    expect(await laurel.people.exportData(id)).toHaveProperty('records');
    await laurel.people.erase(id, 'operator');
    expect(await laurel.credentials.records.list({ personId: id })).toEqual([]);
  });
});
