import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrowser, startMoodleLike, type MoodleLike } from '../../support/lms/index.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { openHome } from '../../security/open-home.js';
import {
  openTenant,
  register,
  setUpBadge,
  type Tenant,
  type Visitor,
} from '../../security/two-courses.js';
import {
  answerConsent,
  callHost,
  getTokens,
  insecure,
  registerForeign,
  requestOf,
  SCOPE,
} from './use-hosts.js';

let laurel: TestLaurel;
let other: TestLaurel;
let moodle: MoodleLike;
let home: Visitor;
let elsewhere: Visitor;
let tenant: Tenant;
let awardId: string;

async function openLaurel(name: string, address: string) {
  const made = await startTestLaurel();
  const tool = moodle.registerTool({ url: made.url });
  const of = openTenant(made, moodle, await register(made, moodle, tool), tool);
  const ids = await setUpBadge(made, of, name);
  return { made, of, ids, visitor: await openHome(made, of, 'learner1', address) };
}

beforeAll(async () => {
  moodle = await startMoodleLike();
  const one = await openLaurel('Held here', 'ada@life.example');
  const two = await openLaurel('From another Laurel', 'ada@life.example');
  [laurel, home, tenant] = [one.made, one.visitor, one.of];
  [other, elsewhere, awardId] = [two.made, two.visitor, two.ids.awardId];
}, 120_000);
afterAll(async () => {
  await Promise.all([laurel.close(), other.close()]);
  await moodle.close();
});

describe('a foreign app (oauth4webapi)', () => {
  it('registers, asks for consent, reads the badges and the profile of the person, and goes on', async () => {
    const app = await registerForeign(laurel);
    const given = await getTokens(laurel, home.browser, app);
    const list = await callHost(laurel, '/credentials?limit=1', given.access_token);
    expect([list.status, list.headers.get('x-total-count')]).toEqual([200, '1']);
    expect(list.headers.get('link')).toContain('rel="first"');
    const { credential } = (await list.json()) as { credential: object[] };
    const verified = await laurel.credentials.verify(JSON.stringify(credential[0]));
    expect(verified.verdict).toBe('valid');
    const profile = await callHost(laurel, '/profile', given.access_token);
    expect(await profile.json()).toMatchObject({ type: ['Profile'], email: 'ada@life.example' });
    const { server, client, proof } = app;
    const token = given.refresh_token ?? '';
    const again = await oauth.refreshTokenGrantRequest(server, client, proof, token, insecure);
    const fresh = await oauth.processRefreshTokenResponse(server, client, again);
    expect((await callHost(laurel, '/profile', fresh.access_token)).status).toBe(200);
    const ended = await oauth.revocationRequest(
      server,
      client,
      proof,
      fresh.refresh_token ?? '',
      insecure,
    );
    await oauth.processRevocationResponse(ended);
    for (const each of [given, fresh])
      expect((await callHost(laurel, '/profile', each.access_token)).status).toBe(401);
  });

  it('is told no', async () => {
    const { url } = requestOf(await registerForeign(laurel));
    const back = await answerConsent(laurel, home.browser, url, 'deny');
    expect(back.searchParams.get('error')).toBe('access_denied');
  });

  it('may do what the person saw, and no more; the person ends it', async () => {
    const app = await registerForeign(laurel);
    const { access_token: token } = await getTokens(
      laurel,
      home.browser,
      app,
      `${SCOPE}profile.readonly`,
    );
    expect((await callHost(laurel, '/profile', token)).status).toBe(200);
    const list = await callHost(laurel, '/credentials', token);
    expect([list.status, await list.json()]).toMatchObject([403, { imsx_codeMajor: 'failure' }]);
    const api = { authorization: `Bearer ${token}` };
    expect((await fetch(`${laurel.url}/api/v1/awards`, { headers: api })).status).toBe(401);
    const overview = await home.browser.get(`${laurel.url}/home/backpacks`);
    expect(overview.text).toContain('Foreign backpack');
    await home.browser.submit(overview, {}, '/home/backpacks/end');
    expect((await callHost(laurel, '/profile', token)).status).toBe(401);
  });
});

