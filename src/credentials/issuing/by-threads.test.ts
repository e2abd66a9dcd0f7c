import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { createSigningThreads, type SigningThreads } from '../signing/threads/signing-threads.js';
import { startThread } from '../signing/threads/start-thread.js';
import {
  makeCredentials,
  orderOf,
  store,
  useFreshCredentials,
} from '../testing/use-credentials.js';

useFreshCredentials();

const SIZE = 120;
const WITHIN_MS = 300_000;

let threads: SigningThreads | undefined;
afterEach(() => threads?.close());

/** Threads that can sign, and how many batches each was handed and signed. */
async function startThreads(most: number) {
  const workers: Worker[] = [];
  const signed: (number | null)[] = [];
  const made = createSigningThreads({
    most,
    onDiffers: (id) => expect.fail(id),
    start: () => {
      const worker = startThread();
      workers.push(worker);
      return worker;
    },
  });
  threads = made;
  expect(await made.warm()).toBe(most);
  const watched: SigningThreads = {
    ...made,
    async sign(batch) {
      const texts = await made.sign(batch);
      signed.push(texts?.length ?? null);
      return texts;
    },
  };
  return { workers, signed, made, watched };
}

const orders = () =>
  Array.from({ length: SIZE }, (_, n) => orderOf(`award-${n}`, { personId: `person-${n}` }));

async function expectEachOnce(credentials: ReturnType<typeof makeCredentials>): Promise<void> {
  const rows = await store.connection.collection('credentials').find({}).toArray();
  expect(rows).toHaveLength(SIZE);
  expect(new Set(rows.map(({ awardId }) => awardId as string)).size).toBe(SIZE);
  for (const { json } of rows.slice(0, 3))
    expect(await credentials.verify(json as string)).toMatchObject({ verdict: 'valid' });
}

describe('issuing by threads', () => {
  it(
    'gives badges that verify, each once, however often',
    async () => {
      const { signed, watched } = await startThreads(2);
      const credentials = makeCredentials({ threads: watched });
      const issued = await credentials.issueBatch(orders());
      expect(signed).toEqual([SIZE]);
      expect(await credentials.issueBatch(orders())).toEqual(issued);
      await expectEachOnce(credentials);
    },
    WITHIN_MS,
  );

  it(
    'gives each badge once where the thread is killed in the middle of a batch',
    async () => {
      const { workers, signed, watched } = await startThreads(1);
      const killing: SigningThreads = {
        ...watched,
        async sign(batch) {
          const signing = watched.sign(batch);
          await workers[0]!.terminate();
          return signing;
        },
      };
      const credentials = makeCredentials({ threads: killing });
      expect(await credentials.issueBatch(orders())).toHaveLength(SIZE);
      expect(signed).toEqual([null]);
      await expectEachOnce(credentials);
    },
    WITHIN_MS,
  );

  it(
    'finishes what is being signed when it is closed',
    async () => {
      const { signed, watched } = await startThreads(1);
      const credentials = makeCredentials({ threads: watched });
      let isHanded: () => void = () => undefined;
      const handed = new Promise<void>((done) => (isHanded = done));
      const sign = watched.sign.bind(watched);
      Object.assign(watched, {
        sign: (batch: Parameters<typeof sign>[0]) => {
          const signing = sign(batch);
          isHanded();
          return signing;
        },
      });
      const issuing = credentials.issueBatch(orders());
      await handed;
      await credentials.close();
      expect(signed).toEqual([SIZE]);
      expect(await issuing).toHaveLength(SIZE);
      await expectEachOnce(credentials);
    },
    WITHIN_MS,
  );
});
