import { describe, expect, it } from 'vitest';
import { Crash, crashing, MOST_STEPS } from '../testing/crashing.js';
import {
  makeCredentials,
  orderOf,
  recipientOf,
  store,
  useFreshCredentials,
} from '../testing/use-credentials.js';

const REQUEST = { actor: 'operator' };

useFreshCredentials();

describe('a correction that a crash left half done', () => {
  const half = async (award: string, step: number) => {
    const credentials = makeCredentials();
    const former = await credentials.issue(orderOf(award));
    const correction = orderOf('taken no notice of', { recipient: recipientOf('Ada Żółta') });
    await crashing(step)
      .credentials.supersede(former.id, correction, {
        ...REQUEST,
        reason: 'The name was misspelt.',
      })
      .catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      });
    return former;
  };
  const both = async ({ id }: { id: string }) => {
    const all = store.connection.collection('credentials');
    const [successor] = await all.find({ supersedes: id }).toArray();
    const [former] = await all.find({ _id: id as never }).toArray();
    return { former, successor };
  };

  it('is finished by itself at whichever step it ended, with its reason, once', async () => {
    let halves = 0;
    for (let step = 1; step <= MOST_STEPS; step += 1) {
      const badge = await half(`award-${step}`, step);
      const before = await both(badge);
      const again = makeCredentials();
      await Promise.all([again.finishCorrections(), again.finishCorrections()]);
      const { former, successor } = await both(badge);
      if (before.successor === undefined) expect(former?.state).toBe('valid');
      else {
        expect(former).toMatchObject({ state: 'revoked', supersededBy: String(successor?._id) });
        expect(former?.reason).toBe('The name was misspelt.');
        expect(successor).toMatchObject({ state: 'valid' });
        expect(successor).not.toHaveProperty('correction');
      }
      if (before.former?.state === 'valid' && before.successor) halves += 1;
      expect(await again.finishCorrections()).toBe(0);
    }
    expect(halves).toBeGreaterThan(0);
  });

  it('does not outlive a revocation in between', async () => {
    const credentials = makeCredentials();
    for (let step = 1; step <= MOST_STEPS; step += 1) {
      const badge = await half(`award-${step}`, step);
      const { former, successor } = await both(badge);
      if (former?.state !== 'valid' || !successor) continue;
      await credentials.revoke(badge.id, REQUEST);
      await credentials.finishCorrections();
      expect((await both(badge)).successor).toMatchObject({ state: 'revoked' });
      return;
    }
    throw new Error('no correction was left half done');
  });

  it('from before corrections were marked is found at start', async () => {
    const credentials = makeCredentials();
    const former = await credentials.issue(orderOf('award-1'));
    const successor = await credentials.issue(
      orderOf(`supersedes:${former.id}`, { recipient: recipientOf('Ada Żółta') }),
    );
    await store.connection
      .collection('credentials')
      .updateOne({ _id: successor.id as never }, { $set: { supersedes: former.id } });
    expect(await credentials.finishCorrections()).toBe(0);
    await credentials.findHalfCorrected();
    expect(await credentials.get(former.id)).toMatchObject({ supersededBy: successor.id });
  });
});
