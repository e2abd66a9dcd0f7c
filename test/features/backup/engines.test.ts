import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restoreBackup, writeBackup } from '../../../src/backup/index.js';
import { createLogger, createTestClock, type Settings } from '../../../src/base/index.js';
import { openStore, startTestStore, type Store, type TestStore } from '../../../src/store/index.js';
import { findMongod } from '../../support/mongo/find-mongod.js';
import { startReplicaSet, type ReplicaSet } from '../../support/mongo/replica-set.js';

const mongod = await findMongod(false);
const clock = createTestClock(new Date('2026-05-04T09:00:00Z'));
const masterKeys = [Buffer.alloc(32, 7)];
const settings = { publicUrl: 'https://badges.example.edu' };

const ROWS = 3_000;

/** Without a mongod on PATH, and none that MONGOD names, this is not run. */
describe.skipIf('why' in mongod)('a backup between the embedded store and a MongoDB', () => {
  let folder: string;
  let set: ReplicaSet;
  let mongo: Store;
  let embedded: TestStore;
  const deps = ({ connection }: Store) => ({ connection, clock, settings, masterKeys });
  const openOn = (database: string): Promise<Store> => {
    const url = new URL(set.url);
    url.pathname = `/${database}`;
    const where = { mongodbUrl: url.href, dataDir: folder } satisfies Partial<Settings>;
    return openStore(where, createLogger('silent'));
  };
  const rowsOf = async ({ connection }: Store) =>
    (await connection.collection('rows').find({}, { raw: true }).sort({ n: 1 }).toArray()).map(
      (row) => Buffer.from(row as never).toString('hex'),
    );

  /** Sets of tests keep no history; MongoDB's own default is five minutes. */
  const keepHistoryFor = (minSnapshotHistoryWindowInSeconds: number) =>
    mongo.connection.db?.admin().command({ setParameter: 1, minSnapshotHistoryWindowInSeconds });

  beforeAll(async () => {
    if ('why' in mongod) return;
    folder = await mkdtemp(path.join(tmpdir(), 'laurel-engines-'));
    set = await startReplicaSet(mongod.file, 1);
    mongo = await openOn('first');
    await keepHistoryFor(300);
    embedded = await startTestStore();
    const rows = Array.from({ length: ROWS }, (_, n) => ({ n, pair: 0, text: `ż${n}` }));
    await mongo.connection.collection('rows').insertMany(rows);
    await mongo.connection.collection('rows').createIndex({ n: 1 }, { unique: true });
    await mongo.connection.collection('rows_too').insertMany(rows.map(({ n }) => ({ n, pair: 0 })));
  });
  afterAll(async () => {
    await mongo.close();
    await embedded.close();
    await set.stop();
    await rm(folder, { recursive: true });
  });

  it('reads a replica set as it was at one moment, while others write', async () => {
    let isOver = false;
    const { connection } = mongo;
    // Both collections are changed one after the other, the first one first: a snapshot has never the second one ahead.
    const writing = (async () => {
      for (let pair = 1; !isOver; pair += 1) {
        await connection.collection('rows').updateOne({ n: ROWS - 1 }, { $set: { pair } });
        await connection.collection('rows_too').updateOne({ n: ROWS - 1 }, { $set: { pair } });
      }
    })();
    try {
      await writeBackup(deps(mongo), { file: path.join(folder, 'set'), version: '0.1.0' });
    } finally {
      isOver = true;
      await writing;
    }
    await restoreBackup(deps(embedded), { file: path.join(folder, 'set') });
    const [one, two] = await Promise.all(
      ['rows', 'rows_too'].map((of) => embedded.connection.collection(of).findOne({ n: ROWS - 1 })),
    );
    const [first, second] = [Number(one?.['pair']), Number(two?.['pair'])];
    expect([first, first - 1]).toContain(second);
    expect(await embedded.connection.collection('rows').countDocuments()).toBe(ROWS);
    const indexes = await embedded.connection.collection('rows').indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { n: 1 }, unique: true }));
  });

  it('goes from the embedded store into another database of the set, byte for byte', async () => {
    await writeBackup(deps(embedded), { file: path.join(folder, 'embedded'), version: '0.1.0' });
    const second = await openOn('second');
    await restoreBackup(deps(second), { file: path.join(folder, 'embedded') });
    expect(await rowsOf(second)).toEqual(await rowsOf(embedded));
    await second.close();
  });
});
