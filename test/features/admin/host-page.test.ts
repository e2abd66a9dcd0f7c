import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterAsOperator } from '../../support/enter-as-operator.js';
import { issueTestBadge } from '../../support/issue-test-badge.js';
import type { Browser } from '../../support/lms/index.js';
import { openTwoNames, type TwoNames } from '../../support/two-names.js';

const HOST = 'badges.example.edu';
const RECORD = `_laurel.${HOST}`;
const HOUR = 3_600_000;

let world: TwoNames;
let operator: Browser;
beforeAll(async () => {
  world = await openTwoNames();
  operator = (await enterAsOperator(world.laurel)).browser;
});
afterAll(() => world.close());

const at = (path: string) => `${world.laurel.url}/admin${path}`;
const page = () => operator.get(at('/issuer/host'));
const send = async (act: string, fields: Record<string, string> = {}) =>
  operator.submit(await page(), fields, `/admin/issuer/host/${act}`);

describe('the page of an issuer’s own host', () => {
  it('is led to from the issuer’s page', async () => {
    const { text } = await operator.get(at('/issuer'));
    expect(text).toContain('href="/admin/issuer/host"');
    expect((await page()).text).toContain('name="host"');
  });

  it.each([
    ['', 'Please fill this in'],
    ['192.0.2.7', 'This is an IP address'],
    ['localhost', 'known on one machine or network alone'],
    ['https://badges.example.edu/x', 'Type the name alone'],
    ['bаdges.example.edu', 'could be taken for another one'],
  ])('refuses %j in words, and keeps what was typed', async (host, words) => {
    const answer = await send('ask', { host });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(words);
    if (host !== '') expect(answer.text).toContain(`value="${host}"`);
  });

  it('says what to publish, and what a look found', async () => {
    const asked = await send('ask', { host: HOST });
    const { token } = (await world.laurel.credentials.hosts.current('default'))!;
    for (const text of [RECORD, `laurel-issuer&#x3D;${token}`, '/.well-known/laurel-issuer.txt'])
      expect(asked.text).toContain(text);
    expect(asked.text).not.toContain('/admin/issuer/host/use');
    const looked = await send('prove');
    expect(looked.text).toContain('not there');
    expect(looked.text).toContain('nobody answered');
    const again = await send('prove');
    expect(again.status).toBe(409);
    expect(again.text).toContain('a moment ago');
    world.records.set(RECORD, [[`laurel-issuer=${token}`]]);
    world.clock.advance(10_000);
    const found = await send('prove');
    expect(found.text).toContain('proven, not in use');
    expect(found.text).toContain('/admin/issuer/host/use');
  });

  it('puts it to use once the name leads here', async () => {
    const early = await send('use');
    expect(early.status).toBe(502);
    expect(early.text).toContain('does not lead to this tool yet');
    world.leadHere.add(HOST);
    const used = await send('use');
    expect(used.text).toContain('New badges carry this host.');
    const badge = await issueTestBadge(world.laurel);
    expect(JSON.parse(badge.json)).toMatchObject({ issuer: { id: `did:web:${HOST}` } });
    expect((await operator.get(at('/issuer'))).text).toContain(HOST);
    const { text } = await operator.get(at('/audit'));
    for (const words of ['named a host', 'own host proven', 'own host to use'])
      expect(text).toContain(words);
  });

  it('and the overview say that a proof is gone', async () => {
    world.records.set(RECORD, []);
    for (let look = 0; look < 2; look += 1) {
      world.clock.advance(look === 0 ? 24 * HOUR : HOUR);
      operator = (await enterAsOperator(world.laurel)).browser;
      await world.laurel.credentials.hosts.lookAgain();
      if (look === 0) expect((await page()).text).toContain('was not found at the last look');
    }
    expect((await page()).text).toContain(`The proof of ${HOST} is gone`);
    expect((await operator.get(at(''))).text).toContain('proof lost');
    expect((await operator.get(at('/audit'))).text).toContain('own host gone');
  });

  it('gives it up, and lists it as one that badges name', async () => {
    const given = await send('give-up');
    expect(given.text).toContain('The host is given up.');
    expect(given.text).toContain('Earlier hosts');
    expect((await page()).text).not.toContain('/admin/issuer/host/give-up');
  });
});
