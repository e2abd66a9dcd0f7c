import { describe, expect, it } from 'vitest';
import { college } from '../testing/issue-for.js';
import { credentials, useCredentials } from '../testing/use-credentials.js';

useCredentials();

describe('the issuer of one deployment among several', () => {
  const save = async (of: { platformId: string; deploymentId?: string }, name: string) => {
    const id = await credentials.issuers.idFor(of);
    const { revision } = await credentials.issuers.draft(id);
    const profile = { ...college, identity: 'did:web', name } as const;
    await credentials.issuers.save(id, profile, { actor: 'operator', revision, of });
    return id;
  };
  const nameFor = async (deploymentId: string) =>
    (await credentials.issuers.get({ platformId: 'many', deploymentId })).name;

  it('is its own, the platform’s where it has none, and the installation’s where nobody has', async () => {
    expect(await nameFor('one')).toBe((await credentials.issuers.draft('default')).name);
    await save({ platformId: 'many' }, 'Of the whole platform');
    expect(await nameFor('one')).toBe('Of the whole platform');
    const id = await save({ platformId: 'many', deploymentId: 'one' }, 'Of school one');
    expect(id).not.toBe('many');
    expect(await nameFor('one')).toBe('Of school one');
    expect(await nameFor('two')).toBe('Of the whole platform');
    const { revision } = await credentials.issuers.draft(id);
    await credentials.issuers.giveUp(id, { actor: 'operator', revision });
    expect(await nameFor('one')).toBe('Of the whole platform');
  });

  it('is nobody else’s where it stands under the platform’s id', async () => {
    const of = { platformId: 'once-alone', deploymentId: 'first' };
    const profile = { ...college, identity: 'did:web', name: 'Once alone' } as const;
    await credentials.issuers.save('once-alone', profile, { actor: 'a', revision: 0, of });
    expect(await credentials.issuers.idFor(of)).toBe('once-alone');
    expect((await credentials.issuers.get(of)).name).toBe('Once alone');
    const other = { ...of, deploymentId: 'second' };
    expect((await credentials.issuers.get(other)).id).toBe('default');
    expect(await credentials.issuers.idFor(other)).not.toBe('once-alone');
  });
});
