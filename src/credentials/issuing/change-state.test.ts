import { describe, expect, it } from 'vitest';
import {
  credentials,
  orderOf,
  recipientOf,
  store,
  useCredentials,
} from '../testing/use-credentials.js';
import { verifyByLibrary } from '../testing/verify-elsewhere.js';

useCredentials();

describe('revoke, suspend, reinstate', () => {
  it('shows a revoked badge as taken back to another verifier', async () => {
    const { id, json } = await credentials.issue(orderOf('to-revoke'));
    await credentials.revoke(id, { actor: 'operator', reason: 'Issued by mistake.' });
    expect(await verifyByLibrary(json)).toMatchObject({ verified: true, isTakenBack: true });
  });

  it('shows it from a list too that was made before lists named who signs them', async () => {
    const { id, json } = await credentials.issue(orderOf('of-old'));
    await store.connection.collection('statusLists').updateMany({}, { $unset: { controller: 1 } });
    expect(await verifyByLibrary(json)).toMatchObject({ verified: true, isTakenBack: false });
    await credentials.revoke(id, { actor: 'operator' });
    expect(await verifyByLibrary(json)).toMatchObject({ verified: true, isTakenBack: true });
  });

  it('takes a suspended badge back until it is reinstated', async () => {
    const { id, json } = await credentials.issue(orderOf('to-suspend'));
    await credentials.suspend(id, { actor: 'operator' });
    expect(await verifyByLibrary(json)).toMatchObject({ isTakenBack: true });
    await credentials.reinstate(id, { actor: 'operator' });
    expect(await verifyByLibrary(json)).toMatchObject({ verified: true, isTakenBack: false });
  });

  it('does not reinstate what was revoked for good', async () => {
    const { id } = await credentials.issue(orderOf('revoked'));
    await credentials.revoke(id, { actor: 'operator' });
    await credentials.revoke(id, { actor: 'operator' });
    await expect(credentials.reinstate(id, { actor: 'operator' })).rejects.toMatchObject({
      code: 'credential_revoked',
    });
  });
});

describe('supersede', () => {
  it('issues a corrected badge once and revokes the former', async () => {
    const old = await credentials.issue(orderOf('misspelt'));
    const correction = orderOf('taken no notice of', { recipient: recipientOf('Ada Żółta') });
    const first = await credentials.supersede(old.id, correction, { actor: 'x' });
    const again = await credentials.supersede(old.id, correction, { actor: 'x' });
    expect(again.id).toBe(first.id);
    expect(await credentials.findByAward('misspelt')).toMatchObject({ id: first.id });
    expect(await credentials.get(old.id)).toMatchObject({
      state: 'revoked',
      supersededBy: first.id,
    });
  });
});
