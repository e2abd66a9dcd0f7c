import { describe, expect, it } from 'vitest';
import {
  clock,
  credentials,
  makeCredentials,
  orderOf,
  PUBLIC_URL,
  useFreshCredentials,
} from '../testing/use-credentials.js';
import { enter } from '../testing/issue-for.js';
import { standing, verifyAtAnother, verifyByLibrary } from '../testing/verify-elsewhere.js';
import type { Verification } from '../verify/index.js';

useFreshCredentials();

const owner = { personId: 'person-1' };
const name = 'Learner record';
const urlOf = (n: number) => `${PUBLIC_URL}/achievements/a${n}/versions/1`;

const orderFor = (n: number, over: object = {}) =>
  orderOf(`award-${n}`, {
    achievement: {
      ...orderOf('x').achievement,
      id: urlOf(n),
      name: `Badge ${n}`,
      resultDescription: [
        { id: `${urlOf(n)}#result`, name: `Test ${n}`, resultType: 'Percent', requiredValue: '70' },
      ],
    },
    ...over,
  });

async function issue(count: number): Promise<string[]> {
  const orders = Array.from({ length: count }, (_, n) => orderFor(n));
  return (await credentials.issueBatch(orders)).map(({ id }) => id);
}

const make = async (chosen: readonly string[], from = credentials) =>
  from.records.make({ owner, known: await from.listByPerson('person-1'), chosen, name });

interface Clr {
  readonly partial: boolean;
  readonly issuer: { readonly id: string };
  readonly credentialSubject: {
    readonly id: string;
    readonly identifier: readonly object[];
    readonly verifiableCredential: readonly { readonly id: string }[];
    readonly achievement: readonly { readonly id: string }[];
    readonly association?: readonly object[];
  };
}
const read = ({ json }: { readonly json: string }) => JSON.parse(json) as Clr;
const codesOf = ({ checks }: Verification) =>
  Object.fromEntries(checks.map(({ name: check, code }) => [check, code]));

