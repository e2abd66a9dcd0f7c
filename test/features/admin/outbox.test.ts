import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterAsOperator } from '../../support/enter-as-operator.js';
import type { Browser } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { startSmtp } from '../../support/start-smtp.js';
import { enterAs, laurel, moodle, registered, useOperator } from './use-operator.js';

let smtp: Awaited<ReturnType<typeof startSmtp>>;
useOperator(async () => {
  smtp = await startSmtp();
  return { SMTP_URL: smtp.url };
});
afterAll(() => smtp.close());

let admin: Browser;
let operator: Browser;
beforeAll(async () => {
  admin = await enterAs(moodle, 'admin');
  operator = (await enterAsOperator(laurel)).browser;
  const put = async (key: string, of: 'moodle' | 'canvas', view = 'badge-earned') =>
    laurel.mail.enqueue({
      key,
      to: `${key}@example.edu`,
      view,
      model: {
        badge: `Badge ${key}`,
        course: 'Physics',
        name: 'Hương <script>',
        url: 'x',
        days: 7,
      },
      unsubscribe: 'https://laurel.test/mail/secret/earned',
      school: { platformId: registered[of].id, deploymentId: registered[of].tool.deploymentId },
    });
  await put('ours', 'moodle');
  await put('secret', 'moodle', 'confirm-email');
  await laurel.mail.sendDue();
  smtp.mode.refuses = true;
  await put('refused', 'moodle');
  await laurel.mail.sendDue();
  smtp.mode.refuses = false;
  await put('theirs', 'canvas');
  await laurel.mail.sendDue();
});

const at = (path = '') => `${laurel.url}/admin/outbox${path}`;
const rowOf = async (key: string) => {
  const found = await laurel.store.connection.collection('mails').findOne({ key });
  return String(found?._id);
};

describe('the outbox', () => {
  it('lists an administrator’s own mail, the operator all of it, each with what became of it', async () => {
    const own = textOf(await admin.get(at()));
    expect(own).toContain('ours@example.edu');
    expect(own).toContain('refused@example.edu comes back');
    expect(own).toContain('no longer kept');
    expect(own).not.toContain('theirs@example.edu');
    expect(textOf(await operator.get(at()))).toContain('theirs@example.edu');
    const filtered = textOf(await admin.get(at('?state=bounced')));
    expect(filtered).not.toContain('ours@example.edu');
    expect(textOf(await admin.get(at('?address=OURS@example.edu')))).toContain('ours@example.edu');
    expect(textOf(await admin.get(at('?address=theirs@example.edu')))).toContain('No mail here');
  });

  it('shows a mail as text and as a document that does nothing, without links that act', async () => {
    const id = await rowOf('ours');
    const page = await admin.get(at(`/${id}`));
    expect(textOf(page)).toContain('You have earned “Badge ours” in Physics.');
    expect(page.headers.get('content-security-policy')).toContain("frame-src 'self'");
    const html = await admin.get(at(`/${id}/html`));
    const policy = html.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none';.*; sandbox$/);
    expect(policy).not.toMatch(/script-src|connect-src/);
    expect(html.text).toContain('Hương &lt;script&gt;');
    expect(page.text + html.text).not.toContain('/mail/secret');
  });

  it('finds nobody else’s mail, and shows none that holds a secret', async () => {
    const theirs = await rowOf('theirs');
    for (const path of [`/${theirs}`, `/${theirs}/html`, '/nothing', `/${'0'.repeat(24)}`])
      expect((await admin.get(at(path))).status, path).toBe(404);
    const secret = await rowOf('secret');
    expect(textOf(await admin.get(at(`/${secret}`)))).toContain('cannot be read here');
    expect((await admin.get(at(`/${secret}/html`))).status).toBe(404);
    const page = await admin.get(at(`/${await rowOf('ours')}`));
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    for (const act of ['resend', 'bounced']) {
      const path = at(`/${theirs}/${act}`);
      const form = { _csrf: csrf, turn: 'a' };
      expect((await admin.post(path, form, { origin: laurel.url })).status).toBe(404);
    }
  });

  it('sends again, once for each press, three times a day at most, and notes who did', async () => {
    const page = await admin.get(at(`/${await rowOf('ours')}`));
    const done = await admin.submit(page, {}, '/resend');
    expect(textOf(done)).toContain('It is on its way again.');
    expect(textOf(await admin.submit(page, {}, '/resend'))).toContain('Nothing was sent');
    smtp.received.length = 0;
    expect(await laurel.mail.sendDue()).toBe(1);
    expect(smtp.received[0]).toContain('ours@example.edu');
    expect((await laurel.audit.list({ action: 'mail.resent' })).length).toBe(1);
    const turn = (name: string) => admin.submit(page, { turn: name }, '/resend');
    expect((await turn('b')).status).toBe(200);
    expect((await turn('c')).status).toBe(429);
  });

  it('notes that an address comes back, after which nothing goes there', async () => {
    const page = await admin.get(at(`/${await rowOf('ours')}`));
    expect(textOf(await admin.submit(page, {}, '/bounced'))).toContain('Noted: nothing more');
    await laurel.mail.enqueue({
      key: 'later',
      to: 'ours@example.edu',
      view: 'badge-earned',
      model: {},
    });
    await laurel.mail.sendDue();
    expect((await laurel.mail.list({ state: 'held' })).map(({ key }) => key)).toContain('later');
  });

  it('goes on to older mail, page by page, each once, with the filter', async () => {
    const school = {
      platformId: registered.moodle.id,
      deploymentId: registered.moodle.tool.deploymentId,
    };
    for (let nth = 100; nth < 220; nth++)
      await laurel.mail.enqueue({
        key: `many${nth}`,
        to: `many${nth}@example.edu`,
        view: 'badge-earned',
        model: {},
        school,
      });
    const seen: string[] = [];
    const pages: number[] = [];
    let next: string | undefined = '/admin/outbox?state=pending';
    while (next !== undefined) {
      const { text } = await admin.get(`${laurel.url}${next}`);
      const found = [...text.matchAll(/(many\d+)@example\.edu/g)].map(([, key = '']) => key);
      seen.push(...found);
      pages.push(found.length);
      const [, older] =
        /href="([^"]*[?&]before=[^"]*)"/.exec(
          text.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'),
        ) ?? [];
      next = older;
      expect(next ?? 'state=pending').toContain('state=pending');
    }
    expect(pages).toEqual([50, 50, 20]);
    expect(new Set(seen).size).toBe(120);
    expect(seen[0]).toBe('many219');
    expect((await admin.get(at('?before=nothing'))).status).toBe(200);
  });
});
