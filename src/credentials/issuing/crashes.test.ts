import { describe, expect, it } from 'vitest';
import type { Credentials } from '../credentials.js';
import { atEveryStep } from '../testing/crashing.js';
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

describe('a crash at any step', () => {
  it('of issuing leaves no badge or one, and the repeat gives one with a place in a list that is served', async () => {
    const again = makeCredentials();
    const steps = await atEveryStep(
      (credentials, round) => credentials.issue(orderOf(`award-${round}`)),
      async (round) => {
        const badge = await again.issue(orderOf(`award-${round}`));
        expect(await again.issue(orderOf(`award-${round}`))).toEqual(badge);
        const awards = store.connection.collection('credentials').countDocuments({
          awardId: `award-${round}`,
        });
        expect(await awards).toBe(1);
        const { verdict, state } = await again.verify(badge.json);
        expect([round, verdict, state]).toEqual([round, 'valid', 'valid']);
        await again.revoke(badge.id, REQUEST);
        expect((await again.verify(badge.json)).state).toBe('revoked');
      },
    );
    expect(steps).toBeGreaterThan(4);
    const taken = await placesTaken();
    expect(new Set(taken).size).toBe(taken.length);
    // One list is open: crashes wasted places in it, and no list.
    expect(await store.connection.collection('statusLists').countDocuments({ isOpen: true })).toBe(
      1,
    );
  });

  it('of correcting leaves the former badge to be found, and the repeat one valid badge in its place', async () => {
    const again = makeCredentials();
    const correct = (credentials: Credentials, id: string) => {
      const correction = orderOf('taken no notice of', { recipient: recipientOf('Ada Żółta') });
      return credentials.supersede(id, correction, REQUEST);
    };
    let former = await again.issue(orderOf('award-0'));
    const steps = await atEveryStep(
      (credentials) => correct(credentials, former.id),
      async (round) => {
        const successor = await correct(again, former.id);
        expect(await correct(again, former.id)).toEqual(successor);
        expect(await again.findByAward(former.awardId)).toMatchObject({ id: successor.id });
        expect(await again.get(former.id)).toMatchObject({
          state: 'revoked',
          supersededBy: successor.id,
        });
        expect((await again.verify(successor.json)).verdict).toBe('valid');
        const both = { supersedes: former.id };
        expect(await store.connection.collection('credentials').countDocuments(both)).toBe(1);
        former = await again.issue(orderOf(`award-${round}`));
      },
    );
    expect(steps).toBeGreaterThan(5);
  });
});

describe('a holder’s choice that ends at any step', () => {
  it('is finished by itself: one badge counts, the former says that there is a newer one, a revocation reaches both', async () => {
    const again = makeCredentials();
    const all = store.connection.collection('credentials');
    let former = await again.issue(orderOf('chosen-0'));
    const steps = await atEveryStep(
      (credentials) => credentials.refresh(former.id, orderOf(''), REQUEST),
      async (round) => {
        await again.finishCorrections();
        const [successor] = await all.find({ refreshes: former.id }).toArray();
        const newest = await again.findByAward(former.awardId);
        expect(newest?.id).toBe(successor === undefined ? former.id : String(successor['_id']));
        expect(await all.countDocuments({ 'correction.actor': { $exists: true } })).toBe(0);
        await again.revoke(former.id, REQUEST);
        expect(await all.countDocuments({ state: 'valid' })).toBe(0);
        former = await again.issue(orderOf(`chosen-${round}`));
      },
    );
    expect(steps).toBeGreaterThan(5);
  });
});