describe('a request for consent', () => {
  it('asks whoever is not signed in to open their home, and gives nothing', async () => {
    const { url } = requestOf(await registerForeign(laurel));
    const page = await createBrowser().get(url.href);
    expect(page.text).toContain('Sign in to your home first');
    expect(page.text).not.toContain('value="allow"');
  });
});

describe('one Laurel and another', () => {
  it('sends a badge there, with consent there; it is checked and kept as another issuer’s', async () => {
    const path = `/home/backpacks/send/${awardId}`;
    const page = await elsewhere.browser.get(`${other.url}${path}`);
    const asked = await elsewhere.browser.submit(page, { address: laurel.url }, path);
    const link = /href="([^"]*authorize[^"]*)"/.exec(asked.text)?.[1] ?? '';
    const url = new URL(link.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'));
    expect(url.origin).toBe(laurel.url);
    const back = await answerConsent(laurel, home.browser, url);
    const done = await elsewhere.browser.get(back.href);
    expect(done.text).toContain('The badge is in your backpack');
    const [row] = await laurel.connection.collection('kept_badges').find().toArray();
    // A did:web is asked by https alone, which no Laurel of a test has: its identity stays open, and nothing else.
    const checks = Object.fromEntries(
      (row!['checks'] as { name: string; outcome: string }[]).map((one) => [one.name, one.outcome]),
    );
    expect(row).toMatchObject({ from: 'ob-api' });
    expect(checks).toMatchObject({ proof: 'pass', schema: 'pass', status: 'pass' });
    expect(checks['issuer-identity']).toBe('unknown');
    const sent = await elsewhere.browser.submit(done, {}, `${path}/again`);
    expect(sent.text).toContain('had this badge already');
    expect(await laurel.connection.collection('kept_badges').countDocuments()).toBe(1);
  });

  it('gives both to an app, byte for byte', async () => {
    const { access_token: token } = await getTokens(
      laurel,
      home.browser,
      await registerForeign(laurel),
    );
    const list = await callHost(laurel, '/credentials', token);
    expect(list.headers.get('x-total-count')).toBe('2');
    const text = await list.text();
    const [kept] = await laurel.connection.collection('kept_badges').find().toArray();
    const bytes = (kept!['bytes'] as { buffer: Uint8Array }).buffer;
    expect(text).toContain(Buffer.from(bytes).toString('utf8'));
    const second = await callHost(laurel, '/credentials?limit=1&offset=1', token);
    expect(second.headers.get('link')).toContain('rel="prev"');
    const none = await callHost(laurel, '/credentials?limit=0', token);
    expect(none.status).toBe(400);
  });

  it('takes no badge that is none', async () => {
    const { access_token: token } = await getTokens(
      laurel,
      home.browser,
      await registerForeign(laurel),
    );
    const send = (type: string, body: string) =>
      callHost(laurel, '/credentials', token, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
    expect((await send('application/json', '{"a":1}')).status).toBe(400);
    expect((await send('application/json', '{')).status).toBe(400);
    expect((await send('text/plain', 'a.b.c')).status).toBe(400);
    expect((await send('text/html', '<p>')).status).toBe(400);
  });

  it('ends with the home: nothing of it is open any more', async () => {
    const { access_token: token } = await getTokens(
      laurel,
      home.browser,
      await registerForeign(laurel),
    );
    expect(tenant.platform).toBe(moodle);
    const settings = await home.browser.get(`${laurel.url}/home/settings`);
    await home.browser.submit(settings, { sure: 'yes' }, '/home/erase');
    expect((await callHost(laurel, '/profile', token)).status).toBe(401);
    expect(await laurel.connection.collection('oauth_grants').countDocuments()).toBe(0);
  });
});
