import { generateKeyPairSync } from 'node:crypto';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IssueOrder } from '../../credential/order.js';
import type { Issuer } from '../../issuer/issuer.js';
import type { SigningKey } from '../../issuer/issuer-key.js';
import { createDraw } from '../../issuing/randomness.js';
import { encodeEd25519Multikey } from '../../verify/multibase.js';
import { createBadgeSigner } from '../badge-signer.js';
import { createSignBatch } from '../sign-batch.js';
import { createSigningThreads, type SigningThreads } from './signing-threads.js';
import { startThread } from './start-thread.js';
import type { SigningBatch } from './thread-messages.js';

const ORIGIN = 'https://badges.example.edu';
const issuer: Issuer = {
  id: 'default',
  profileId: 'did:web:badges.example.edu',
  name: 'Example University',
  url: 'https://example.edu',
};

function makeKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  const multikey = encodeEd25519Multikey(Buffer.from(x ?? '', 'base64url'));
  const controller = issuer.profileId;
  return { id: `${controller}#${multikey}`, controller, algorithm: 'Ed25519', privateKey };
}

const drawFor = createDraw();
const orderOf = (at: number, over: Partial<IssueOrder> = {}): IssueOrder => ({
  awardId: `award-${at}`,
  personId: `person-${at}`,
  achievement: {
    id: `${ORIGIN}/achievements/net/1`,
    version: '1',
    name: 'Networking',
    description: 'Design small networks.',
    criteria: { narrative: 'Score 70 %.' },
    achievementType: 'MicroCredential',
  },
  validFrom: new Date('2026-05-04T09:00:00Z'),
  recipient: {
    identity: { type: 'emailAddress', value: `learner${at}@example.edu` },
    verifiedName: `Zażółć ${at}`,
  },
  ...over,
});

function batchOf(key: SigningKey, size: number, over: Partial<IssueOrder> = {}): SigningBatch {
  const orders = Array.from({ length: size }, (_, at) => orderOf(at, over));
  const draws = orders.map(({ recipient }, index) =>
    drawFor(recipient.identity, { listId: 'list', index }, ORIGIN),
  );
  return { issuer, key, orders, draws, created: '2026-05-04T09:00:00Z' };
}

const here = () =>
  createBadgeSigner({ error: (...args: unknown[]) => expect.fail(JSON.stringify(args)) });
/** What this thread signs by itself: Ed25519 gives the same signature for the same badge and key. */
const signHere = createSignBatch(here(), createSigningThreads({ most: 0, onDiffers: () => 0 }));

describe('threads that sign', () => {
  let threads: SigningThreads;
  const started: Worker[] = [];
  let lost = 0;
  beforeAll(async () => {
    threads = createSigningThreads({
      most: 2,
      onDiffers: (id) => expect.fail(id),
      onLost: () => (lost += 1),
      start: () => {
        const thread = startThread();
        started.push(thread);
        return thread;
      },
    });
    expect(await threads.warm()).toBe(2);
  }, 300_000);
  afterAll(() => threads.close());

  it('give the badges that this thread gives, of several keys, several batches at a time', async () => {
    const keys = [makeKey(), makeKey()];
    const batches = [0, 1, 2, 3, 4].map((n) => batchOf(keys[n % 2]!, 30 + n));
    const signed = await Promise.all(batches.map((batch) => threads.sign(batch)));
    for (const [n, batch] of batches.entries()) expect(signed[n]).toEqual(await signHere(batch));
  });

  it('hand back what they cannot sign: this thread tells what is wrong with it', async () => {
    const refused = batchOf(makeKey(), 30, { validUntil: new Date(0) });
    expect(await threads.sign(refused)).toBeNull();
    await expect(createSignBatch(here(), threads)(refused)).rejects.toMatchObject({
      code: 'credential_not_well_formed',
    });
  });

  it('leave each badge of a batch once where one is killed in the middle of it', async () => {
    const sign = createSignBatch(here(), threads);
    const batches = [0, 1].map(() => batchOf(makeKey(), 800));
    const ended = new Promise((done) => started[0]!.once('exit', done));
    const signing = Promise.all(batches.map(sign));
    await started[0]!.terminate();
    await ended;
    const texts = await signing;
    for (const [n, batch] of batches.entries()) expect(texts[n]).toEqual(await signHere(batch));
    expect(lost).toBe(1);
    // What is left signs on.
    const after = batchOf(makeKey(), 30);
    expect(await threads.sign(after)).toEqual(await signHere(after));
  });

  it('are waited for at the end, and begin no more', async () => {
    const batch = batchOf(makeKey(), 500);
    const signing = threads.sign(batch);
    await threads.close();
    expect(await signing).toEqual(await signHere(batch));
    expect(await threads.sign(batch)).toBeNull();
    expect(await threads.warm()).toBe(0);
  });
});

describe('createSignBatch', () => {
  it('signs few badges where it is', async () => {
    const none: SigningThreads = {
      sign: () => expect.fail('handed over'),
      warm: () => Promise.resolve(0),
      close: () => Promise.resolve(),
    };
    const batch = batchOf(makeKey(), 5);
    expect(await createSignBatch(here(), none)(batch)).toEqual(await signHere(batch));
  });
});
