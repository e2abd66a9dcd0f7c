import { createPublicKey, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Webhook as Foreign } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startReceiver, type Receiver, type Taken } from '../../support/webhook-receiver.js';
import { call, laurel, makeToken, platformId, ruleId, useApi } from './use-api.js';

/** The machine's time, and so much later. */
let laterMs = 0;
useApi({ clock: { now: () => new Date(Date.now() + laterMs) } });

let token: string;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());
beforeEach(async () => {
  laterMs = 0;
  token = await makeToken();
  for (const { id } of await laurel.webhooks.list(null))
    await laurel.webhooks.remove(id, null, 'x');
  receiver.taken.length = 0;
  receiver.how.answer = () => 204;
});

/** Time goes by, and tokens run out. */
const goBy = async (ms: number) => {
  laterMs += ms;
  token = await makeToken();
};
const post = (path: string, body?: object) => call(token, 'POST', path, { body });
const make = async (types: readonly string[] = []) =>
  (await post('/webhooks', { name: 'Registry', url: receiver.url, types })).body;
const happen = async () => {
  await post(`/rules/${ruleId}/pause`);
  await post(`/rules/${ruleId}/resume`);
  await laurel.feed.tell();
};
const foreign = (secret: string, { body, headers }: Taken) =>
  new Foreign(secret).verify(body, headers as Record<string, string>);
const deliveries = async (id: string, query = '') =>
  (await call(token, 'GET', `/webhooks/${id}/deliveries${query}`)).body.data;

