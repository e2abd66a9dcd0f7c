import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBrowser, launch } from '../../support/lms/index.js';
import { startReceiver, type Receiver } from '../../support/webhook-receiver.js';
import { call, laurel, makeToken, moodle, ruleId, useApi } from '../api/use-api.js';

let laterMs = 0;
useApi({ clock: { now: () => new Date(Date.now() + laterMs) } });

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

async function enterAs(who: string) {
  const browser = createBrowser();
  await launch(moodle, { as: who, browser });
  return browser;
}
const at = (path = '') => `${laurel.url}/admin/webhooks${path}`;
const secretOf = (html: string) => /whsec_[\w+/]{43}/.exec(html)?.[0] ?? '';

it('an administrator makes a webhook, whose secret is shown once, tests it, and sees its messages', async () => {
  const browser = await enterAs('admin');
  const empty = await browser.get(at());
  expect(empty.text).toContain('No webhooks yet');
  const fields = { name: 'Registry', url: receiver.url, kind: 'webhook', types: 'rule.paused' };
  const made = await browser.submit(empty, fields, '/admin/webhooks');
  expect(secretOf(made.text)).not.toBe('');
  const list = await browser.get(at());
  expect(secretOf(list.text)).toBe('');
  const [{ id } = { id: '' }] = await laurel.webhooks.list(null);
  const path = `/admin/webhooks/${id}`;

  const tested = await browser.submit(await browser.get(at(`/${id}`)), {}, `${path}/test`);
  expect(tested.text).toContain('answered with 204');
  const rotated = await browser.submit(await browser.get(at(`/${id}`)), {}, `${path}/rotate`);
  expect(secretOf(rotated.text)).not.toBe('');

  receiver.how.answer = () => 500;
  await call(await makeToken(), 'POST', `/rules/${ruleId}/pause`);
  await laurel.feed.tell();
  for (let turn = 0; turn < 11; turn += 1) {
    await laurel.webhooks.run();
    laterMs += 29 * 3_600_000;
  }
  laterMs = 0;
  const off = await browser.get(at(`/${id}`));
  expect(off.text).toContain('nothing came through for three days');
  expect(off.text).toContain('Given up');
  receiver.how.answer = () => 204;
  await browser.submit(off, {}, `${path}/resume`);
  const again = await browser.submit(await browser.get(at(`/${id}`)), {}, `${path}/replay`);
  expect(again.text).toContain('It is sent again');
  await laurel.webhooks.run();
  expect((await browser.get(at(`/${id}`))).text).not.toContain('Given up');

  const paused = await browser.submit(await browser.get(at(`/${id}`)), {}, `${path}/pause`);
  expect(paused.text).toContain('It is paused');
  const gone = await browser.submit(paused, {}, `${path}/remove`);
  expect(gone.text).toContain('The webhook is removed');
});

it('what is wrong is said beside its field: no private network’s plain address, no store without a user name', async () => {
  const browser = await enterAs('admin');
  const page = await browser.get(at());
  const plain = { name: 'x', url: 'http://10.0.0.1/', kind: 'webhook' };
  const wrong = await browser.submit(page, plain, '/admin/webhooks');
  expect([wrong.status, wrong.text.includes('Give an https address')]).toEqual([422, true]);
  const nameless = { name: 'x', url: 'https://lrs.example.org/xapi', kind: 'xapi' };
  expect((await browser.submit(page, nameless, '/admin/webhooks')).status).toBe(422);
});

it('is nobody’s who does not administer', async () => {
  const browser = await enterAs('teacher');
  expect((await browser.get(at())).status).toBe(403);
});
