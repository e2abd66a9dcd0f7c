import { describe, expect, it } from 'vitest';
import { createBrowser, formsOf } from '../../support/lms/index.js';
import { startStubBackpack } from './stub-backpack.js';
import {
  ask,
  awardId,
  connect,
  consentIn,
  home,
  laurel,
  mallory,
  pageOf,
  SEND,
  stub,
  tenant,
  useStubBackpack,
} from './use-stub-backpack.js';

useStubBackpack();

describe('sending a badge to a backpack', () => {
  it('is offered on the badge’s page in a home', async () => {
    const page = await home.browser.get(`${laurel.url}/home/badges/${awardId}`);
    expect(page.text).toContain(SEND());
  });

  it('finds it, registers, asks for consent, and sends what it has signed, byte for byte', async () => {
    const page = await connect();
    expect([page.status, stub.complaints]).toEqual([200, []]);
    expect(page.text).toContain('The badge is in your backpack');
    const [sent = ''] = [...stub.credentials.values()];
    expect((await laurel.credentials.verify(sent)).verdict).toBe('valid');
    const [person] = await laurel.people.findMany([await personId()]);
    const [credential] = await laurel.credentials.listByPerson(person?.id ?? '');
    expect(sent).toBe(credential?.json);
  });

  it('once connected is one press, and registers once', async () => {
    await connect();
    const again = await home.browser.submit(
      await home.browser.get(pageOf()),
      {},
      `${SEND()}/again`,
    );
    expect(again.text).toContain('had this badge already');
    await connect();
    expect(stub.clients.size).toBe(1);
  });

  it('renews a token that is over, and asks anew where the backpack took its consent back', async () => {
    await connect();
    for (const [token, kind] of stub.tokens) if (kind === 'access') stub.tokens.delete(token);
    const open = async () => home.browser.get(pageOf());
    const renewed = await home.browser.submit(await open(), {}, `${SEND()}/again`);
    expect(renewed.text).toContain('had this badge already');
    stub.tokens.clear();
    const ended = await home.browser.submit(await open(), {}, `${SEND()}/again`);
    expect(ended.text).toContain('no longer lets Laurel send badges');
    expect((await open()).text).not.toContain(`${SEND()}/again`);
  });

  it('registers anew where the backpack forgot who Laurel is, or nobody is connected since yesterday', async () => {
    await connect();
    stub.clients.clear();
    for (const [token, kind] of stub.tokens) if (kind === 'access') stub.tokens.delete(token);
    const ended = await home.browser.submit(
      await home.browser.get(pageOf()),
      {},
      `${SEND()}/again`,
    );
    expect(ended.text).toContain('no longer lets Laurel send badges');
    await connect();
    expect(stub.clients.size).toBe(1);
    await home.browser.submit(await home.browser.get(pageOf()), {}, `${SEND()}/disconnect`);
    const hosts = laurel.connection.collection('backpack_hosts');
    await hosts.updateMany({}, { $set: { registeredAt: new Date(Date.now() - 86_400_000) } });
    stub.clients.clear();
    expect((await connect()).text).toContain('had this badge already');
    expect(stub.clients.size).toBe(1);
  });

  it('is taken back here and there', async () => {
    await connect();
    const page = await home.browser.get(pageOf());
    await home.browser.submit(page, {}, `${SEND()}/disconnect`);
    expect(stub.tokens.size).toBe(0);
    expect((await home.browser.get(pageOf())).text).not.toContain('Example Backpack');
  });

  it('keeps tokens sealed, and no state in clear', async () => {
    await connect();
    const kept = await Promise.all(
      ['backpack_hosts', 'backpack_links', 'backpack_begun'].map((name) =>
        laurel.connection.collection(name).find().toArray(),
      ),
    );
    const text = JSON.stringify(kept);
    for (const token of stub.tokens.keys()) expect(text).not.toContain(token);
    for (const { secret } of stub.clients.values()) expect(text).not.toContain(secret);
  });
});

async function personId(): Promise<string> {
  const [award] = await laurel.awards.store.findByIds([awardId]);
  const found = await laurel.people.find(tenant.platformId, award?.userId ?? '');
  return found?.id ?? '';
}

