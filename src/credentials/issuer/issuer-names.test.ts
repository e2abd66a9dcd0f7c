import { describe, expect, it } from 'vitest';
import { startTestStore } from '../../store/index.js';
import { college } from '../testing/issue-for.js';
import {
  credentials,
  makeCredentials,
  operator,
  store,
  useCredentials,
} from '../testing/use-credentials.js';
import { nameKey } from '../verify/index.js';

useCredentials();

describe('the name of an issuer', () => {
  const save = (id: string, name: string, isByOperator = false) =>
    credentials.issuers.save(
      id,
      { ...college, identity: 'did:web', name },
      { actor: `administrator of ${id}`, revision: 0, isByOperator },
    );

  it('is one issuer’s, however it is spelled, save where the operator lets another have it', async () => {
    await save('name-1', 'Northern Academy');
    for (const name of ['Northern Academy', 'NORTHERN  ACADEMY', 'Nоrthern Acаdemy'])
      await expect(save('name-2', name)).rejects.toMatchObject({ code: 'issuer_name_taken' });
    await save('name-2', 'Northern Academy', true);
    await save('name-3', 'Southern Academy');
    expect(await credentials.issuers.findByName('southern academy')).toContain('name-3');
    expect(await credentials.issuers.findByName('Western Academy')).toBeNull();
  });

  it('goes to one of two who save it at the same time', async () => {
    const both = await Promise.allSettled([save('name-4', 'At Once'), save('name-5', 'At Once')]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('names that an earlier version kept', () => {
  const issuers = () => store.connection.collection<{ _id: string; nameKey?: string }>('issuers');
  const old = (id: string, name: string, changedAt: string) => ({
    _id: id,
    identity: 'did:web',
    name,
    url: college.url,
    isInUse: true,
    revision: 1,
    changedAt: new Date(changedAt),
  });
  const idOf = (id: string) => `did:web:badges.example.edu:issuers:${id}`;
  const keysOf = async (...ids: string[]) =>
    Promise.all(ids.map(async (id) => (await issuers().findOne({ _id: id }))?.nameKey));

  it('get their keys once: who had a name first keeps it, another is not known by it', async () => {
    await issuers().insertMany([
      old('old-2', 'Ｅｌｄｅｒ  аcademy', '2025-02-01'),
      old('old-1', 'Elder Academy', '2025-01-01'),
      { ...old('old-3', 'Third Academy', '2025-01-01'), nameKey: 'of an earlier version' },
    ]);
    for (const time of ['first', 'again']) {
      expect(await credentials.issuers.compareNames(), time).toContain('old-2');
      const [first, second, third] = await keysOf('old-1', 'old-2', 'old-3');
      expect(first).toBe(nameKey('Elder Academy'));
      expect(second).toBeUndefined();
      expect(third).toBe(nameKey('Third Academy'));
    }
    expect(await credentials.issuers.nameOf(idOf('old-1'))).toBe('Elder Academy');
    expect(await credentials.issuers.nameOf(idOf('old-2'))).toBeNull();
    expect(await credentials.issuers.findByName('Elder Academy')).toBe(idOf('old-1'));
    const known = await credentials.issuers.known();
    expect(known.find(({ id }) => id === idOf('old-2'))?.name).toBeUndefined();
  });

  it('the operator lets one have all the same', async () => {
    const { revision } = await credentials.issuers.draft('old-2');
    const profile = { ...college, identity: 'did:web', name: 'Elder Academy' } as const;
    const change = { actor: 'operator', revision, isByOperator: true };
    await credentials.issuers.save('old-2', profile, change);
    expect(await credentials.issuers.nameOf(idOf('old-2'))).toBe('Elder Academy');
    expect(await credentials.issuers.compareNames()).not.toContain('old-2');
  });

  it('one of the settings comes before a tenant’s', async () => {
    const fresh = await startTestStore();
    const theirs = fresh.connection.collection<{ _id: string }>('issuers');
    await theirs.insertOne(old('old-4', operator.issuerName.toUpperCase(), '2020-01-01'));
    const { issuers: others } = makeCredentials({ connection: fresh.connection });
    expect(await others.compareNames()).toEqual(['old-4']);
    expect(await others.nameOf(idOf('old-4'))).toBeNull();
    await fresh.close();
  });
});
