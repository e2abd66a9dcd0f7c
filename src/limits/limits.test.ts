import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSealer, createTestClock, TooManyRequests } from '../base/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { createLimits, type Limits } from './index.js';
import { LIMITS, type Act, type Party } from './limits.js';

const DAY = 86_400_000;
const clock = createTestClock();
const sealer = createSealer([new Uint8Array(32)]);
let store: TestStore;
let limits: Limits;
let other: Limits;

beforeAll(async () => {
  store = await startTestStore();
  const deps = { connection: store.connection, clock, sealer };
  limits = createLimits(deps);
  // As in another process: nothing in common but the store.
  other = createLimits(deps);
  await store.buildIndexes();
});
afterAll(() => store.close());

/** How many of so many tries go through. */
async function tries(act: Act, times: number, party: (turn: number) => Party): Promise<number> {
  let done = 0;
  for (let turn = 0; turn < times; turn++) {
    const by = turn % 2 === 0 ? limits : other;
    await by.spend(act, party(turn)).then(
      () => (done += 1),
      (error: unknown) => expect(error).toBeInstanceOf(TooManyRequests),
    );
  }
  return done;
}

describe('a limit', () => {
  it('is a person’s, whatever they aim at, and shared by all processes', async () => {
    const most = LIMITS.confirm_mail.person?.times ?? 0;
    const party = (turn: number) => ({ person: 'ada', target: `${turn}@home.test` });
    expect(await tries('confirm_mail', 60, party)).toBe(most);
    expect(await tries('confirm_mail', 1, () => ({ person: 'grace', target: 'g@home.test' }))).toBe(
      1,
    );
  });

  it('is a target’s, whoever aims at it', async () => {
    const most = LIMITS.confirm_mail.target?.times ?? 0;
    const party = (turn: number) => ({ person: `many-${turn}`, target: 'stranger@home.test' });
    expect(await tries('confirm_mail', 60, party)).toBe(most);
  });

  it('is a network’s: an IPv6 /64 is one', async () => {
    const most = LIMITS.register.address?.times ?? 0;
    const host = (turn: number) => ({
      person: `i${turn}`,
      address: `2001:db8:1:1::${(turn + 1).toString(16)}`,
    });
    expect(await tries('register', most + 20, host)).toBe(most);
    const next = { person: 'next', address: '2001:db8:1:2::1' };
    expect(await tries('register', 1, () => next)).toBe(1);
  });

  it('that a person has used up uses up nobody else’s', async () => {
    const most = LIMITS.confirm_mail.person?.times ?? 0;
    const far = (turn: number) => ({ person: 'flood', target: `far-${turn}@home.test` });
    await tries('confirm_mail', most, far);
    const aimed = () => ({ person: 'flood', target: 'victim@home.test' });
    expect(await tries('confirm_mail', 60, aimed)).toBe(0);
    const own = () => ({ person: 'victim', target: 'victim@home.test' });
    expect(await tries('confirm_mail', 1, own)).toBe(1);
  });

  it('is over with its day, and says in how many seconds', async () => {
    const party = () => ({ person: 'again', target: 'badge' });
    await tries('reissue', 60, party);
    const error = await limits.spend('reissue', party()).catch((thrown: unknown) => thrown);
    const { retryAfterSeconds = 0 } = error as TooManyRequests;
    expect(retryAfterSeconds).toBe(Math.ceil((DAY - (clock.now().getTime() % DAY)) / 1000));
    clock.advance(retryAfterSeconds * 1000);
    await limits.spend('reissue', party());
  });

  it('counts exactly however many come at once', async () => {
    const most = LIMITS.reissue.target?.times ?? 0;
    const spend = (turn: number) =>
      (turn % 2 === 0 ? limits : other).spend('reissue', { target: 'at once' });
    const ends = await Promise.allSettled(Array.from({ length: 60 }, (_, turn) => spend(turn)));
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(most);
  });

  it('keeps no name, address or target, and its counter goes by itself', async () => {
    const records = store.connection.collection('limits');
    for (const { key, ...rest } of await records.find().toArray()) {
      expect(key).toMatch(/^[\w-]{43}$/);
      expect(Object.keys(rest).sort()).toEqual(['_id', 'expire', 'points']);
    }
    const indexes = await records.indexes();
    expect(indexes).toContainEqual(
      expect.objectContaining({ key: { expire: 1 }, expireAfterSeconds: 0 }),
    );
    expect(indexes).toContainEqual(expect.objectContaining({ key: { key: 1 }, unique: true }));
    expect(await records.countDocuments({ expire: { $not: { $gt: new Date() } } })).toBe(0);
  });
});