describe('a webhook', () => {
  it('is one of a hundred of its owner at most: each event goes to all of them', async () => {
    const { id } = await make();
    const rows = laurel.store.connection.collection('webhooks');
    const [row] = await rows.find({ _id: id }).toArray();
    const paused = { ...row, state: 'paused', platformId: row?.['platformId'] ?? null };
    const rest = Array.from({ length: 99 }, (_, n) => ({ ...paused, _id: `same-${n}` as never }));
    await rows.insertMany(rest);
    expect(await make()).toMatchObject({ status: 409, code: 'webhooks_full' });
    const hook = { targetUrl: receiver.url, event: 'rule.paused' };
    expect((await post('/hooks', hook)).body.code).toBe('webhooks_full');
  });

  it('is told of each event once, signed so that a foreign library and a public key verify it', async () => {
    const { id, secret, publicKeys } = await make(['rule.paused', 'rule.resumed']);
    await happen();
    await Promise.all([laurel.webhooks.run(), laurel.webhooks.run()]);
    await laurel.webhooks.run();
    expect(receiver.taken).toHaveLength(2);
    const told = receiver.taken.map((one) => foreign(secret, one) as { type: string });
    expect(told.map(({ type }) => type).sort()).toEqual(['rule.paused', 'rule.resumed']);
    expect(Object.keys(told[0] ?? {})).toEqual(['type', 'timestamp', 'data']);
    for (const { headers, body } of receiver.taken) {
      const raw = Buffer.from(String(publicKeys[0]).slice('whpk_'.length), 'base64');
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') };
      const [, signature = ''] = /v1a,(\S+)/.exec(String(headers['webhook-signature'])) ?? [];
      const content = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.');
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      expect(verify(null, Buffer.from(content), key, Buffer.from(signature, 'base64'))).toBe(true);
      expect(() => foreign(secret, { path: '', headers, body: `${body} ` })).toThrow();
    }
    const log = await deliveries(id);
    expect(log.map(({ state }: { state: string }) => state)).toEqual(['done', 'done']);
    expect(log[0].tries[0].status).toBe('204');
    const read = await call(token, 'GET', `/webhooks/${id}`);
    expect(read.body).not.toHaveProperty('secret');
    const rows = await laurel.store.connection.collection('webhooks').find().toArray();
    expect(JSON.stringify(rows)).not.toContain(secret.slice('whsec_'.length));
  });

  it('is verified by the lines of docs/webhooks.md', async () => {
    const { secret } = await make(['rule.paused']);
    await happen();
    await laurel.webhooks.run();
    const [one] = receiver.taken as [Taken];
    const guide = await readFile('docs/webhooks.md', 'utf8');
    const [, lines = ''] = /```js\n([^]*?)```/.exec(guide) ?? [];
    const { isLaurels } = (await import(`data:text/javascript,${encodeURIComponent(lines)}`)) as {
      isLaurels: (secret: string, headers: object, body: string) => boolean;
    };
    expect(isLaurels(secret, one.headers, one.body)).toBe(true);
    expect(isLaurels(secret, one.headers, `${one.body} `)).toBe(false);
    const late = { ...one.headers, 'webhook-timestamp': '1700000000' };
    expect(isLaurels(secret, late, one.body)).toBe(false);
  });

  it('gets the same id and body in every try, with a new time, until it takes it', async () => {
    const { id, secret } = await make(['rule.paused']);
    await happen();
    let tries = 0;
    receiver.how.answer = () => (++tries < 3 ? 500 : 200);
    for (const wait of [0, 7_000, 7 * 60_000]) {
      await goBy(wait);
      await laurel.webhooks.run();
      // Not before its time.
      await laurel.webhooks.run();
    }
    expect(receiver.taken).toHaveLength(3);
    const parts = (name: string) => new Set(receiver.taken.map(({ headers }) => headers[name]));
    expect(parts('webhook-id').size).toBe(1);
    expect(new Set(receiver.taken.map(({ body }) => body)).size).toBe(1);
    expect(parts('webhook-timestamp').size).toBe(3);
    const [delivery] = await deliveries(id);
    expect(delivery.tries.map(({ status }: { status: string }) => status)).toEqual([
      ...['500', '500', '200'],
    ]);
    // The receiver's clock is the machine's; the test's went ahead.
    const [first] = receiver.taken;
    expect(first && foreign(secret, first)).toMatchObject({ type: 'rule.paused' });
  });

  it('that fails half of the time is sent everything all the same, in one turn; one that asks for less is not', async () => {
    await make(['rule.paused']);
    for (let time = 0; time < 12; time += 1) await happen();
    let tries = 0;
    receiver.how.answer = () => ((tries += 1) % 2 === 0 ? 204 : 503);
    await laurel.webhooks.run();
    expect(receiver.taken).toHaveLength(12);
    for (let time = 0; time < 12; time += 1) await happen();
    receiver.how.answer = () => 429;
    await laurel.webhooks.run();
    // Four are under way at a time.
    expect(receiver.taken.length).toBeLessThanOrEqual(12 + 4);
  });

  it('waits as long as it asks for', async () => {
    await make(['rule.paused']);
    await happen();
    receiver.how.answer = () => ({ status: 429, headers: { 'retry-after': '600' } });
    await laurel.webhooks.run();
    await goBy(60_000);
    await laurel.webhooks.run();
    expect(receiver.taken).toHaveLength(1);
    await goBy(600_000);
    await laurel.webhooks.run();
    expect(receiver.taken).toHaveLength(2);
  });

  it('that fails for three days is given up and switched off; it is resumed, and sent again what it missed', async () => {
    const { id } = await make(['rule.paused']);
    await happen();
    receiver.how.answer = () => 503;
    for (let turn = 0; turn < 12; turn += 1) {
      await laurel.webhooks.run();
      await goBy(29 * 3_600_000);
    }
    expect(receiver.taken).toHaveLength(10);
    const off = await call(token, 'GET', `/webhooks/${id}`);
    expect([off.body.state, off.body.why]).toEqual(['off', 'failing']);
    expect(await deliveries(id, '?state=dead')).toHaveLength(1);
    await happen();
    await laurel.webhooks.run();
    expect(receiver.taken).toHaveLength(10);
    receiver.how.answer = () => 204;
    expect((await post(`/webhooks/${id}/resume`)).body.state).toBe('active');
    expect((await post(`/webhooks/${id}/replay`, {})).body).toEqual({ count: 1 });
    await laurel.webhooks.run();
    // What was given up, and what was told while it was off.
    expect(receiver.taken).toHaveLength(12);
    expect(await deliveries(id, '?state=dead')).toEqual([]);
  });

  it('that says that it is gone is switched off at once', async () => {
    const { id } = await make();
    await happen();
    receiver.how.answer = () => 410;
    await laurel.webhooks.run();
    const off = await call(token, 'GET', `/webhooks/${id}`);
    expect([off.body.state, off.body.why]).toEqual(['off', 'gone']);
  });

  it('is signed with two secrets for a day after a new one was made', async () => {
    const { id, secret: former } = await make(['rule.paused']);
    const { body } = await post(`/webhooks/${id}/rotate-secret`);
    const told = async () => {
      await happen();
      await laurel.webhooks.run();
      return receiver.taken.at(-1) as Taken;
    };
    const soon = await told();
    expect(foreign(former, soon)).toEqual(foreign(body.secret, soon));
    expect(String(soon.headers['webhook-signature']).split(' ')).toHaveLength(4);
    await goBy(25 * 3_600_000);
    expect(String((await told()).headers['webhook-signature']).split(' ')).toHaveLength(2);
  });

  it('is tested by a button, paused, resumed with what was told meanwhile, and removed', async () => {
    const { id, secret } = await make(['rule.paused']);
    const tested = await post(`/webhooks/${id}/test`);
    expect(tested.body.status).toBe('204');
    expect(receiver.taken[0]?.body).toContain('"webhook.test"');
    expect(secret).toMatch(/^whsec_/);
    await post(`/webhooks/${id}/pause`);
    await happen();
    await laurel.webhooks.run();
    expect(receiver.taken).toHaveLength(1);
    await post(`/webhooks/${id}/resume`);
    await laurel.webhooks.run();
    expect(receiver.taken).toHaveLength(2);
    expect((await call(token, 'DELETE', `/webhooks/${id}`)).status).toBe(200);
    await happen();
    await laurel.webhooks.run();
    expect(receiver.taken).toHaveLength(2);
    expect((await call(token, 'GET', `/webhooks/${id}`)).status).toBe(404);
  });

  it('that does not answer holds up no other', async () => {
    const other = await startReceiver();
    let free = (): void => undefined;
    receiver.how.answer = () => new Promise((done) => (free = () => done(204)));
    await make(['rule.paused']);
    await post('/webhooks', { name: 'Quick', url: other.url, types: ['rule.paused'] });
    await happen();
    const running = laurel.webhooks.run();
    await expect.poll(() => [receiver.taken.length, other.taken.length]).toEqual([1, 1]);
    free();
    await running;
    await other.close();
  });

  it('leads nowhere but outside: an address of a private network is refused at each try, and no redirect is followed', async () => {
    for (const url of ['http://example.org/hook', 'https://user:pass@example.org/', 'ftp://x/'])
      expect((await post('/webhooks', { name: 'x', url })).status).toBe(422);
    const { body } = await post('/webhooks', { name: 'x', url: 'https://10.0.0.1/hook' });
    expect((await post(`/webhooks/${body.id}/test`)).body.status).toBe('address_not_allowed');
    const { id } = await make();
    receiver.how.answer = () => ({ status: 302, headers: { location: 'http://10.0.0.1/' } });
    expect((await post(`/webhooks/${id}/test`)).body.status).toBe('redirect_not_followed');
  });
});

