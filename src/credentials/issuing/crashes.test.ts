import type { Connection } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAudit } from '../../audit/index.js';
import { createLogger, createSealer, createTestClock } from '../../base/index.js';
import { startTestStore, type TestStore } from '../../store/index.js';
import { createWorkers } from '../../workers/index.js';
import { createCredentials } from '../create-credentials.js';
import type { Credentials } from '../credentials.js';
import type { IssueOrder } from '../credential/order.js';

const workers = createWorkers({ log: createLogger('silent') });

const PUBLIC_URL = 'https://badges.example.edu';
const clock = createTestClock();
const settings = {
  publicUrl: PUBLIC_URL,
  issuerName: 'Example University',
  issuerUrl: 'https://example.edu',
};
const REQUEST = { actor: 'operator' };

let store: TestStore;
beforeEach(async () => {
  store = await startTestStore();
  makeCredentials(store.connection);
  await store.buildIndexes();
});
afterEach(() => store.close());

class Crash extends Error {
  override readonly name = 'Crash';
}

/** Counts calls to the store; from the `at`th on none succeeds, as if the process had ended there. */
function crashing(connection: Connection, at: number) {
  const counter = { calls: 0, crashed: false };
  const counted = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const member: unknown = Reflect.get(object, name);
        if (name === 'collection') return counted(member as object);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          if (++counter.calls >= at) {
            counter.crashed = true;
            throw new Crash(`at call ${at}: ${String(name)}`);
          }
          return (member as (...all: unknown[]) => unknown).apply(object, args);
        };
      },
    });
  const proxied = new Proxy(connection, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name);
      if (name === 'model')
        return (...args: unknown[]) =>
          counted((member as (...all: unknown[]) => object).apply(object, args));
      return typeof member === 'function' ? (member.bind(object) as unknown) : member;
    },
  });
  return { counter, connection: proxied };
}

function makeCredentials(connection: Connection): Credentials {
  return createCredentials({
    connection,
    clock,
    settings,

    log: { error: (...args: unknown[]) => expect.fail(JSON.stringify(args)) },
    workers,
    events: { tell: () => undefined },
    sealer: createSealer([new Uint8Array(32).fill(7)]),
    audit: createAudit({ connection, clock }),
    outbound: { fetch: () => Promise.reject(new Error('no way out')) },
    page: (res) => void res.status(200).end(),
  });
}

function order(awardId: string, name = 'Ada'): IssueOrder {
  return {
    awardId,
    personId: 'person-1',
    validFrom: clock.now(),
    achievement: {
      id: `${PUBLIC_URL}/achievements/net/1`,
      version: '1',
      name: 'Networking',
      description: 'Designs small networks.',
      criteria: { narrative: 'Score at least 70%.' },
      achievementType: 'MicroCredential',
    },
    recipient: {
      identity: { type: 'emailAddress', value: 'ada@example.edu' },
      verifiedName: name,
    },
  };
}

const MOST_STEPS = 40;

/**
 * Lets the work crash at its first step, then at its second, and so on until it completes, checking each time what is
 * left.
 */
