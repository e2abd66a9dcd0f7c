import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/base/index.js';
import { createLaurel } from '../../src/app.js';
import { connect, toStore } from '../../src/store/open-store.js';
import type { TestStore } from '../../src/store/index.js';
import { sharedWorkers, startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';
import {
  installWithBadge,
  recordsOf,
  reinstall,
  sure,
  type Installed,
} from '../features/succession/reinstalled.js';
import { startStoreProxy } from './store-proxy.js';

/** More than a succession writes: the last round kills nobody. Each of the first writes is tried, then every fifth. */
const MOST_WRITES = 400;
const EACH_UP_TO = 24;

let laurel: TestLaurel;
let open: Installed;
beforeAll(async () => {
  laurel = await startTestLaurel();
  open = await installWithBadge('moodle', laurel);
});
afterAll(async () => {
  await open.platform.close();
  await laurel.close();
});

/** Another process on the same store. */
async function startWorker() {
  const proxy = await startStoreProxy((laurel.store as TestStore).url);
  const connection = await connect(proxy.url, laurel.store.connection.name);
  const store = { ...toStore(connection, () => proxy.close()), buildIndexes: async () => {} };
  const worker = await createLaurel(laurel.settings, createLogger('silent'), {
    store,
    workers: sharedWorkers(),
  });
  const end = async () => {
    await connection.destroy(true);
    await worker.close();
    await proxy.close();
  };
  return { ...worker, proxy, end };
}

/** Everything that a registration anew gathers before it is joined: people, a draft, tokens, a badge column. */
async function reinstallWithRecords(round: number) {
  const again = await reinstall(laurel, open);
  const { browser } = await again.enter('teacher');
  const empty = await browser.get(`${laurel.url}/course/new`);
  await browser.submit(empty, { name: `Draft ${round}`, do: 'save' }, '/course/new');
  await again.enter('learner1');
  await again.enter(`learner${(round % 9) + 3}`);
  const { connection } = laurel.store;
  const row = { facts: {}, savedAt: new Date() };
  const sealed = laurel.sealer.seal(
    JSON.stringify({ token: `token ${round}` }),
    `grades moodle:${again.platformId}`,
  );
  await connection
    .collection<{ _id: string; sealed: string }>('grade_connections')
    .insertOne({ _id: `moodle:${again.platformId}`, ...row, sealed });
  return again;
}

/** The old platform's world, without what a launch writes anew each time. */
async function worldOf() {
  const { platformId } = open.course;
  const all = await recordsOf(laurel, platformId);
  const count = (name: string) => all[name]!.length;
  const ids = ['awards', 'credentials', 'rules', 'achievements', 'people', 'members'];
  const twice = ids.filter((name) => {
    const keys = all[name]!.map((row) =>
      JSON.stringify(row['personKey'] ?? row['userId'] ?? row['_id']),
    );
    return new Set(keys).size !== keys.length;
  });
  return { twice, awards: all['awards'], credentials: all['credentials'], people: count('people') };
}

describe('a succession whose worker is killed at any of its writes', () => {
  it('is finished by another: everything once, nothing left behind', async () => {
    const { platformId: oldId } = open.course;
    const first = await worldOf();
    expect(first.awards).toHaveLength(1);
    const steps: string[] = [];
    let round = 0;
    for (let write = 1; write < MOST_WRITES; write += write < EACH_UP_TO ? 1 : 5) {
      round += 1;
      const again = await reinstallWithRecords(round);
      const wish = { freshId: again.platformId, oldId };
      const { digest, doubts } = await laurel.successions.preview(wish);
      expect(doubts).toEqual([]);
      const worker = await startWorker();
      let step: string | null = null;
      let death: Promise<void> | null = null;
      worker.proxy.arm({ write, when: write % 2 === 0 ? 'after' : 'before' }, () => {
        step = worker.proxy.writes.at(-1) ?? '';
        death = worker.end();
      });
      const left = await worker.successions.continue(wish, sure(digest)).then(
        () => null,
        (error: unknown) => ({ error }),
      );
      await (death ?? worker.end());
      if (step === null && left) throw left.error;
      // A dead worker's lease is in nobody's way for long.
      await laurel.store.connection.collection('leases').deleteMany({});
      await laurel.successions.finish();
      const fresh = await laurel.lti.platforms.find(again.platformId);
      if (fresh?.continuedBy === undefined) {
        // It died before anything was written down: nothing was done.
        const { digest: shown } = await laurel.successions.preview(wish);
        await laurel.successions.continue(wish, sure(shown));
      }
      const words = `killed at ${step ?? 'nothing'} (${write})`;
      const remains = await recordsOf(laurel, again.platformId);
      expect(
        Object.entries(remains).filter(([, rows]) => rows.length > 0),
        words,
      ).toEqual([]);
      const now = await worldOf();
      expect(now.twice, words).toEqual([]);
      expect([now.awards, now.credentials], words).toEqual([first.awards, first.credentials]);
      const platform = await laurel.lti.platforms.find(oldId);
      expect(platform?.clientId, words).toBe(again.tool.clientId);
      expect(
        (await laurel.lti.deployments.list(oldId)).map(({ launchIds }) => launchIds),
        words,
      ).toEqual([[again.tool.deploymentId]]);
      const joined = { action: 'platform.continued', platformId: oldId };
      expect(await laurel.audit.list(joined), words).toHaveLength(round);
      const kept = laurel.store.connection.collection<{ _id: string }>('grade_connections');
      expect(await kept.find({}).toArray(), words).toMatchObject([{ _id: `moodle:${oldId}` }]);
      if (step === null) break;
      steps.push(step);
    }
    // The last round was finished by the worker itself.
    expect(steps).toHaveLength(round - 1);
    const collections = new Set(steps.map((step) => step.split(' ')[1]));
    expect([...collections].sort()).toEqual(
      expect.arrayContaining([
        ...['lti_contexts', 'lti_deployments', 'lti_platforms', 'people', 'successions'],
      ]),
    );
  }, 400_000);
});
