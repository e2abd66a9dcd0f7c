import { exportJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { createBrowser, launch, type Browser } from '../../support/lms/index.js';
import { enterAsOperator } from '../../support/enter-as-operator.js';
import { call, laurel, moodle, useApi } from '../api/use-api.js';
import { ask, assert, makeKeys, sign } from '../oauth/use-clients.js';

useApi();

const PAGE = '/admin/api/clients';

async function enterAsAdministrator(): Promise<Browser> {
  const browser = createBrowser();
  await launch(moodle, { as: 'admin', browser });
  return browser;
}

const make = async (browser: Browser, fields: Record<string, string>) =>
  browser.submit(await browser.get(`${laurel.url}${PAGE}`), fields, PAGE);

const secretOf = (html: string): string => /lrl_cs_[\w-]{43}/.exec(html)?.[0] ?? '';
const newest = async () => (await laurel.oauth.clients.list(null))[0]?.id ?? '';

describe('the page of clients', () => {
  it('makes one with a secret that is shown once, and ends it', async () => {
    const browser = await enterAsAdministrator();
    const link = await browser.get(`${laurel.url}/admin/api`);
    expect(link.text).toContain(PAGE);
    const made = await make(browser, { name: 'Registry', scopes: 'courses:read', keys: '' });
    const id = await newest();
    expect(made.text).toContain(id);
    const fields = {
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: secretOf(made.text),
    };
    const given = (await (await ask(fields)).json()) as { access_token: string };
    const courses = await call(given.access_token, 'GET', '/courses');
    expect(courses.status).toBe(200);
    const again = await browser.get(`${laurel.url}${PAGE}`);
    expect(secretOf(again.text)).toBe('');
    const gone = await browser.submit(again, {}, `${PAGE}/revoke`);
    expect(gone.text).toContain('The client is revoked');
    expect((await ask(fields)).status).toBe(401);
  });

  it('makes one that signs, by its public keys', async () => {
    const browser = await enterAsAdministrator();
    const { key, jwk } = await makeKeys();
    const keys = JSON.stringify({ keys: [jwk] });
    const made = await make(browser, { name: 'Signer', scopes: 'courses:read', keys });
    expect(secretOf(made.text)).toBe('');
    expect((await assert(await sign(key, await newest()))).status).toBe(200);
  });

  it.each([
    ['no keys', '{"keys":[]}', 'Enter a JWK Set'],
    ['no JSON', '{', 'Enter a JWK Set'],
    ['a symmetric key', '{"keys":[{"kty":"oct","k":"YQ"}]}', 'private key'],
  ])('says what is wrong with %s', async (_words, keys, said) => {
    const made = await make(await enterAsAdministrator(), {
      name: 'A',
      scopes: 'courses:read',
      keys,
    });
    expect([made.status, made.text.includes(said)]).toEqual([422, true]);
  });

  it('takes no private key, and does not keep it', async () => {
    const { key } = await makeKeys();
    const keys = JSON.stringify({ keys: [await exportJWK(key)] });
    const browser = await enterAsAdministrator();
    const made = await make(browser, { name: 'Leaky', scopes: 'courses:read', keys });
    expect(made.text).toContain('holds a private key');
    const clients = await laurel.oauth.clients.list(null);
    expect(clients.map(({ name }) => name)).not.toContain('Leaky');
  });

  it('of the operator is not the administrators’', async () => {
    const { browser } = await enterAsOperator(laurel);
    await make(browser, { name: 'Everything', scopes: 'courses:read', keys: '' });
    const id = await newest();
    const administrator = await enterAsAdministrator();
    const page = await administrator.get(`${laurel.url}${PAGE}`);
    expect(page.text).not.toContain('Everything');
    await make(administrator, { name: 'Own', scopes: 'courses:read', keys: '' });
    const own = await administrator.get(`${laurel.url}${PAGE}`);
    const refused = await administrator.submit(own, { id }, `${PAGE}/revoke`);
    expect(refused.status).toBe(404);
  });
});
