import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestClock } from '../../../src/base/index.js';
import {
  openTenant,
  register,
  setUpBadge,
  type Tenant,
  type Visitor,
} from '../../security/two-courses.js';
import { startMoodleLike } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { readMail } from '../../support/read-mail.js';
import { startSmtp } from '../../support/start-smtp.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

const clock = createTestClock(new Date());
let smtp: Awaited<ReturnType<typeof startSmtp>>;
let laurel: TestLaurel;
let tenant: Tenant;
let ids: Awaited<ReturnType<typeof setUpBadge>>;
let learner: Visitor;

beforeAll(async () => {
  smtp = await startSmtp();
  laurel = await startTestLaurel({ clock, env: { SMTP_URL: smtp.url } });
  const moodle = await startMoodleLike({ clock });
  const tool = moodle.registerTool({ url: laurel.url });
  tenant = openTenant(laurel, moodle, await register(laurel, moodle, tool), tool);
  ids = await setUpBadge(laurel, tenant, 'Größe & “Maß”');
  learner = await tenant.enter('learner1');
  return async () => {
    await moodle.close();
    await laurel.close();
  };
});
afterAll(() => smtp.close());
beforeEach(() => {
  smtp.received.length = 0;
  smtp.mode.refuses = false;
});

const UNDO_MS = 16 * 60_000;
/** Sends what is due, and reads what the mail server got. */
async function deliver() {
  clock.advance(UNDO_MS);
  await laurel.mail.sendDue();
  return smtp.received.splice(0).map(readMail);
}
const post = (address: string, body: URLSearchParams | FormData) =>
  fetch(address, { method: 'POST', body, headers: { origin: 'https://mail.example.org' } });
const award = async () => (await laurel.awards.store.findByIds([ids.awardId]))[0]!;
const personOf = async () => (await laurel.people.find(tenant.platformId, ids.userId))!;
const stopAddress = (mail: ReturnType<typeof readMail> | undefined) =>
  /^<(.*)>$/.exec(mail?.headers.get('list-unsubscribe') ?? '')?.[1] ?? '';
let earned: ReturnType<typeof readMail>;

describe('the mail about an earned badge', () => {
  it('shows the badge’s picture, which it brings along, in HTML and says all in plain text', async () => {
    const [mail] = await deliver();
    earned = mail!;
    expect(earned.headers.get('subject')).toBe('You earned a badge: Größe & “Maß”');
    const picture = earned.parts.find(({ headers }) => headers.has('content-id'))!;
    expect(picture.headers.get('content-type')).toMatch(/^image\/png/);
    expect(picture.body.subarray(1, 4).toString()).toBe('PNG');
    const cid = picture.headers.get('content-id')!.slice(1, -1);
    expect(earned.text('text/html')).toContain(`src="cid:${cid}"`);
    expect(earned.text('text/plain')).toContain('You have earned “Größe & “Maß”” in ');
    expect(earned.text('text/plain')).toContain(`Stop mail of this kind: ${laurel.url}/mail/`);
  });

  it('is stopped by the button of a mail program alone, without a session (RFC 8058)', async () => {
    const address = stopAddress(earned);
    expect(earned.headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    const look = await fetch(address);
    expect(textOf({ text: await look.text() } as never)).toContain('You can stop it here.');
    expect((await personOf()).mailOff).toBeUndefined();
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    for (const body of [form, new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })]) {
      await laurel.people.setMail((await personOf()).id, 'earned', true);
      expect((await post(address, body)).status).toBe(200);
      expect((await personOf()).mailOff).toEqual(['earned']);
    }
  });

  it('is stopped for its person and its kind alone, and begun again by the page', async () => {
    const address = stopAddress(earned);
    const others = await laurel.people.listOfPlatform(tenant.platformId, '', 100);
    expect(others.filter(({ mailOff = [] }) => mailOff.length > 0)).toHaveLength(1);
    for (const wrong of ['revoked', 'corrected', 'constructor'])
      expect((await post(address.replace(/earned$/, wrong), new URLSearchParams())).status).toBe(
        404,
      );
    const strange = address.replace(/mail\/[\w-]{32}/, `mail/${'a'.repeat(32)}`);
    expect((await post(strange, new URLSearchParams())).status).toBe(404);
    await post(address, new URLSearchParams({ do: 'start' }));
    expect((await personOf()).mailOff).toEqual([]);
  });

  it('does not come to whoever stopped it, and that counts as told', async () => {
    await laurel.people.setMail((await personOf()).id, 'earned', false);
    const again = { ...(await award()), id: `${ids.awardId}x`, personKey: 'other' };
    await laurel.awards.fulfil([{ ...again, todo: 'give' }]);
    expect(await deliver()).toEqual([]);
    await laurel.people.setMail((await personOf()).id, 'earned', true);
  });
});

