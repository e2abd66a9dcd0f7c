import { describe, expect, it } from 'vitest';
import { keysCommand } from '../../../src/admin/index.js';
import { at, badgeOf, clock, college, issue, laurel, operator, useIssuers } from './use-issuers.js';

useIssuers();

describe('the keys that sign badges', () => {
  const keyPage = (key: string) => at(`/keys/issuer?key=${encodeURIComponent(key)}`);

  it('are the operator’s alone', async () => {
    const [key] = await laurel.credentials.keys.list();
    const { browser, csrf } = await college.enter('admin');
    expect((await browser.get(keyPage(key?.id ?? ''))).status).toBe(404);
    for (const path of ['rotate', 'compromised']) {
      const sent = { _csrf: csrf, key: key?.id ?? '', from: '2020-01-01T00:00', sure: 'yes' };
      const refused = await browser.post(at(`/keys/issuer/${path}`), sent, { origin: laurel.url });
      expect(refused.status).toBe(404);
    }
  });

  it('are rotated on the page; what was signed before goes on verifying', async () => {
    const before = await issue();
    const key = badgeOf(before).proof[0].verificationMethod;
    const page = await operator.get(keyPage(key));
    await operator.submit(page, {}, '/rotate');
    await operator.submit(page, {}, '/rotate');
    const after = await issue();
    expect(badgeOf(after).proof[0].verificationMethod).not.toBe(key);
    const made = (await laurel.credentials.keys.list()).filter(
      ({ issuerId, algorithm }) => issuerId === 'default' && algorithm === 'Ed25519',
    );
    expect(made.map(({ state }) => state)).toEqual(['retired', 'active']);
    for (const { json } of [before, after])
      expect((await laurel.credentials.verify(json)).verdict).toBe('valid');
  });

  it('are declared compromised after a confirmation, from a time that has been', async () => {
    const before = await issue();
    clock.advance(120_000);
    const from = clock.now().toISOString().slice(0, 16);
    clock.advance(60_000);
    const after = await issue();
    const key = badgeOf(after).proof[0].verificationMethod;
    const page = await operator.get(keyPage(key));
    const unsure = await operator.submit(page, { from }, '/compromised');
    expect(unsure.status).toBe(422);
    expect(unsure.text).toContain('Please confirm this.');
    expect(page.text).toMatch(/It has signed \d+ badges in all\./);
    expect(unsure.text).toContain('on it signed one badge, which will fail to verify.');
    const later = await operator.submit(
      page,
      { from: '2999-01-01T00:00', sure: 'yes' },
      '/compromised',
    );
    expect(later.status).toBe(422);
    expect((await laurel.credentials.verify(after.json)).verdict).toBe('valid');
    const done = await operator.submit(page, { from, sure: 'yes' }, '/compromised');
    expect(done.text).toContain('The key is declared compromised.');
    const told = [before, after, await issue()].map(({ json }) => laurel.credentials.verify(json));
    expect((await Promise.all(told)).map(({ verdict }) => verdict)).toEqual([
      ...['valid', 'invalid', 'valid'],
    ]);
  });

  it('are listed, rotated and declared compromised from the command line', async () => {
    const lines: string[] = [];
    const print = (line: string) => void lines.push(line);
    const run = (...args: string[]) =>
      keysCommand(['issuer', ...args], { ...laurel, print, resealers: [] });
    const key = badgeOf(await issue()).proof[0].verificationMethod;
    await run('list');
    expect(lines.find((line) => line.startsWith(key))).toContain('Ed25519  active');
    await run('rotate', key);
    const badge = await issue();
    const next = badgeOf(badge).proof[0].verificationMethod;
    expect(lines.at(-1)).toContain(next);
    const from = badge.issuedAt.toISOString();
    await expect(run('compromised', next, from)).rejects.toMatchObject({
      code: 'command_wrong',
      message: expect.stringContaining('from then on (1)') as string,
    });
    await expect(run('compromised', next, '2999-01-01', '--sure')).rejects.toThrow('to come');
    await expect(run('rotate', 'did:web:x#y')).rejects.toMatchObject({ code: 'key_not_found' });
    expect((await laurel.credentials.verify(badge.json)).verdict).toBe('valid');
    await run('compromised', next, from, '--sure');
    expect((await laurel.credentials.verify(badge.json)).verdict).toBe('invalid');
  });
});
