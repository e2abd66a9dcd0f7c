import { beforeAll, describe, expect, it } from 'vitest';
import { createBrowser } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { call, laurel, makeToken, platformId, ruleId, useApi } from './use-api.js';

useApi();

let token: string;
beforeAll(async () => {
  token = await makeToken();
});

const csv = { 'content-type': 'text/csv' };
const invite = async (...emails: readonly string[]) => {
  const path = `/awards:bulk?rule=${ruleId}&reason=Conference&invite=true&skipProblems=true`;
  const body = `email\n${emails.join('\n')}\n`;
  const { body: job } = await call(token, 'POST', path, { body, headers: csv });
  await laurel.bulk.run(job.id);
  return (await call(token, 'GET', `/bulk/${job.id}`)).body;
};
/** The mails of invitations, the newest first. */
const letters = async () => {
  const all = await laurel.mail.list();
  const keys = all.filter(({ view }) => view === 'invitation').map(({ key }) => key);
  return Promise.all(keys.map((key) => laurel.mail.read(key)));
};
const letterTo = async (email: string) => (await letters()).find(({ to }) => to === email);
const linkIn = (text = '') => /http\S+\/home\/invitations\/[\w-]+/.exec(text)?.[0] ?? '';
const press = (url: string, browser = createBrowser()) =>
  browser.get(url, {
    method: 'POST',
    body: new URLSearchParams(),
    headers: { origin: laurel.url },
  });
const listed = async () => (await call(token, 'GET', '/invitations')).body.data;

describe('somebody whom the platform does not know', () => {
  it('is invited by a mail that says who gives what, once however often that is asked for', async () => {
    expect((await invite('ada@nowhere.test')).counts).toEqual({ invited: 1 });
    expect((await invite('ADA@nowhere.test')).counts).toEqual({ invited: 1 });
    const mails = await letters();
    expect(mails).toHaveLength(1);
    expect(mails[0]?.subject).toContain('Given by API');
    expect(mails[0]?.text).toContain('It waits for you for 30 days.');
    expect(mails[0]?.unsubscribe).toContain('/stop');
    expect(await listed()).toMatchObject([{ email: 'ada@nowhere.test', state: 'open' }]);
    const kept = await laurel.store.connection.collection('award_invitations').find().toArray();
    expect(JSON.stringify(kept)).not.toContain(linkIn(mails[0]?.text).split('/').at(-1));
  });

  it('claims the badge by the button of the page, once; a look changes nothing', async () => {
    const link = linkIn((await letterTo('ada@nowhere.test'))?.text);
    const browser = createBrowser();
    for (let look = 0; look < 2; look += 1) {
      const page = await browser.get(link);
      expect(textOf(page)).toContain('“Given by API” is yours to claim');
      expect(page.headers.get('cache-control')).toBe('no-store');
    }
    expect((await listed())[0].state).toBe('open');
    const home = await press(link, browser);
    expect([home.url, textOf(home)]).toEqual([
      `${laurel.url}/home`,
      expect.stringContaining('Given by API'),
    ]);
    const [claimed] = await listed();
    expect(claimed.state).toBe('claimed');
    const { body: badge } = await call(token, 'GET', `/awards/${claimed.awardId}/credential`);
    expect(badge.state).toBe('valid');
    expect((await press(link)).status).toBe(404);
    expect((await createBrowser().get(link)).status).toBe(404);
    // What is told of the badge leads to where its holder can reach it.
    const { text } = await laurel.mail.read(`award:${claimed.awardId}`);
    expect(text).toContain(`/home/badges/${claimed.awardId}`);
    expect((await invite('ada@nowhere.test')).counts).toEqual({ has: 1 });
  });

  it('who presses twice at once has one badge', async () => {
    await invite('twice@nowhere.test');
    const link = linkIn((await letterTo('twice@nowhere.test'))?.text);
    const pages = await Promise.all([press(link), press(link)]);
    expect(pages.map(({ status }) => status).sort()).toEqual([200, 404]);
  });

  it('of a platform that is switched off meanwhile is given nothing until it is on again', async () => {
    await invite('off@nowhere.test');
    const link = linkIn((await letterTo('off@nowhere.test'))?.text);
    await laurel.lti.platforms.change(platformId, { status: 'disabled' });
    expect([(await createBrowser().get(link)).status, (await press(link)).status]).toEqual([
      404, 404,
    ]);
    await laurel.lti.platforms.change(platformId, { status: 'active' });
    expect((await press(link)).status).toBe(200);
  });

  it('who wants no such mail gets none any more, by one press of their mail program', async () => {
    await invite('never@nowhere.test');
    const stop = (await letterTo('never@nowhere.test'))?.unsubscribe ?? '';
    expect(textOf(await createBrowser().get(stop))).toContain('No more invitations');
    const pressed = await fetch(stop, { method: 'POST', body: 'List-Unsubscribe=One-Click' });
    expect(pressed.status).toBe(200);
    const link = linkIn((await letterTo('never@nowhere.test'))?.text);
    expect((await createBrowser().get(link)).status).toBe(404);
    const again = await invite('Never@nowhere.test');
    expect(again.counts).toEqual({ problem: 1 });
    const { body } = await call(token, 'GET', `/bulk/${again.id}/rows`);
    expect(body.data[0].problem.code).toBe('mail_refused');
  });

  it('whose mail came back is not written to', async () => {
    await laurel.mail.noteBounce('back@nowhere.test', '550');
    expect((await invite('back@nowhere.test')).counts).toEqual({ problem: 1 });
    expect(await letterTo('back@nowhere.test')).toBeUndefined();
  });

  it('is told of and erased with what is kept of the person that they became', async () => {
    const { people } = laurel;
    const [person] = await people.findByEmails(platformId, ['ada@nowhere.test']);
    const data = await people.exportData(person?.id ?? '');
    expect(data['invitations']).toMatchObject([{ address: 'ada@nowhere.test', state: 'claimed' }]);
    const rows = laurel.store.connection.collection('award_invitations');
    // Another platform's invitation of the same address is not this platform's to tell of or to end.
    const [own] = await rows.find({ address: 'ada@nowhere.test' }).toArray();
    const elsewhere = { platformId: 'other', ruleId: 'other', tokenHash: 'other', state: 'open' };
    await rows.insertOne({ ...own, ...elsewhere, _id: 'other' as never });
    expect((await people.exportData(person?.id ?? ''))['invitations']).toHaveLength(1);
    await people.erase(person?.id ?? '', 'operator');
    expect(await rows.countDocuments({ address: 'ada@nowhere.test' })).toBe(1);
    await rows.deleteOne({ _id: 'other' as never });
    expect((await listed()).map(({ email }: { email: string }) => email)).not.toContain(
      'ada@nowhere.test',
    );
  });

  it('is written to three times a day, however the address of the mailbox is written', async () => {
    const ways = ['full', 'full+1', 'full+2', 'FULL+three', 'full+4+5'];
    const job = await invite(...ways.map((name) => `${name}@nowhere.test`));
    expect(job.counts).toEqual({ invited: 3, problem: 2 });
  });

  it('of a job without invitations is a problem', async () => {
    const path = `/awards:bulk?rule=${ruleId}&reason=x`;
    const body = 'email\nsomebody@nowhere.test\n';
    const { body: job } = await call(token, 'POST', path, { body, headers: csv });
    await laurel.bulk.run(job.id);
    expect((await call(token, 'GET', `/bulk/${job.id}`)).body.state).toBe('refused');
    expect(await letterTo('somebody@nowhere.test')).toBeUndefined();
  });
});
