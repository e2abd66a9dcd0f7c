import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSealer, createTestClock } from '../base/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { moveSecrets } from './connect/move-secrets.js';
import { createSealedStore, type SealedStore } from './sealed-store.js';
import { createSeats, seatOf, type Seats } from './seats.js';

const keyOf = (seat: string) => `moodle:${seat}`;
const first = { platformId: 'lms', deploymentId: 'first' };
const second = { platformId: 'lms', deploymentId: 'second' };

let store: TestStore;
let secrets: SealedStore;
let seats: Seats;
let deployments: { deploymentId: string }[];
let isOneTenant: boolean;

beforeAll(async () => {
  store = await startTestStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await store.connection.collection('grade_connections').deleteMany({});
  deployments = [first, second];
  isOneTenant = false;
  secrets = createSealedStore({
    connection: store.connection,
    sealer: createSealer([new Uint8Array(32).fill(7)]),
    clock: createTestClock(new Date('2026-05-04T09:00:00Z')),
  });
  const lti = {
    platforms: { find: () => Promise.resolve({ isOneTenant }) },
    deployments: { list: () => Promise.resolve(deployments) },
  };
  seats = createSeats({ secrets, lti: lti as never });
});

const tokenFor = async (of: typeof first) => (await seats.find(keyOf, of))?.secret['token'];

describe('a token of one deployment among several', () => {
  it('is nobody else’s, and nobody else’s comes in its place', async () => {
    await seats.save(keyOf, first, { token: 'of the first' });
    expect(await tokenFor(second)).toBeUndefined();
    await seats.save(keyOf, second, { token: 'of the second' });
    expect(await tokenFor(first)).toBe('of the first');
    await seats.remove(keyOf, second);
    expect(await tokenFor(first)).toBe('of the first');
  });

  it('comes before the platform’s, which others go on using when one has given it up', async () => {
    await secrets.save(keyOf('lms'), { token: 'of an earlier version' });
    expect(await tokenFor(first)).toBe('of an earlier version');
    await seats.save(keyOf, first, { token: 'own' });
    expect(await tokenFor(first)).toBe('own');
    await seats.remove(keyOf, first);
    expect(await tokenFor(first)).toBeUndefined();
    expect(await tokenFor(second)).toBe('of an earlier version');
  });

  it('goes along where its registration is continued by another', async () => {
    await seats.save(keyOf, first, { token: 'of the first' });
    await seats.save(keyOf, second, { token: 'of the second' });
    const takeover = { from: 'lms', to: 'older', deployments: { first: 'kept' } };
    await moveSecrets(secrets, takeover);
    await moveSecrets(secrets, takeover);
    const at = (deploymentId: string) => tokenFor({ platformId: 'older', deploymentId });
    expect([await at('kept'), await at('second')]).toEqual(['of the first', 'of the second']);
    expect(await tokenFor(first)).toBeUndefined();
  });
});

describe('a token of the only deployment', () => {
  it('takes the place of the platform’s, and is gone when it is given up', async () => {
    deployments = [first];
    await secrets.save(keyOf('lms'), { token: 'of an earlier version' });
    await seats.save(keyOf, first, { token: 'own' });
    deployments = [first, second];
    expect(await tokenFor(second)).toBeUndefined();
    deployments = [first];
    await seats.remove(keyOf, first);
    expect(await tokenFor(first)).toBeUndefined();
  });
});

describe('a token of deployments that are one institution', () => {
  it('is all of theirs', async () => {
    isOneTenant = true;
    await seats.save(keyOf, first, { token: 'of both' });
    expect(await tokenFor(second)).toBe('of both');
    expect(await seats.seatToKeep(second)).toBe('lms');
    expect(seatOf(second)).toBe('lms/second');
  });
});