async function atEveryStep(
  work: (credentials: Credentials, round: number) => Promise<unknown>,
  look: (round: number) => Promise<void>,
): Promise<number> {
  for (let step = 1; step <= MOST_STEPS; step++) {
    const { connection, counter } = crashing(store.connection, step);
    try {
      await work(makeCredentials(connection), step);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
    await look(step);
    if (!counter.crashed) return step;
  }
  throw new Error('it never came through');
}

const places = async () => {
  const all = await store.connection.collection('credentials').find({}).toArray();
  return all.map(({ statusListId, statusListIndex }) => `${statusListId}#${statusListIndex}`);
};

describe('a crash at any step', () => {
  it('of issuing leaves no badge or one, and the repeat gives one with a place in a list that is served', async () => {
    const again = makeCredentials(store.connection);
    const steps = await atEveryStep(
      (credentials, round) => credentials.issue(order(`award-${round}`)),
      async (round) => {
        const badge = await again.issue(order(`award-${round}`));
        expect(await again.issue(order(`award-${round}`))).toEqual(badge);
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
    const taken = await places();
    expect(new Set(taken).size).toBe(taken.length);
    // One list is open: crashes wasted places in it, and no list.
    expect(await store.connection.collection('statusLists').countDocuments({ isOpen: true })).toBe(
      1,
    );
  });

  it('of correcting leaves the former badge to be found, and the repeat one valid badge in its place', async () => {
    const again = makeCredentials(store.connection);
    const correct = (credentials: Credentials, id: string) => {
      const correction = order('taken no notice of', 'Ada Żółć');
      return credentials.supersede(id, correction, REQUEST);
    };
    let former = await again.issue(order('award-0'));
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
        former = await again.issue(order(`award-${round}`));
      },
    );
    expect(steps).toBeGreaterThan(5);
  });
});

describe('a holder’s choice that ends at any step', () => {
  it('is finished by itself: one badge counts, the former says that there is a newer one, a revocation reaches both', async () => {
    const again = makeCredentials(store.connection);
    const all = store.connection.collection('credentials');
    let former = await again.issue(order('chosen-0'));
    const steps = await atEveryStep(
      (credentials) => credentials.refresh(former.id, order(''), REQUEST),
      async (round) => {
        await again.finishCorrections();
        const [successor] = await all.find({ refreshes: former.id }).toArray();
        const newest = await again.findByAward(former.awardId);
        expect(newest?.id).toBe(successor === undefined ? former.id : String(successor['_id']));
        expect(await all.countDocuments({ 'correction.actor': { $exists: true } })).toBe(0);
        await again.revoke(former.id, REQUEST);
        expect(await all.countDocuments({ state: 'valid' })).toBe(0);
        former = await again.issue(order(`chosen-${round}`));
      },
    );
    expect(steps).toBeGreaterThan(5);
  });
});

describe('a correction that a crash left half done', () => {
  const half = async (award: string, step: number) => {
    const credentials = makeCredentials(store.connection);
    const former = await credentials.issue(order(award));
    const { connection } = crashing(store.connection, step);
    const correction = order('taken no notice of', 'Ada Żółć');
    await makeCredentials(connection)
      .supersede(former.id, correction, { ...REQUEST, reason: 'The name was misspelt.' })
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
      const again = makeCredentials(store.connection);
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
    const credentials = makeCredentials(store.connection);
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
    const credentials = makeCredentials(store.connection);
    const former = await credentials.issue(order('award-1'));
    const successor = await credentials.issue(order(`supersedes:${former.id}`, 'Ada Żółć'));
    await store.connection
      .collection('credentials')
      .updateOne({ _id: successor.id as never }, { $set: { supersedes: former.id } });
    expect(await credentials.finishCorrections()).toBe(0);
    await credentials.findHalfCorrected();
    expect(await credentials.get(former.id)).toMatchObject({ supersededBy: successor.id });
  });
});

describe('two workers at once', () => {
  it('give one badge for each award, each with a place of its own', async () => {
    const workers = [makeCredentials(store.connection), makeCredentials(store.connection)];
    const orders = Array.from({ length: 50 }, (_, at) => order(`award-${at}`));
    const [one, other] = await Promise.all(
      workers.map((worker, at) => worker.issueBatch(at === 0 ? orders : [...orders].reverse())),
    );
    expect(other!.map(({ id }) => id).reverse()).toEqual(one!.map(({ id }) => id));
    const taken = await places();
    expect([taken.length, new Set(taken).size]).toEqual([50, 50]);
  });

  it('correct a badge once, whichever was first', async () => {
    const workers = [makeCredentials(store.connection), makeCredentials(store.connection)];
    const former = await workers[0]!.issue(order('award-1'));
    const correction = order('taken no notice of', 'Ada Żółć');
    const made = await Promise.all(
      workers.map((worker) => worker.supersede(former.id, correction, REQUEST)),
    );
    expect(made[0]!.id).toBe(made[1]!.id);
  });
});

describe('supersede', () => {
  it('brings no badge back that was revoked for good', async () => {
    const credentials = makeCredentials(store.connection);
    const badge = await credentials.issue(order('award-1'));
    await credentials.revoke(badge.id, REQUEST);
    const correction = order('taken no notice of');
    await expect(credentials.supersede(badge.id, correction, REQUEST)).rejects.toMatchObject({
      code: 'credential_revoked',
    });
    expect(await store.connection.collection('credentials').countDocuments({})).toBe(1);
  });
});
