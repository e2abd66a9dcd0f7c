/** The pages that people see once: on their way in, on their way out, and where they come by an address they were sent. */
import { describe, expect, it } from 'vitest';
import { makeOperatorLink } from '../../support/enter-as-operator.js';
import { createBrowser, formsOf, launch } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { laurel, open, useCourse } from '../../support/use-course.js';

const DAY_MS = 86_400_000;
useCourse('moodle');
const at = (path: string) => `${laurel.url}${path}`;

describe('somebody who was not sent by a learning platform', () => {
  it('is told what this is', async () => {
    const home = await createBrowser().get(at('/'));
    expect(home.status).toBe(200);
    expect(textOf(home)).toContain('Laurel');
    expect(home.text).toContain('href="/verify"');
  });

  it('can check a badge, and is told what is none', async () => {
    const browser = createBrowser();
    const form = await browser.get(at('/verify'));
    expect(form.status).toBe(200);
    expect(formsOf(form).some(({ action }) => action.endsWith('/verify'))).toBe(true);
  });

  it('finds nothing where there is nothing, in their own language', async () => {
    const headers = { accept: 'text/html', 'accept-language': 'pl' };
    const nothing = await createBrowser().get(at('/no/such/page'), { headers });
    expect(nothing.status).toBe(404);
    expect(nothing.text).toContain('lang="pl"');
  });
});

describe('whoever has an invitation', () => {
  it('is asked for what a platform that does not register by itself would tell', async () => {
    const { secret } = await laurel.lti.invitations.create({
      note: '',
      origins: [],
      deploymentPolicy: 'approve',
      lifeMs: DAY_MS,
    });
    const browser = createBrowser();
    const page = await browser.get(at(`/register?invite=${secret}`));
    expect(page.status, textOf(page)).toBe(200);
    const wrong = await browser.submit(page, { issuer: 'nowhere' }, '/register/by-hand');
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('value="nowhere"');
  });

  it('is told when it is used up, or never was one', async () => {
    const page = await createBrowser().get(at('/register?invite=nonsense'));
    expect(page.status).toBeGreaterThanOrEqual(400);
    expect(textOf(page)).not.toContain('nonsense');
  });
});

describe('the operator', () => {
  it('comes in by a link that is good once, and sees that before it is used', async () => {
    const link = await makeOperatorLink(laurel);
    const browser = createBrowser();
    const door = await browser.get(link);
    expect(door.status).toBe(200);
    const inside = await browser.submit(door, {}, '/admin/enter');
    expect(inside.url).toContain('/admin');
    const again = createBrowser();
    const refused = await again.submit(await again.get(link), {}, '/admin/enter');
    expect(refused.status).toBeGreaterThanOrEqual(400);
  });
});

describe('a learner', () => {
  it('confirms an address by the mail that goes there', async () => {
    const { browser } = await open.enter('learner1');
    const settings = await browser.get(at('/my/settings'));
    const asked = await browser.submit(settings, { email: 'ada@home.example' }, '/email');
    expect(asked.url).toContain('done=email');
    const [mail] = (await laurel.mail.list()).filter(({ view }) => view === 'confirm-email');
    const { text, html, to } = await laurel.mail.read(mail?.key ?? '');
    expect(to).toBe('ada@home.example');
    const address = /http:\/\/\S+\/email\/[\w-]+/.exec(text)?.[0] ?? '';
    expect(html).toContain(address);
    // On whatever machine the mail is read: no session is needed.
    const elsewhere = createBrowser();
    const confirm = await elsewhere.get(address);
    expect(confirm.status).toBe(200);
    const done = await elsewhere.submit(confirm, {}, '/email/');
    expect(done.status, textOf(done)).toBe(200);
    expect(textOf(await browser.get(at('/my/settings')))).toContain('ada@home.example');
  });

  it('signs out, and is out', async () => {
    const { browser } = await open.enter('learner2');
    const page = await browser.get(at('/my/settings'));
    const out = await browser.submit(page, {}, '/sign-out');
    expect(out.status, textOf(out)).toBe(200);
    expect((await browser.get(at('/my/settings'))).status).toBe(401);
  });

  it('whose browser keeps no cookies says yes once, and goes on through pages that carry the session', async () => {
    const browser = createBrowser({ blockToolCookies: true });
    const { response: asked } = await launch(open.platform, { as: 'learner3', browser });
    expect(formsOf(asked).some(({ action }) => action.endsWith('/lti/continue'))).toBe(true);
    const entered = await browser.submit(asked, {}, '/lti/continue');
    expect(entered.status, textOf(entered)).toBe(200);
    // A redirect could not carry the session: a page posts it on.
    const onward = formsOf(entered)[0];
    expect(onward?.method).toBe('POST');
  });
});
