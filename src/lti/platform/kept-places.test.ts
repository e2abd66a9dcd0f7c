import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestClock } from '../../base/index.js';
import { startTestStore, type TestStore } from '../../store/index.js';
import { createDeploymentStore } from './deployment-store.js';
import { KEPT_MS, keepPlaces } from './kept-places.js';
import { createPlatformStore } from './platform-store.js';

const ISSUER = 'https://moodle.example.edu';
const clock = createTestClock(new Date('2026-05-04T09:00:00Z'));
const time = { ms: 0 };

let store: TestStore;
beforeAll(async () => {
  store = await startTestStore();
});
afterAll(() => store.close());

const open = () =>
  keepPlaces(
    createPlatformStore(store.connection, clock),
    createDeploymentStore(store.connection),
    () => time.ms,
  );

/** Two processes on one store. */
let [here, elsewhere] = [] as unknown as ReturnType<typeof open>[];
let platformId: string;
let number = 0;
beforeEach(async () => {
  [here, elsewhere] = [open(), open()];
  const { id } = await here.platforms.add({
    name: 'Moodle',
    family: 'moodle',
    issuer: ISSUER,
    clientId: `client${(number += 1)}`,
    authorizationUrl: `${ISSUER}/auth`,
    tokenUrl: `${ISSUER}/token`,
    jwksUrl: `${ISSUER}/certs`,
  });
  platformId = id;
  await here.deployments.put({
    platformId,
    deploymentId: '1',
    status: 'approved',
    frameOrigins: [],
    firstSeenAt: clock.now(),
  });
});

/** How a platform and its deployment stand for whoever comes in. */
async function seenBy({ kept }: ReturnType<typeof open>) {
  const listed = await kept.findByIssuer(ISSUER);
  return {
    login: listed.find(({ id }) => id === platformId)?.status,
    platform: (await kept.find(platformId))?.status,
    deployment: (await kept.findDeployment(platformId, '1'))?.status,
    launch: (await kept.findByLaunch(platformId, '1'))?.status,
  };
}
const IN = { login: 'active', platform: 'active', deployment: 'approved', launch: 'approved' };
const OUT = { login: 'disabled', platform: 'disabled', deployment: 'refused', launch: 'refused' };

async function switchOff({ platforms, deployments }: ReturnType<typeof open>): Promise<void> {
  await platforms.change(platformId, { status: 'disabled' });
  await deployments.setStatus(platformId, '1', 'refused');
}

describe('platforms and deployments that are kept for the way in', () => {
  it('are off at once in the process that switched them off', async () => {
    expect(await seenBy(here!)).toEqual(IN);
    await switchOff(here!);
    expect(await seenBy(here!)).toEqual(OUT);
  });

  it('are off within seconds in another, and at once for a launch and for whoever decides', async () => {
    expect(await seenBy(here!)).toEqual(IN);
    await switchOff(elsewhere!);
    expect((await here!.platforms.find(platformId))?.status).toBe('disabled');
    expect((await here!.deployments.find(platformId, '1'))?.status).toBe('refused');
    expect(await seenBy(here!)).toEqual(IN);
    time.ms += KEPT_MS;
    expect(await seenBy(here!)).toEqual(OUT);
  });

  it('are read afresh by a launch, and kept for the page that follows', async () => {
    expect(await seenBy(here!)).toEqual(IN);
    await switchOff(elsewhere!);
    expect((await here!.kept.findNow(platformId))?.status).toBe('disabled');
    expect((await here!.kept.find(platformId))?.status).toBe('disabled');
  });

  it('let nobody wait who was switched on again elsewhere', async () => {
    await switchOff(here!);
    expect(await seenBy(here!)).toEqual(OUT);
    await elsewhere!.platforms.change(platformId, { status: 'active' });
    await elsewhere!.deployments.setStatus(platformId, '1', 'approved');
    expect(await seenBy(here!)).toMatchObject({
      platform: 'active',
      deployment: 'approved',
      launch: 'approved',
    });
  });

  it('are gone where they were removed', async () => {
    expect(await seenBy(here!)).toEqual(IN);
    await here!.deployments.remove(platformId, '1');
    await here!.platforms.remove(platformId);
    expect(await seenBy(here!)).toEqual({});
  });
});
