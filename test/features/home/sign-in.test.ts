import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestClock } from '../../../src/base/index.js';
import { openTenant, register, setUpBadge, type Tenant } from '../../security/two-courses.js';
import {
  createBrowser,
  formsOf,
  startMoodleLike,
  type MoodleLike,
} from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { askForLink, joinHome, lastLink, mailsOf, signIn } from './use-home.js';

const ADDRESS = 'ann@life.example';
const HOUR_MS = 3_600_000;
const clock = createTestClock(new Date());
let laurel: TestLaurel;
let moodle: MoodleLike;
let tenant: Tenant;

beforeAll(async () => {
  laurel = await startTestLaurel({ clock });
  moodle = await startMoodleLike();
  moodle.person('learner1').email = 'ann@campus.example';
  const tool = moodle.registerTool({ url: laurel.url });
  tenant = openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
  await setUpBadge(laurel, tenant, 'Lab safety');
  await joinHome(laurel, await tenant.enter('learner1'), ADDRESS);
  return async () => {
    await moodle.close();
    await laurel.close();
  };
});
// Limits count by the hour.
beforeEach(() => void clock.advance(HOUR_MS));

const links = () => laurel.store.connection.collection('home_links').find().toArray();

describe('signing in to a home', () => {
  it('takes a link in a mail, whose page has a button that spends it', async () => {
    const browser = createBrowser();
    expect(textOf(await askForLink(laurel, 'Ann@LIFE.example', browser))).toContain(
      'Look in your mailbox',
    );
    const link = await lastLink(laurel, ADDRESS);
    // Scanners follow links, and ask for their head.
    await createBrowser().request(link, { method: 'HEAD' });
    const door = await browser.get(link);
    expect(textOf(door)).toContain(`You sign in as ${ADDRESS}`);
    expect(door.headers.get('referrer-policy')).toBe('strict-origin');
    expect(door.headers.get('cache-control')).toBe('no-store');
    expect(door.headers.getSetCookie()).toEqual([]);
    const page = await browser.submit(door, {}, '/home/enter');
    expect(new URL(page.url).pathname + new URL(page.url).search).toBe('/home');
    expect(textOf(page)).toContain('Lab safety');
  });

  it('works once, of two who press at once too', async () => {
    await askForLink(laurel, ADDRESS);
    const link = await lastLink(laurel, ADDRESS);
    const press = () =>
      createBrowser().request(link, { method: 'POST', headers: { origin: laurel.url } });
    const both = await Promise.all([press(), press()]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 404]);
    expect((await press()).status).toBe(404);
    expect((await createBrowser().get(link)).status).toBe(404);
  });

  it('works for a quarter of an hour', async () => {
    await askForLink(laurel, ADDRESS);
    const link = await lastLink(laurel, ADDRESS);
    clock.advance(15 * 60_000 - 1);
    expect((await createBrowser().get(link)).status).toBe(200);
    clock.advance(1);
    expect((await createBrowser().get(link)).status).toBe(404);
    const pressed = { method: 'POST', headers: { origin: laurel.url } };
    expect((await createBrowser().request(link, pressed)).status).toBe(404);
  });

  it('keeps of a link its hash alone', async () => {
    await askForLink(laurel, ADDRESS);
    const token = (await lastLink(laurel, ADDRESS)).split('/').at(-1) ?? '';
    expect(token.length).toBeGreaterThan(40);
    const kept = JSON.stringify(await links());
    expect(kept).toContain(ADDRESS);
    expect(kept).not.toContain(token);
  });

  it('says the same whether an address is known or not, and mails to no stranger', async () => {
    const before = (await links()).length;
    const seen = [];
    for (const address of [ADDRESS, 'nobody@life.example']) {
      const browser = createBrowser();
      const page = await browser.get(`${laurel.url}/home`);
      const [form] = formsOf(page);
      const body = new URLSearchParams({ ...form?.fields, email: address });
      const headers = { origin: laurel.url };
      const asked = await browser.request(form?.action ?? '', { method: 'POST', body, headers });
      const { headers: told, status, text } = asked;
      const own = Object.fromEntries(
        [...told].filter(([name]) => !/^(date|x-request-id)$/.test(name)),
      );
      const after = await browser.get(`${laurel.url}/home/sent`);
      seen.push({ status, text, own, after: textOf(after) });
    }
    await laurel.home.idle();
    expect(seen[0]).toEqual(seen[1]);
    expect((await links()).length).toBe(before + 1);
    expect((await mailsOf(laurel, 'home-sign-in')).map(({ to }) => to)).not.toContain(
      'nobody@life.example',
    );
  });

  it('shows what was typed where it is no address', async () => {
    const browser = createBrowser();
    const page = await browser.get(`${laurel.url}/home`);
    const answer = await browser.submit(page, { email: 'not one' }, '/home/sign-in');
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('value="not one"');
  });

  it('is by a proven address alone: what a platform says of a person opens nothing', async () => {
    await askForLink(laurel, 'ann@campus.example');
    await askForLink(laurel, moodle.person('learner2').email ?? '');
    const to = (await mailsOf(laurel, 'home-sign-in')).map((mail) => mail.to);
    expect([...new Set(to)]).toEqual([ADDRESS]);
  });

  it('sends six mails an hour to an address, and says nothing of it', async () => {
    const sent = async () => (await mailsOf(laurel, 'home-sign-in')).length;
    const before = await sent();
    for (let turn = 0; turn < 9; turn += 1)
      expect((await askForLink(laurel, ADDRESS)).status).toBe(200);
    expect((await sent()) - before).toBe(6);
  });
});

