import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  clientCredentials,
  createLaurelClient,
  LaurelProblem,
} from '../../../clients/typescript/src/index.js';
import { writeClient, type Description } from '../../../scripts/client/write-client.js';
import { formatText } from '../../../scripts/lint/format-text.mjs';
import { makeClient } from '../oauth/use-clients.js';
import { laurel, makeToken, moodle, platformId, ruleId, useApi } from './use-api.js';

useApi();

const GENERATED = 'clients/typescript/src/operations.gen.ts';

async function open(options: { fetch?: typeof fetch; wait?: () => Promise<void> } = {}) {
  return createLaurelClient({ url: laurel.url, token: await makeToken(), ...options });
}

it('the client is that of the description: `npm run client` makes it anew', async () => {
  const answer = await fetch(`${laurel.url}/api/openapi.json`);
  const source = writeClient((await answer.json()) as Description);
  expect(readFileSync(GENERATED, 'utf8')).toBe(await formatText(GENERATED, source));
});

describe('the client', () => {
  it('reads, gives and goes through pages, with types', async () => {
    const client = await open();
    const { data: rules } = await client.call('listRules');
    expect(rules.map(({ id }) => id)).toEqual([ruleId]);
    const userId = moodle.person('learner2').sub;
    await laurel.people.seen({ platformId, userId });
    const body = { ruleId, userId, reason: 'Passed elsewhere' };
    const given = await client.call('giveAward', { body });
    expect(given).toMatchObject({ ruleId, userId, state: 'active' });
    expect(await client.call('getAward', { params: { id: given.id } })).toHaveProperty(
      'id',
      given.id,
    );
    const seen: string[] = [];
    for await (const award of client.each('listAwards', { query: { limit: 1 } }))
      seen.push(award.id);
    expect(seen).toContain(given.id);
    expect(seen).toHaveLength(2);
  });

  it('reads a file', async () => {
    const client = await open();
    const { data } = await client.call('listAwards', { query: { limit: 1 } });
    const params = { id: data[0]?.id ?? '' };
    await expect.poll(async () => (await client.call('getAward', { params })).isIssued).toBe(true);
    const { id } = await client.call('getCredentialOfAward', { params });
    const file = await client.call('getCredentialFile', { params: { id, kind: 'png' } });
    expect(file.type).toBe('image/png');
    expect([...file.bytes.slice(1, 4)]).toEqual([...Buffer.from('PNG')]);
  });

  it('throws what is refused, by its code', async () => {
    const client = await open();
    const lost = client.call('getAward', { params: { id: 'none' } });
    await expect(lost).rejects.toBeInstanceOf(LaurelProblem);
    await expect(lost).rejects.toMatchObject({ status: 404, code: 'resource_unknown' });
    const wrong = client.call('giveAward', { body: { ruleId, userId: '', reason: 'x' } });
    await expect(wrong).rejects.toMatchObject({ status: 422, errors: [{ pointer: '/userId' }] });
  });

  it('sends a POST that was not answered again under the same key, so that it is done once', async () => {
    const keys: (string | null)[] = [];
    let isLost = true;
    const client = await open({
      wait: () => Promise.resolve(),
      async fetch(input, init) {
        keys.push(new Headers(init?.headers).get('idempotency-key'));
        const answer = await fetch(input, init);
        if (!isLost) return answer;
        isLost = false;
        throw new TypeError('fetch failed');
      },
    });
    const userId = moodle.person('learner3').sub;
    await laurel.people.seen({ platformId, userId });
    const body = { ruleId, userId, reason: 'Once' };
    const given = await client.call('giveAward', { body });
    expect(given.userId).toBe(userId);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it('waits as long as it is told where it came too often', async () => {
    const waited: number[] = [];
    const refusals = [429, 503];
    const client = createLaurelClient({
      url: laurel.url,
      token: await makeToken(),
      wait: async (ms) => void waited.push(ms),
      async fetch(input, init) {
        const status = refusals.shift();
        if (status === undefined) return fetch(input, init);
        return new Response('', { status, headers: { 'retry-after': '7' } });
      },
    });
    expect((await client.call('listPlatforms')).data).toHaveLength(1);
    expect(waited).toEqual([7000, 7000]);
  });

  it('gets its tokens by client credentials, and keeps one while it is good', async () => {
    const { client: made, secret = '' } = await makeClient(null, ['platforms:read'], platformId);
    const given = { url: laurel.url, clientId: made.id, clientSecret: secret };
    const token = clientCredentials(given);
    const client = createLaurelClient({ url: laurel.url, token });
    expect((await client.call('listPlatforms')).data).toHaveLength(1);
    expect(await token()).toBe(await token());
    const wrong = clientCredentials({ ...given, clientSecret: 'wrong' });
    await expect(wrong()).rejects.toMatchObject({ status: 401 });
  });
});