describe('an address that waits for its confirmation', () => {
  const settings = async () => textOf(await learner.browser.get(`${laurel.url}/my/settings`));
  const submit = (path: string, fields: Record<string, string> = {}) =>
    learner.browser.post(
      `${laurel.url}/my/settings/${path}`,
      { ...fields, _csrf: learner.csrf },
      { origin: laurel.url },
    );

  it('stays in sight, can be asked again and taken back', async () => {
    await submit('email', { email: 'hasty@home.test' });
    expect(await settings()).toContain('Waits for your confirmation: hasty@home.test');
    const again = await submit('email/again');
    expect(again.url).toContain('done=email');
    expect(await deliver()).toHaveLength(2);
    await submit('email/cancel');
    expect(await settings()).not.toContain('hasty@home.test');
  });

  it('that is refused for good gets nothing more until it is confirmed again', async () => {
    await submit('email', { email: 'huong@home.test' });
    const [confirm] = await deliver();
    const link = /\/email\/([\w-]+)/.exec(confirm!.text('text/plain'))?.[1] ?? '';
    await laurel.people.confirmEmail(link);
    smtp.mode.refuses = true;
    const given = { ...(await award()), id: 'given-later' };
    await laurel.awards.fulfil([{ ...given, personKey: 'a', todo: 'give' }]);
    await deliver();
    expect(await laurel.mail.list({ state: 'bounced' })).toHaveLength(1);
    smtp.mode.refuses = false;
    await laurel.awards.fulfil([{ ...given, id: 'given-last', personKey: 'b', todo: 'give' }]);
    expect(await deliver()).toEqual([]);
    expect(await laurel.mail.list({ state: 'held' })).toHaveLength(1);
    expect(await settings()).toContain('has come back since');
    await submit('email', { email: 'Huong@home.test' });
    const [probe] = await deliver();
    await laurel.people.confirmEmail(/\/email\/([\w-]+)/.exec(probe!.text('text/plain'))![1]!);
    const [held] = await deliver();
    expect(held?.headers.get('to')).toBe('huong@home.test');
    expect(await settings()).not.toContain('has come back since');
  });
});

describe('the mail about a revoked badge', () => {
  it('is a notice: it comes once, with the reason, and cannot be stopped', async () => {
    const one = await award();
    await laurel.awards.store.takeBack([one], { state: 'revoked', reason: 'Copied work' });
    for (let turn = 0; turn < 2; turn += 1)
      await laurel.awards.fulfil([{ ...(await award()), todo: 'take' }]);
    const mails = await deliver();
    expect(mails.map(({ headers }) => headers.get('subject'))).toEqual([
      'Your badge was revoked: Größe & “Maß”',
    ]);
    expect(mails[0]!.headers.has('list-unsubscribe')).toBe(false);
    expect(mails[0]!.text('text/plain')).toContain('> Copied work');
    expect(mails[0]!.text('text/plain')).not.toContain('Stop mail of this kind');
  });
});

describe('what is written into headers', () => {
  const names = [
    'Eve\r\nBcc: all@example.org',
    'Eve\n\nBody',
    'Hương Trần',
    'علي',
    '名\u2028前',
    '=?x?',
  ];
  it.each(names)('is one header, whatever a name holds: %j', async (badge) => {
    await laurel.mail.enqueue({
      key: `hostile ${badge}`,
      to: 'a"b@example.edu',
      replyTo: 'x@example.edu',
      view: 'badge-earned',
      model: { badge, course: badge, name: badge },
    });
    const [mail] = await deliver();
    expect(mail!.headers.get('subject')).toContain(badge.replace(/\s+/g, ' '));
    for (const name of ['subject', 'to', 'from', 'message-id'])
      expect(mail!.counts.get(name)).toBe(1);
    expect(mail!.headers.has('bcc')).toBe(false);
  });
});
