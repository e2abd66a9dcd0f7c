import { describe, expect, it } from 'vitest';
import type { Credential } from '../credential/credential.js';
import {
  clock,
  credentials,
  orderOf,
  PUBLIC_URL,
  recipientOf,
  store,
  useCredentials,
} from '../testing/use-credentials.js';

const REQUEST = { actor: 'person:1' };

useCredentials();

/** @param verifiedName what the badge shows; absent: no name */
const order = (awardId: string, verifiedName?: string) =>
  orderOf(awardId, { visibility: 'link', recipient: recipientOf(verifiedName) });

const states = async (...all: readonly Credential[]) => {
  clock.advance(10_000);
  return Promise.all(all.map(async ({ json }) => (await credentials.verify(json)).state));
};

/** Issues a badge and reissues it twice by its holder's choice. */
async function threeVersions(award: string): Promise<[Credential, Credential, Credential]> {
  const first = await credentials.issue(order(award, 'Ada'));
  const second = await credentials.refresh(first.id, order(''), REQUEST);
  const third = await credentials.refresh(second.id, order('', 'Ada'), REQUEST);
  return [first, second, third];
}

describe('what a holder chooses to show', () => {
  it('is a new badge in the place of the former, which stays valid and says that there is a newer one', async () => {
    const [first, second, third] = await threeVersions('chosen');
    expect(await states(first, second, third)).toEqual(['valid', 'valid', 'valid']);
    const codes = async ({ json }: Credential) =>
      (await credentials.verify(json)).checks.find(({ name }) => name === 'status')?.code;
    expect(await Promise.all([first, second, third].map(codes))).toEqual([
      'refresh',
      'refresh',
      'not_revoked',
    ]);
    expect(await credentials.findByAward('chosen')).toMatchObject({
      id: third.id,
      addressId: first.id,
      visibility: 'link',
    });
    expect(await credentials.countFormer(third.id)).toBe(2);
  });

  it('is the same badge when it is asked for twice', async () => {
    const first = await credentials.issue(order('twice', 'Ada'));
    const [one, other] = await Promise.all([
      credentials.refresh(first.id, order(''), REQUEST),
      credentials.refresh(first.id, order(''), REQUEST),
    ]);
    expect(other.id).toBe(one.id);
    const earlier = { refreshes: first.id };
    expect(await store.connection.collection('credentials').countDocuments(earlier)).toBe(1);
  });

  it('is revoked, suspended and given back with every version of it, by whichever id', async () => {
    const all = await threeVersions('all');
    await credentials.suspend(all[0].id, { actor: 'operator' });
    expect(await states(...all)).toEqual(['suspended', 'suspended', 'suspended']);
    await credentials.reinstate(all[2].id, { actor: 'operator' });
    expect(await states(...all)).toEqual(['valid', 'valid', 'valid']);
    await credentials.revoke(all[1].id, { actor: 'operator' });
    expect(await states(...all)).toEqual(['revoked', 'revoked', 'revoked']);
  });

  it('is corrected with every version of it: each names the badge in its place', async () => {
    const all = await threeVersions('corrected');
    const corrected = await credentials.supersede(all[2].id, order('', 'Ada Żółta'), REQUEST);
    expect(await states(...all, corrected)).toEqual(['revoked', 'revoked', 'revoked', 'valid']);
    expect(await credentials.findByAward('corrected')).toMatchObject({ id: corrected.id });
    const said = await credentials.verify(all[0].json);
    expect(said.newer).toMatchObject({
      kind: 'corrected',
      url: `${PUBLIC_URL}/credentials/${all[0].id}`,
    });
  });

  it('can be withdrawn from what was given away before, and the newest stays', async () => {
    const all = await threeVersions('withdrawn');
    await credentials.withdrawFormer(all[2].id, REQUEST);
    expect(await states(...all)).toEqual(['revoked', 'revoked', 'valid']);
    expect(await credentials.countFormer(all[2].id)).toBe(0);
  });

  it('is refused for a badge that is taken back', async () => {
    const first = await credentials.issue(order('gone'));
    await credentials.revoke(first.id, REQUEST);
    await expect(credentials.refresh(first.id, order(''), REQUEST)).rejects.toMatchObject({
      code: 'credential_revoked',
    });
  });

  it('does not outlive a badge that is revoked in the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const first = await credentials.issue(order(`race-${round}`, 'Ada'));
      await Promise.allSettled([
        credentials.refresh(first.id, order(''), REQUEST),
        credentials.revoke(first.id, { actor: 'operator' }),
      ]);
      const all = store.connection.collection('credentials');
      const standing = {
        $or: [{ _id: first.id as never }, { refreshes: first.id }],
        state: 'valid',
      };
      expect(await all.countDocuments(standing)).toBe(0);
    }
  });

  it('tells nobody of a newer version who signed our identifier into a badge of their own', async () => {
    const [first] = await threeVersions('stolen');
    const forged = JSON.parse(first.json) as Record<string, unknown>;
    forged['name'] = 'Another';
    expect((await credentials.verify(JSON.stringify(forged))).newer).toBeUndefined();
  });
});
