import { afterAll, beforeAll, expect, it } from 'vitest';
import { startReceiver, type Receiver, type Taken } from '../../support/webhook-receiver.js';
import { call, laurel, makeToken, moodle, platformId, ruleId, useApi } from './use-api.js';

let laterMs = 0;
useApi({ clock: { now: () => new Date(Date.now() + laterMs) } });

let lrs: Receiver;
beforeAll(async () => {
  lrs = await startReceiver();
});
afterAll(() => lrs.close());

const makeStore = () =>
  laurel.webhooks.make({
    kind: 'xapi',
    name: 'LRS',
    url: lrs.url.replace('/hook', '/xapi/'),
    types: ['award.given', 'award.renewed'],
    platformId,
    deploymentId: null,
    actor: 'operator',
    credentials: 'laurel:pa:ss',
  });

async function give(names: readonly string[]) {
  const token = await makeToken();
  for (const name of names) {
    const userId = moodle.person(name).sub;
    await laurel.people.takeRoster({ platformId, deploymentId: '1', contextId: name }, [
      { userId, name: 'Ada Lovelace', roles: [] } as never,
    ]);
    const body = { ruleId, userId, reason: 'By the registry' };
    expect((await call(token, 'POST', '/awards', { body })).status).toBe(201);
  }
  await laurel.feed.tell();
}

it('a learning record store is sent each earned badge as a statement, the same in every try; what it has already counts', async () => {
  const { webhook } = await makeStore();
  await give(['learner2', 'learner3']);
  const answers = [503, 409, 204, 409];
  lrs.how.answer = () => answers.shift() ?? 500;
  await laurel.webhooks.run();
  laterMs += 60_000;
  await laurel.webhooks.run();
  await laurel.webhooks.run();
  const [first, second, ...single] = lrs.taken;
  // Both at once, twice; then, as one of them is there already, each by itself.
  const read = (one: Taken | undefined) =>
    [JSON.parse(one?.body ?? '') as { id: string }].flat().sort((a, b) => (a.id < b.id ? -1 : 1));
  const byId = (all: Taken[]) => all.flatMap(read).sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(read(first)).toEqual(read(second));
  expect(byId(single)).toEqual(read(second));
  expect(answers).toEqual([]);
  expect(first?.path).toBe('/xapi/statements');
  expect(first?.headers).toMatchObject({
    authorization: `Basic ${Buffer.from('laurel:pa:ss').toString('base64')}`,
    'x-experience-api-version': '1.0.3',
  });
  const statements = JSON.parse(first?.body ?? '') as { id: string }[];
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(new Set(statements.map(({ id }) => id)).size).toBe(2);
  for (const { id } of statements) expect(id).toMatch(uuid);
  const platform = await laurel.lti.platforms.find(platformId);
  const names = ['learner2', 'learner3'].map((name) => moodle.person(name).sub);
  const accounts = statements as unknown as { actor: { account: { name: string } } }[];
  accounts.sort(
    (a, b) => names.indexOf(a.actor.account.name) - names.indexOf(b.actor.account.name),
  );
  expect(statements).toMatchObject(
    names.map((name) => ({
      actor: { account: { homePage: platform?.issuer, name } },
      verb: { id: 'http://specification.openbadges.org/xapi/verbs/earned' },
      object: { id: expect.stringContaining(`${laurel.url}/achievements/`) as string },
    })),
  );
  expect(first?.body).not.toContain('Lovelace');
  const log = await laurel.webhooks.deliveries(webhook.id, null, null, 10);
  expect(log.map(({ state }) => state)).toEqual(['done', 'done']);
  const rows = await laurel.store.connection.collection('webhooks').find().toArray();
  expect(JSON.stringify(rows)).not.toContain('pa:ss');
});

it('its secrets are sealed anew with the first master key, and still open', async () => {
  const [webhook] = await laurel.webhooks.list(null);
  expect(await laurel.webhooks.reseal()).toBe(0);
  const tested = await laurel.webhooks.test(webhook?.id ?? '', null);
  expect(tested.status).toBe('500');
});