it('a flow subscribes to a type, is sent what the samples show, and ends by itself', async () => {
  const made = await post('/hooks', { targetUrl: receiver.url, event: 'rule.paused' });
  expect(made.status).toBe(201);
  await happen();
  await laurel.webhooks.run();
  const { body } = await call(token, 'GET', '/hooks/samples?event=rule.paused');
  expect(JSON.parse(receiver.taken[0]?.body ?? '')).toEqual(body.data[0]);
  expect(receiver.taken).toHaveLength(1);
  const ended = await call(token, 'DELETE', `/hooks/${made.body.id}`);
  expect(ended.status).toBe(200);
  expect(await laurel.webhooks.list(null)).toEqual([]);
});

it('a token without the scope makes none; one of another deployment sees none, and is told of nothing here', async () => {
  const { id } = await make();
  const reader = await makeToken(['webhooks:read']);
  const body = { name: 'x', url: receiver.url };
  expect((await call(reader, 'POST', '/webhooks', { body })).status).toBe(403);
  const other = await makeToken(undefined, { platformId, deploymentId: 'another' });
  expect((await call(other, 'GET', '/webhooks')).body.data).toEqual([]);
  for (const path of [`/webhooks/${id}/pause`, `/webhooks/${id}/rotate-secret`])
    expect((await call(other, 'POST', path)).status).toBe(404);
  await call(other, 'POST', '/webhooks', { body });
  await post(`/webhooks/${id}/pause`);
  await happen();
  await laurel.webhooks.run();
  expect(receiver.taken).toEqual([]);
});