describe('a session of a home', () => {
  it('has a cookie of its own, which no other site’s request carries', async () => {
    await askForLink(laurel, ADDRESS);
    const browser = createBrowser();
    const door = await browser.get(await lastLink(laurel, ADDRESS));
    const pressed = { method: 'POST', headers: { origin: laurel.url } };
    const answer = await browser.request(door.url, pressed);
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^laurel-home=/);
    for (const one of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/'])
      expect(cookie).toContain(one);
    expect(cookie).not.toContain('Partitioned');
  });

  it('is another one after each sign-in, whatever the browser had before', async () => {
    const browser = createBrowser();
    browser.plant(laurel.url, 'laurel-home', 'planted');
    await signIn(laurel, ADDRESS, browser);
    const first = browser.cookies(laurel.url)['laurel-home'] ?? '';
    expect(first).not.toBe('planted');
    await signIn(laurel, ADDRESS, browser);
    const second = browser.cookies(laurel.url)['laurel-home'] ?? '';
    expect(second).not.toBe(first);
    const old = createBrowser();
    old.plant(laurel.url, 'laurel-home', first);
    expect(textOf(await old.get(`${laurel.url}/home`))).toContain('Send me a link');
  });

  it('ends when its person signs out, here or everywhere, and by itself', async () => {
    const one = await signIn(laurel, ADDRESS);
    const out = await one.browser.submit(one.page, {}, '/home/sign-out');
    expect(textOf(out)).toContain('You are signed out.');
    const isOut = async ({ browser }: typeof one) =>
      textOf(await browser.get(`${laurel.url}/home`)).includes('Send me a link');
    expect(await isOut(one)).toBe(true);
    const two = await signIn(laurel, ADDRESS);
    const three = await signIn(laurel, ADDRESS);
    const csrf = formsOf(three.page)[0]?.fields['_csrf'] ?? '';
    const everywhere = `${laurel.url}/home/sign-out-everywhere`;
    await three.browser.post(everywhere, { _csrf: csrf }, { origin: laurel.url });
    expect([await isOut(two), await isOut(three)]).toEqual([true, true]);
    const four = await signIn(laurel, ADDRESS);
    clock.advance(3 * HOUR_MS);
    expect(await isOut(four)).toBe(true);
  });
});