describe('who attacks on the way', () => {
  it('comes back with a state of another home, an old one, or none', async () => {
    const asked = await ask(home.browser, stub.url);
    const consent = await fetch(consentIn(asked.text), { redirect: 'manual' });
    const back = consent.headers.get('location') ?? '';
    expect((await mallory.browser.get(back)).status).toBe(400);
    expect((await createBrowser().get(back)).status).toBe(401);
    expect((await home.browser.get(back)).status).toBe(200);
    expect((await home.browser.get(back)).status).toBe(400);
    const none = `${laurel.url}/home/backpacks/callback?state=${'a'.repeat(43)}&code=x`;
    expect((await home.browser.get(none)).status).toBe(400);
  });

  it('says no at the backpack, and nothing is sent', async () => {
    const asked = await ask(home.browser, stub.url);
    const state = new URL(consentIn(asked.text)).searchParams.get('state') ?? '';
    const back = `${laurel.url}/home/backpacks/callback?error=access_denied&state=${state}`;
    expect((await home.browser.get(back)).text).toContain('Nothing was sent');
    expect(stub.credentials.size).toBe(0);
  });

  it('names an address of this network, or one that is no backpack', async () => {
    const addresses = ['http://10.0.0.1/', 'http://169.254.169.254/latest', `${stub.url}/none`];
    stub.description = { info: { title: 'Nothing' } };
    for (const address of addresses)
      expect((await ask(home.browser, address)).text).toContain('no backpack at this address');
    for (const address of ['javascript:alert(1)', 'http://a:b@example.com', ' '])
      expect((await ask(home.browser, address)).status).toBeGreaterThanOrEqual(422);
  });

  it('describes addresses that lead into this network, or to a script', async () => {
    const scheme = (
      stub.description['components'] as {
        securitySchemes: { OAuth2ACG: Record<string, unknown> };
      }
    ).securitySchemes.OAuth2ACG;
    scheme['x-imssf-registrationUrl'] = 'http://10.0.0.1/register';
    expect((await ask(home.browser, stub.url)).status).toBe(502);
    scheme['x-imssf-registrationUrl'] = `${stub.url}/register`;
    (scheme['flows'] as { authorizationCode: Record<string, string> }).authorizationCode[
      'authorizationUrl'
    ] = 'javascript:alert(1)//authorize';
    const asked = await ask(home.browser, stub.url);
    expect(asked.status).toBe(502);
    expect(asked.text).not.toContain('javascript:alert');
  });

  it('describes another backpack’s API with addresses of their own, to be given its secrets', async () => {
    await laurel.connection.collection('limits').deleteMany({});
    await connect();
    const rowsOf = () => laurel.connection.collection('backpack_hosts').find().toArray();
    const before = await rowsOf();
    const evil = await startStubBackpack();
    const theirs = structuredClone(stub.description);
    const { flows } = (
      theirs['components'] as {
        securitySchemes: { OAuth2ACG: { flows: { authorizationCode: Record<string, string> } } };
      }
    ).securitySchemes.OAuth2ACG;
    // On this machine each stub is a host of one name, and what differs is the port.
    flows.authorizationCode['tokenUrl'] = `${evil.url}/token`;
    flows.authorizationCode['refreshUrl'] = `${evil.url}/token`;
    evil.description = theirs;
    await ask(home.browser, evil.url);
    const after = await rowsOf();
    for (const row of before) expect(after).toContainEqual(row);
    for (const [token, kind] of stub.tokens) if (kind === 'access') stub.tokens.delete(token);
    const page = await home.browser.get(pageOf());
    const renewed = await home.browser.submit(page, {}, `${SEND()}/again`);
    expect([renewed.text.includes('had this badge already'), evil.complaints]).toEqual([true, []]);
    await evil.close();
  });

  it('asks for another home’s badge', async () => {
    expect((await mallory.browser.get(pageOf())).status).toBe(404);
    expect((await createBrowser().get(pageOf())).status).toBe(401);
  });

  it('asks servers of others 30 times an hour at most', async () => {
    const page = await home.browser.get(pageOf());
    const form = formsOf(page).find(({ action }) => action.endsWith(SEND()));
    let status = 0;
    for (let turn = 0; turn < 61 && status !== 429; turn++) {
      const fields = { ...form?.fields, address: 'http://10.0.0.1/' };
      const sent = await home.browser.post(form?.action ?? '', fields, { origin: laurel.url });
      ({ status } = sent);
    }
    expect(status).toBe(429);
  });
});

describe('a link to a backpack', () => {
  it('goes with the home: told, and erased with its tokens there', async () => {
    await laurel.connection.collection('limits').deleteMany({});
    await connect();
    const settings = await home.browser.get(`${laurel.url}/home/settings`);
    const told = await home.browser.submit(settings, {}, '/home/export');
    expect(told.text).toContain('Example Backpack');
    await home.browser.submit(settings, { sure: 'yes' }, '/home/erase');
    expect(stub.tokens.size).toBe(0);
    expect(await laurel.connection.collection('backpack_links').countDocuments()).toBe(0);
  });
});
