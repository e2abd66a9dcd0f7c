import { describe, expect, it } from 'vitest';
import { listFirstSteps } from './first-steps.js';

const OPERATOR = { actor: 'operator', platformId: null, deploymentId: null, cameFrom: null };
const at = (day: number) => ({ createdAt: new Date(Date.UTC(2026, 10, day)) });

interface World {
  readonly isKept?: boolean;
  readonly sent?: object;
  readonly failed?: object;
  readonly missing?: readonly string[];
  readonly family?: string;
  readonly connected?: readonly string[];
  readonly ticked?: readonly string[];
}

/** The steps of an operator with two platforms, by their names. */
async function stepsIn(world: World) {
  const { isKept = false, sent, failed, missing = [], family = 'moodle' } = world;
  const { connected = [], ticked = [] } = world;
  const deps = {
    credentials: { issuers: { missing: () => Promise.resolve(missing) } },
    mail: {
      health: () => Promise.resolve({ isKept }),
      list: ({ state }: { state: string }) =>
        Promise.resolve([state === 'sent' ? sent : failed].filter((one) => one !== undefined)),
    },
    lti: {
      deployments: {
        list: (id: string) => Promise.resolve([{ platformId: id, deploymentId: 'd' }]),
      },
    },
    grades: {
      connections: {
        isConnected: ({ platformId }: { platformId: string }) =>
          Promise.resolve(connected.includes(platformId)),
      },
    },
    steps: {
      find: (id: string) => Promise.resolve(ticked.includes(id) ? new Date(0) : null),
    },
  };
  const platforms = ['a', 'b'].map((id) => ({ id, name: id, family, status: 'active' }));
  const steps = await listFirstSteps(deps as never, OPERATOR, platforms as never);
  return Object.fromEntries(steps.map((step) => [step.name, step]));
}

describe('the first steps', () => {
  it.each([
    ['none', false, { isKept: true }],
    ['untried', true, {}],
    ['done', true, { sent: at(2), failed: at(1) }],
    ['failed', false, { sent: at(1), failed: at(2) }],
    ['failed', false, { failed: at(1) }],
  ])('call mail %s (done: %s) where the outbox tells %j', async (found, isDone, world) => {
    expect((await stepsIn(world)).mail).toMatchObject({ found, isDone });
  });

  it.each([
    ['todo', false, { connected: ['a'] }],
    ['done', true, { connected: ['a', 'b'] }],
    ['notNeeded', true, { ticked: ['sources'] }],
    ['todo', false, { ticked: ['sources:a'] }],
    ['lti', true, { family: 'other' }],
  ])('call native grades %s (done: %s) with %j', async (found, isDone, world) => {
    expect((await stepsIn(world)).sources).toMatchObject({ found, isDone });
  });

  it('lead to the issuer’s page while its profile is not whole', async () => {
    expect((await stepsIn({})).issuer).toEqual({ name: 'issuer', isDone: true, found: 'done' });
    expect((await stepsIn({ missing: ['name'] })).issuer).toMatchObject({
      isDone: false,
      next: '/admin/issuer',
    });
  });
});
