import { describe, expect, it } from 'vitest';
import { enterAsOperator } from '../../support/enter-as-operator.js';
import { createBrowser, launch } from '../../support/lms/index.js';
import { call, laurel, moodle, useApi } from './use-api.js';

useApi();

const secretOf = (html: string): string => /lrl_[\w-]{43}/.exec(html)?.[0] ?? '';

async function enterAsAdministrator() {
  const browser = createBrowser();
  await launch(moodle, { as: 'admin', browser });
  return browser;
}

describe('the page of tokens', () => {
  it('makes one that is shown once, works, and ends at once when it is revoked', async () => {
    const browser = await enterAsAdministrator();
    const page = await browser.get(`${laurel.url}/admin/api`);
    expect(page.status).toBe(200);
    const fields = { name: 'Registry', days: '30', scopes: 'courses:read' };
    const made = await browser.submit(page, fields, '/admin/api');
    const secret = secretOf(made.text);
    expect((await call(secret, 'GET', '/courses')).status).toBe(200);
    expect((await call(secret, 'GET', '/awards')).status).toBe(403);
    const again = await browser.get(`${laurel.url}/admin/api`);
    expect(secretOf(again.text)).toBe('');
    expect(again.text).toContain('Registry');
    const gone = await browser.submit(again, {}, '/admin/api/revoke');
    expect(gone.text).toContain('The token is revoked');
    expect((await call(secret, 'GET', '/courses')).status).toBe(401);
  });

  it('says what is missing: a name, and what it may do', async () => {
    const browser = await enterAsAdministrator();
    const page = await browser.get(`${laurel.url}/admin/api`);
    const made = await browser.submit(page, { name: '', days: '900' }, '/admin/api');
    expect(made.status).toBe(422);
    expect(secretOf(made.text)).toBe('');
  });

  it('of the operator makes tokens of every platform, which administrators do not see', async () => {
    const { browser } = await enterAsOperator(laurel);
    const page = await browser.get(`${laurel.url}/admin/api`);
    const fields = { name: 'Everything', days: '30', scopes: 'platforms:read' };
    const made = await browser.submit(page, fields, '/admin/api');
    const { body } = await call(secretOf(made.text), 'GET', '/platforms');
    expect(body.data).toHaveLength(1);
    const administrator = await enterAsAdministrator();
    const theirs = await administrator.get(`${laurel.url}/admin/api`);
    expect(theirs.text).not.toContain('Everything');
  });

  it('is nobody’s who does not administer', async () => {
    const browser = createBrowser();
    await launch(moodle, { as: 'teacher', browser });
    expect((await browser.get(`${laurel.url}/admin/api`)).status).toBe(403);
  });
});

it('the page of errors has each code where a problem leads', async () => {
  const { body } = await call('lrl_wrong', 'GET', '/awards');
  const [address = '', code = ''] = String(body.type).split('#');
  const page = await (await fetch(address)).text();
  expect(page).toContain(`id="${code}"`);
});
