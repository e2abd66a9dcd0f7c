import type { Connection } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { createAudit } from '../../audit/index.js';
import { createLogger, createSealer, createTestClock, omitUndefined } from '../../base/index.js';
import { startBuiltStore, type TestStore } from '../../store/index.js';
import { createWorkers } from '../../workers/index.js';
import { createCredentials } from '../create-credentials.js';
import type { Credentials } from '../credentials.js';
import type { OpenBadgeCredential } from '../credential/open-badge.js';
import type { IssueOrder } from '../credential/order.js';

export const PUBLIC_URL = 'https://badges.example.edu';

/** What the settings say of the operator's issuer. */
export const operator = {
  publicUrl: PUBLIC_URL,
  issuerName: 'Example University',
  issuerUrl: 'https://example.edu',
};

const workers = createWorkers({ log: createLogger('silent') });

export let clock: ReturnType<typeof createTestClock>;

export let store: TestStore;

/** Badges of `store` as one process of the tool has them. */
export let credentials: Credentials;

/** The same as another process has them, or with a setting or a dependency of its own. */
export function makeCredentials(
  over: Partial<Parameters<typeof createCredentials>[0]> & {
    readonly connection?: Connection;
  } = {},
): Credentials {
  const { connection = store.connection } = over;
  return createCredentials({
    usage: { count: () => undefined, countAnswer: () => undefined },
    connection,
    clock,
    settings: operator,
    log: { error: (...args: unknown[]) => expect.fail(JSON.stringify(args)) },
    workers,
    events: { tell: () => undefined },
    sealer: createSealer([new Uint8Array(32).fill(7)]),
    audit: createAudit({ connection, clock }),
    outbound: { fetch: () => Promise.reject(new Error('no way out')) },
    page: (res, view, model) => void res.type('html').send(JSON.stringify({ view, model })),
    viewer: (req) => req.get('x-person') ?? null,
    ...over,
  });
}

async function open(): Promise<void> {
  clock = createTestClock();
  store = await startBuiltStore('credentials');
  credentials = makeCredentials();
  await store.buildIndexes();
}

/** Credentials on a store of their own, for all tests of a file. */
export function useCredentials(): void {
  beforeAll(open);
  afterAll(() => store.close());
}

/** Credentials on another store for each test, for tests that count what is in it. */
export function useFreshCredentials(): void {
  beforeEach(open);
  afterEach(() => store.close());
}

export const ACHIEVEMENT = `${PUBLIC_URL}/achievements/net/1`;

/** A badge to be issued to Ada by her mail address. */
export function orderOf(awardId: string, over: Partial<IssueOrder> = {}): IssueOrder {
  return {
    awardId,
    personId: 'person-1',
    validFrom: clock.now(),
    achievement: {
      id: ACHIEVEMENT,
      version: '1',
      name: 'Networking Fundamentals',
      description: 'The earner can design small networks.',
      criteria: { narrative: 'Score at least **70%** in the final assessment.' },
      achievementType: 'MicroCredential',
      image: { id: `${ACHIEVEMENT}/image.png`, caption: 'A green badge' },
      tag: ['networking', 'tcp/ip'],
      resultDescription: [
        {
          id: `${ACHIEVEMENT}#result`,
          name: 'Final assessment',
          resultType: 'Percent',
          valueMin: '0',
          valueMax: '100',
          requiredValue: '70',
        },
      ],
    },
    recipient: recipientOf('Ada Żółć'),
    ...over,
  };
}

/** @param verifiedName as the learning platform knows it; undefined: the badge names nobody */
export const recipientOf = (verifiedName?: string): IssueOrder['recipient'] =>
  omitUndefined({
    identity: { type: 'emailAddress' as const, value: 'Ada@Example.edu' },
    verifiedName,
  });

/** What was signed, read. */
export const badgeOf = ({ json }: { readonly json: string }) =>
  JSON.parse(json) as OpenBadgeCredential & { proof: [{ verificationMethod: string }] };

/** The id of the key that signed a badge. */
export const keyOf = (badge: { readonly json: string }): string =>
  badgeOf(badge).proof[0].verificationMethod;

/** The place in a status list that each badge of the store has. */
export async function placesTaken(): Promise<string[]> {
  const all = await store.connection.collection('credentials').find({}).toArray();
  return all.map(({ statusListId, statusListIndex }) => `${statusListId}#${statusListIndex}`);
}
