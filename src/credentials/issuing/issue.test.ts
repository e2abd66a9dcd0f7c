import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { LaurelError } from '../../base/index.js';
import {
  ACHIEVEMENT,
  credentials,
  makeCredentials,
  operator,
  orderOf,
  useCredentials,
} from '../testing/use-credentials.js';
import { standing, verifyByLibrary } from '../testing/verify-elsewhere.js';

useCredentials();

describe('issue', () => {
  it('gives a badge that another verifier accepts, status list included', async () => {
    const settings = { ...operator, issuerLogoUrl: 'https://example.edu/logo.png' };
    const issued = await makeCredentials({ settings }).issue(orderOf('award-1'));
    expect(await verifyByLibrary(issued.json)).toEqual(standing);
  });

  it('gives the same badge for the same award, also from two processes at once', async () => {
    const other = makeCredentials();
    const twice = await Promise.all([
      credentials.issue(orderOf('award-2')),
      other.issue(orderOf('award-2')),
    ]);
    expect(twice[0].id).toBe(twice[1].id);
    expect(await credentials.issue(orderOf('award-2'))).toEqual(twice[0]);
  });

  it('names its key by the multibase of did:web (did:web:host#z6Mk…) and wraps the proof in a list', async () => {
    const badge = JSON.parse((await credentials.issue(orderOf('award-1'))).json);
    expect(badge.proof).toHaveLength(1);
    expect(badge.proof[0].verificationMethod).toMatch(/^did:web:badges\.example\.edu#z6Mk\w{44}$/);
  });

  it('names the recipient by a salted hash (OB 3.0 IdentityHash) and by the name that the LMS gave', async () => {
    const { json } = await credentials.issue(orderOf('award-1'));
    const [hashed, name] = JSON.parse(json).credentialSubject.identifier;
    const hash = createHash('sha256').update(`ada@example.edu${hashed.salt}`).digest('hex');
    expect(hashed).toMatchObject({ hashed: true, identityHash: `sha256$${hash}` });
    expect(name).toMatchObject({ identityType: 'name', identityHash: 'Ada Żółć', hashed: false });
    expect(json.toLowerCase()).not.toContain('ada@example');
  });

  it('signs a pass mark, and a score only where the order shows one', async () => {
    const plain = JSON.parse((await credentials.issue(orderOf('award-1'))).json).credentialSubject;
    expect(plain.achievement.resultDescription[0].requiredValue).toBe('70');
    expect(plain.result).toBeUndefined();
    const result = [{ resultDescription: `${ACHIEVEMENT}#result`, value: '84' }];
    const shown = await credentials.issue(orderOf('shown', { result }));
    expect(JSON.parse(shown.json).credentialSubject.result[0].value).toBe('84');
    expect((await verifyByLibrary(shown.json)).verified).toBe(true);
  });

  it('refuses an achievement without criteria, and keeps nothing', async () => {
    const { achievement } = orderOf('award-1');
    const bad = orderOf('bad', { achievement: { ...achievement, criteria: {} } });
    await expect(credentials.issue(bad)).rejects.toMatchObject({
      code: 'credential_not_well_formed',
    });
    expect(await credentials.findByAward('bad')).toBeNull();
  });

  it('refuses to issue without a name for the issuer, and says which setting is missing', async () => {
    const { publicUrl, issuerUrl } = operator;
    const nameless = makeCredentials({ settings: { publicUrl, issuerUrl } });
    expect(await nameless.issuers.missing()).toEqual(['ISSUER_NAME']);
    await expect(nameless.issue(orderOf('nameless'))).rejects.toThrow(LaurelError);
  });
});

describe('issueBatch', () => {
  it('issues many in the order they were asked for, each with a place of its own', async () => {
    const orders = Array.from({ length: 40 }, (_, index) => orderOf(`many-${index}`));
    const issued = await credentials.issueBatch([...orders, orders[3]!]);
    expect(issued.map(({ awardId }) => awardId)).toEqual([
      ...orders.map(({ awardId }) => awardId),
      'many-3',
    ]);
    expect(new Set(issued.map(({ statusListIndex }) => statusListIndex)).size).toBe(40);
  });
});

describe('the status entry of a badge', () => {
  it('has the terms alone that every copy of the VC 2.0 context defines', async () => {
    const { json } = await credentials.issue(orderOf('plain-entry'));
    const { credentialStatus } = JSON.parse(json) as { credentialStatus: object };
    expect(Object.keys(credentialStatus).sort()).toEqual([
      ...['id', 'statusListCredential', 'statusListIndex', 'statusPurpose', 'type'],
    ]);
  });
});