describe('a learner record', () => {
  it('holds each badge as its issuer signed it, byte for byte, and is verified with each of them', async () => {
    const ids = await issue(3);
    const record = await make(ids);
    for (const { json } of await credentials.listByPerson('person-1'))
      expect(record.json).toContain(json);
    const found = await credentials.verify(record.json);
    expect(found).toMatchObject({ kind: 'learner-record', verdict: 'valid' });
    expect(codesOf(found)).toMatchObject({
      proof: 'signed',
      schema: 'well_formed',
      status: 'not_revoked',
      'issuer-identity': 'key_listed',
      contained: 'contained_valid',
    });
    expect(found.contained?.map(({ verdict }) => verdict)).toEqual(['valid', 'valid', 'valid']);
    const clr = read(record);
    expect(clr.credentialSubject.achievement.map(({ id }) => id)).toHaveLength(3);
    expect(clr.credentialSubject.association).toBeUndefined();
    // The learner is named as a badge names them: nothing else is told.
    expect(record.json).toContain(JSON.stringify(clr.credentialSubject.identifier));
    expect(record.json).not.toContain('Ada@Example.edu');
  });

  it('is verified by @digitalbazaar/vc, by another installation, and as a token', async () => {
    const record = await make(await issue(2));
    expect(await verifyByLibrary(record.json)).toEqual(standing);
    const there = await verifyAtAnother(record.json);
    expect(there.verdict).toBe('valid');
    expect(there.contained?.map(({ verdict }) => verdict)).toEqual(['valid', 'valid']);
    // One document of keys, one list and what lies beside it, however many badges there are.
    expect(new Set(there.asked).size).toBe(there.asked.length);
    const token = await credentials.verify(await credentials.records.jwtOf(record));
    expect(token).toMatchObject({ kind: 'learner-record', format: 'jwt', verdict: 'valid' });
    expect(token.contained).toHaveLength(2);
  });

  it('says that it is a selection, unless it holds every badge that counts', async () => {
    const [first = '', second = '', third = ''] = await issue(3);
    expect(read(await make([first])).partial).toBe(true);
    expect(read(await make([first, second, third])).partial).toBe(false);
    await credentials.revoke(third, { actor: 'x', reason: 'Given in error.' });
    expect(read(await make([first, second])).partial).toBe(false);
    // A suspended badge cannot be chosen, and the issuer knows of it.
    await credentials.suspend(second, { actor: 'x', reason: 'Looked into.' });
    expect(read(await make([first])).partial).toBe(true);
  });

  it('takes no badge of anybody else, none that does not count, and none at all', async () => {
    const [first = '', second = ''] = await issue(2);
    const other = await credentials.issue(orderOf('other', { personId: 'person-2' }));
    await credentials.revoke(second, { actor: 'x', reason: 'Given in error.' });
    for (const chosen of [[], [other.id], [first, other.id], [second], [first, 'nothing']])
      await expect(make(chosen)).rejects.toMatchObject({ code: 'record_without_badges' });
    expect(await credentials.records.list(owner)).toEqual([]);
  });

  it('stays signed where a badge in it is revoked, which shows in the record', async () => {
    const [first = '', second = ''] = await issue(2);
    const record = await make([first, second]);
    await credentials.revoke(second, { actor: 'x', reason: 'Given in error.' });
    const found = await credentials.verify(record.json);
    expect(found.verdict).toBe('valid');
    expect(found.contained?.map(({ state }) => state).sort()).toEqual(['revoked', 'valid']);
    const told = found.checks.filter(({ name: check }) => check === 'contained');
    expect(told.map(({ code, outcome }) => [code, outcome])).toEqual([
      ['contained_ended', 'warning'],
      ['contained_valid', 'pass'],
    ]);
  });

  it('is withdrawn for good by its owner alone; the badges in it stay', async () => {
    const record = await make(await issue(1));
    const other = { personId: 'person-2' };
    for (const act of ['withdraw', 'get'] as const)
      await expect(credentials.records[act](record.id, other)).rejects.toMatchObject({
        code: 'record_not_found',
      });
    await credentials.records.withdraw(record.id, owner);
    expect(await credentials.records.withdraw(record.id, owner)).toMatchObject({
      state: 'revoked',
    });
    const found = await credentials.verify(record.json);
    expect(found).toMatchObject({ verdict: 'invalid', state: 'revoked' });
    expect(found.contained?.map(({ verdict }) => verdict)).toEqual(['valid']);
    // Another process, which did not withdraw it, tells the same.
    expect(await makeCredentials().verify(record.json)).toMatchObject({ state: 'revoked' });
  });

  it('that was withdrawn stays so when its person is forgotten, and nothing else of it is kept', async () => {
    const ids = await issue(1);
    const [withdrawn, handedOn] = [await make(ids), await make(ids)];
    await credentials.records.withdraw(withdrawn.id, owner);
    await credentials.records.removeAll(owner);
    for (const from of [credentials, makeCredentials()]) {
      expect(await from.verify(withdrawn.json)).toMatchObject({ state: 'revoked' });
      expect(await from.verify(handedOn.json)).toMatchObject({ verdict: 'valid' });
    }
    expect(await credentials.records.find(withdrawn.id)).toBeNull();
    expect(await credentials.records.list(owner)).toEqual([]);
    // Making one anew takes another place in the list.
    expect((await make(ids)).statusListIndex).not.toBe(withdrawn.statusListIndex);
  });

  it('goes with a home to the home with which it becomes one', async () => {
    const known = (await issue(1)).length > 0 ? await credentials.listByPerson('person-1') : [];
    const chosen = known.map(({ id }) => id);
    const made = await credentials.records.make({ owner: { homeId: 'one' }, known, chosen, name });
    await credentials.records.pass('one', 'other');
    expect(await credentials.records.get(made.id, { homeId: 'other' })).toMatchObject({
      id: made.id,
    });
    await credentials.records.removeAll({ homeId: 'other' });
    expect(await credentials.records.find(made.id)).toBeNull();
  });

  it('is issued by the issuer of all its badges; of several issuers’ by the installation', async () => {
    await enter('moodle', 'did:web');
    const mine = await credentials.issue(orderFor(1));
    const theirs = await credentials.issue(orderFor(2, { platformId: 'moodle' }));
    const alone = read(await make([theirs.id]));
    expect(alone.issuer.id).toBe('did:web:badges.example.edu:issuers:moodle');
    // That issuer knows of no other badge; the installation does.
    expect(alone.partial).toBe(false);
    const both = await make([mine.id, theirs.id]);
    expect(read(both)).toMatchObject({
      partial: false,
      issuer: { id: 'did:web:badges.example.edu' },
    });
    expect(read(await make([mine.id]))).toMatchObject({ partial: true });
    expect(await credentials.verify(both.json)).toMatchObject({ verdict: 'valid' });
  });

  it('says how its badges belong together, by the rules and by renewals', async () => {
    const relate = () =>
      Promise.resolve([
        { associationType: 'isChildOf' as const, sourceId: urlOf(0), targetId: urlOf(1) },
      ]);
    const from = makeCredentials({ relate });
    const first = await from.issue(orderFor(0));
    const second = await from.issue(orderFor(1, { renews: first.id }));
    const record = await make([first.id, second.id], from);
    expect(read(record).credentialSubject.association).toEqual([
      { type: 'Association', associationType: 'isChildOf', sourceId: urlOf(0), targetId: urlOf(1) },
      {
        type: 'Association',
        associationType: 'replacedBy',
        sourceId: urlOf(0),
        targetId: urlOf(1),
      },
    ]);
    expect(await credentials.verify(record.json)).toMatchObject({ verdict: 'valid' });
    expect(await verifyByLibrary(record.json)).toEqual(standing);
  });

  it('names the learner by the did that all badges name', async () => {
    const did = 'did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi';
    const recipient = { ...orderOf('x').recipient, did };
    const one = await credentials.issue(orderFor(0, { recipient }));
    const two = await credentials.issue(orderFor(1, { recipient }));
    const record = await make([one.id, two.id]);
    expect(read(record).credentialSubject.id).toBe(did);
    expect(await credentials.verify(record.json)).toMatchObject({ verdict: 'valid' });
  });

  it('is made with as many badges as are verified here, and with no more', async () => {
    const ids = await issue(61);
    await expect(make(ids)).rejects.toMatchObject({ code: 'record_too_large' });
    const record = await make(ids.slice(1));
    clock.advance(1_000);
    const found = await credentials.verify(record.json);
    expect([found.verdict, found.contained?.length]).toEqual(['valid', 60]);
  });
});
