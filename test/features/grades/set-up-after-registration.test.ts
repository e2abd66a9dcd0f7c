import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestClock } from '../../../src/base/index.js';
import {
  createBrowser,
  formsOf,
  startCanvasLike,
  startMoodleLike,
  type CanvasLike,
  type MoodleLike,
} from '../../support/lms/index.js';
import { ALL_CAPABILITIES } from '../../support/lms/moodle/web-service.js';
import { textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

const HOUR = 3_600_000;
const clock = createTestClock();
let laurel: TestLaurel;
let moodle: MoodleLike;
let canvas: CanvasLike;
beforeAll(async () => {
  [laurel, moodle, canvas] = await Promise.all([
    startTestLaurel({ clock }),
    startMoodleLike({ clock }),
    startCanvasLike({ clock }),
  ]);
});
afterAll(() => Promise.all([laurel.close(), moodle.close(), canvas.close()]));

/** Registers, and gives the registration's last page. */
async function register(platform: MoodleLike | CanvasLike) {
  await laurel.store.connection.collection('lti_platforms').deleteMany({});
  const vouched = [platform.baseUrl, ...Object.values(platform.endpoints)];
  const { secret } = await laurel.lti.invitations.create({
    note: '',
    origins: [...new Set(vouched.map((url) => new URL(url).origin))],
    deploymentPolicy: 'admit',
    lifeMs: HOUR,
  });
  const browser = createBrowser();
  const offer = await platform.startRegistration(`${laurel.url}/register?invite=${secret}`);
  const done = await browser.submit(await browser.get(offer), {}, '/register');
  const [registered] = await laurel.lti.platforms.list();
  return { browser, done, platformId: registered!.id };
}

/** Goes on from the last page, as a new window of a browser that may have a visit here of its own. */
async function goOn(platform: MoodleLike | CanvasLike) {
  const { browser, done, platformId } = await register(platform);
  const page = await browser.submit(done, {}, '/register/grades');
  expect(page.status, textOf(page)).toBe(200);
  return { browser, page, platformId };
}

describe('“Let your teachers see every quiz”, after a registration in Moodle', () => {
  it('leads to each of Moodle’s pages in order, with the function’s name', async () => {
    moodle.webServices.enabled = false;
    const { page } = await goOn(moodle);
    const links = [...page.text.matchAll(/href="([^"]+)" target="_blank"/g)].map(([, url]) => url);
    const at = (path: string) => `${moodle.baseUrl}${path}`;
    expect(links.map((url) => url!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='))).toEqual([
      at('/admin/search.php?query=enablewebservices'),
      at('/admin/settings.php?section=webserviceprotocols'),
      at('/admin/webservice/service.php?id=0'),
      at('/admin/webservice/tokens.php?action=create'),
      at('/admin/roles/define.php?action=add'),
      at('/admin/tool/uploaduser/index.php'),
    ]);
    expect(textOf(page)).toContain('gradereport_user_get_grade_items');
    expect(textOf(page)).toContain('Enable web services');
    expect(textOf(page)).toContain('core_user_get_users_by_field');
    expect(page.url).toBe(`${laurel.url}/register/grades`);
  });

  it('says what is done already', async () => {
    moodle.webServices.enabled = true;
    const { page } = await goOn(moodle);
    expect(textOf(page).match(/Advanced features done Manage protocols done/)).not.toBeNull();
    expect(textOf(page)).not.toContain('Tick Enable web services');
  });

  it('tries the token at once, names what is missing, and never shows it', async () => {
    const { browser, page, platformId } = await goOn(moodle);
    const send = (token: string) => browser.submit(page, { token }, '/register/grades/moodle');
    const unknown = await send('no-such-token');
    expect(unknown.status).toBe(502);
    expect(textOf(unknown)).toContain('it was revoked or has expired');
    const site = 'core_webservice_get_site_info';
    const poor = await send(moodle.webServices.createToken({ functions: [site] }));
    expect(textOf(poor)).toContain('does not have the function gradereport_user_get_grade_items');
    for (const name of ['gradereport/user:view', 'moodle/grade:viewall', 'webservice/rest:use']) {
      const capabilities = ALL_CAPABILITIES.filter((each) => each !== name);
      const lacking = await send(moodle.webServices.createToken({ capabilities }));
      expect(textOf(lacking), name).toContain(name);
      expect(lacking.status).not.toBe(200);
    }
    const functions = ['gradereport_user_get_grade_items'];
    const token = moodle.webServices.createToken({ functions });
    const done = await send(token);
    expect(textOf(done)).toContain('Moodle’s web services are connected');
    expect(done.text).not.toContain(token);
    expect(await laurel.audit.list({ platformId })).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ action: 'moodle-web-services.connected', platformId }),
      ]),
    );
  });

  it('is for whoever registered: without a ticket, with another one, or hours later it is refused', async () => {
    const { browser, page } = await goOn(moodle);
    const ticket = formsOf(page)[0]!.fields.ticket!;
    for (const wrong of ['', 'x', `${ticket}x`]) {
      const refused = await browser.submit(page, { ticket: wrong }, '/register/grades/moodle');
      expect(refused.status, wrong).toBe(422);
      expect(textOf(refused)).toContain('This page is no longer good');
    }
    clock.advance(4 * HOUR + 1);
    const late = await browser.submit(page, { token: 'any' }, '/register/grades/moodle');
    expect(textOf(late)).toContain('This page is no longer good');
    await laurel.store.connection.collection('lti_platforms').deleteMany({});
    const { browser: other, done, platformId } = await register(moodle);
    await laurel.lti.platforms.change(platformId, { status: 'disabled' });
    expect((await other.submit(done, {}, '/register/grades')).status).toBe(404);
  });

  it('makes the files of an account of its own: a role that reads, and a user who has it', async () => {
    const browser = createBrowser();
    const role = await browser.get(`${laurel.url}/register/laurel-role.xml`);
    expect(role.headers.get('content-disposition')).toContain('laurel-role.xml');
    expect(role.text).toContain('<allow>moodle/grade:viewall</allow>');
    expect(role.text).not.toMatch(/:(manage|edit|delete|update|import|override|lock)/);
    const users = () => browser.get(`${laurel.url}/register/laurel-user.csv`);
    const [first, second] = await Promise.all([users(), users()]);
    expect(first.text.split('\n')[0]).toBe('username,firstname,lastname,email,password,sysrole1');
    expect(first.text).toContain(',laurel\n');
    expect(first.text).not.toBe(second.text);
  });
});

describe('“Let your teachers see every quiz”, after a registration in Canvas', () => {
  it('asks for the developer key with this Canvas’s page and the redirect address, and tries it at once', async () => {
    const { browser, page, platformId } = await goOn(canvas);
    expect(page.text).toContain('/accounts/self/developer_keys');
    expect(textOf(page)).toContain(`${laurel.url}/course/sources/canvas/callback`);
    const form = formsOf(page).find(({ action }) => action.endsWith('/canvas'));
    const apiUrl = form!.fields.apiUrl!;
    expect(apiUrl).toMatch(/^http/);
    const key = { apiUrl: canvas.baseUrl, clientId: '10000000000009', clientSecret: 'wrong' };
    const refused = await browser.submit(page, key, '/register/grades/canvas');
    expect(refused.status).toBe(422);
    expect(textOf(refused)).toContain('Canvas does not know this ID and secret');
    expect(refused.text).not.toContain('value="wrong"');
    expect(platformId).toBeTruthy();
  });
});
