import { describe, expect, it } from 'vitest';
import {
  makeCredentials,
  orderOf,
  placesTaken,
  recipientOf,
  store,
  useFreshCredentials,
} from '../testing/use-credentials.js';

const REQUEST = { actor: 'operator' };

useFreshCredentials();

describe('two workers at once', () => {
  it('give one badge for each award, each with a place of its own', async () => {
    const workers = [makeCredentials(), makeCredentials()];
    const orders = Array.from({ length: 50 }, (_, at) => orderOf(`award-${at}`));
    const [one, other] = await Promise.all(
      workers.map((worker, at) => worker.issueBatch(at === 0 ? orders : [...orders].reverse())),
    );
    expect(other!.map(({ id }) => id).reverse()).toEqual(one!.map(({ id }) => id));
    const taken = await placesTaken();
    expect([taken.length, new Set(taken).size]).toEqual([50, 50]);
  });

  it('correct a badge once, whichever was first', async () => {
    const workers = [makeCredentials(), makeCredentials()];
    const former = await workers[0]!.issue(orderOf('award-1'));
    const correction = orderOf('taken no notice of', { recipient: recipientOf('Ada Żółta') });
    const made = await Promise.all(
      workers.map((worker) => worker.supersede(former.id, correction, REQUEST)),
    );
    expect(made[0]!.id).toBe(made[1]!.id);
  });
});

describe('supersede', () => {
  it('brings no badge back that was revoked for good', async () => {
    const credentials = makeCredentials();
    const badge = await credentials.issue(orderOf('award-1'));
    await credentials.revoke(badge.id, REQUEST);
    const correction = orderOf('taken no notice of');
    await expect(credentials.supersede(badge.id, correction, REQUEST)).rejects.toMatchObject({
      code: 'credential_revoked',
    });
    expect(await store.connection.collection('credentials').countDocuments({})).toBe(1);
  });
});
