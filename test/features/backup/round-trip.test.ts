import {
  appendFile,
  mkdtemp,
  open,
  readFile,
  readdir,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BSON, type Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backupCommand, restoreBackup, writeBackup } from '../../../src/backup/index.js';
import { createTestClock } from '../../../src/base/index.js';
import { startTestStore, type TestStore } from '../../../src/store/index.js';

const clock = createTestClock(new Date('2026-05-04T09:00:00Z'));
const settings = { publicUrl: 'https://badges.example.edu' };
const key = Buffer.alloc(32, 7);
const masterKeys = [key];
const version = '0.1.0';

/** One value of each kind that a document may hold. */
const EACH_TYPE: Document = {
  text: 'Zażółć 🎓 \u0000',
  int: new BSON.Int32(7),
  long: BSON.Long.fromString('9007199254740993'),
  double: new BSON.Double(7),
  decimal: BSON.Decimal128.fromString('1.10'),
  date: new Date(1_700_000_000_123),
  bytes: new BSON.Binary(Buffer.from([0, 255]), 0),
  id: new BSON.ObjectId('0123456789abcdef01234567'),
  pattern: new BSON.BSONRegExp('^a', 'i'),
  list: [1, null, { deep: [true] }],
  none: null,
};

let from: TestStore;
let folder: string;
const at = (name: string) => path.join(folder, name);
const depsOf = (store: TestStore) => ({
  connection: store.connection,
  clock,
  settings,
  masterKeys,
});

/** Each document of a store as bytes, by collection. */
async function contentsOf({ connection }: TestStore): Promise<Record<string, string[]>> {
  const contents: Record<string, string[]> = {};
  for (const { name } of (await connection.db?.listCollections().toArray()) ?? []) {
    if (name === 'store_holds') continue;
    const found = await connection.db?.collection(name).find({}, { raw: true }).toArray();
    contents[name] = (found ?? []).map((bytes) => Buffer.from(bytes as never).toString('hex'));
  }
  return contents;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'laurel-backup-'));
  from = await startTestStore();
  const { db } = from.connection;
  await db?.collection('types').insertOne({ ...EACH_TYPE, _id: 'one' as never });
  await db?.collection('types').createIndex({ text: 1 }, { unique: true, name: 'own_text' });
  await db
    ?.collection('types')
    .createIndex({ date: 1 }, { partialFilterExpression: { int: { $gt: 3 } }, name: 'own_date' });
  const many = Array.from({ length: 4_000 }, (_, n) => ({ n, body: 'x'.repeat(700) + n }));
  await db?.collection('many').insertMany(many);
  await db?.createCollection('empty');
});
afterAll(async () => {
  await from.close();
  await rm(folder, { recursive: true });
});

async function isRefused(file: string, code: string, more: object = {}): Promise<void> {
  const store = await startTestStore();
  try {
    const restoring = restoreBackup({ ...depsOf(store), ...more }, { file });
    await expect(restoring).rejects.toMatchObject({ name: 'BackupRefused', code });
    expect(await store.connection.db?.listCollections().toArray()).toEqual([]);
  } finally {
    await store.close();
  }
}

describe('a backup', () => {
  it('restores every document, of every type, and every index, into an empty store', async () => {
    const progress: string[] = [];
    const written = await writeBackup(
      { ...depsOf(from), onProgress: (name, count) => progress.push(`${name} ${count}`) },
      { file: at('plain'), version },
    );
    expect(progress).toEqual(['empty 0', 'many 4000', 'types 1']);
    expect(written.bytes).toBe((await stat(at('plain'))).size);
    expect((await stat(at('plain'))).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).sort()).toEqual(['plain']);

    const to = await startTestStore();
    await restoreBackup(depsOf(to), { file: at('plain') });
    expect(await contentsOf(to)).toEqual(await contentsOf(from));
    const indexesOf = ({ connection }: TestStore) => connection.db?.collection('types').indexes();
    expect(await indexesOf(to)).toEqual(await indexesOf(from));
    await to.close();
  });

  it('is encrypted with a passphrase, which restores it and no other does', async () => {
    const passphrase = 'correct horse battery';
    await writeBackup(depsOf(from), { file: at('sealed'), version, passphrase });
    await isRefused(at('sealed'), 'needs_passphrase');
    const to = await startTestStore();
    const wrong = restoreBackup(depsOf(to), { file: at('sealed'), passphrase: 'another phrase' });
    await expect(wrong).rejects.toMatchObject({ code: 'damaged' });
    expect(await contentsOf(to)).toEqual({});
    await restoreBackup(depsOf(to), { file: at('sealed'), passphrase });
    expect(await contentsOf(to)).toEqual(await contentsOf(from));
    await to.close();
  });

  it('is refused with a byte changed anywhere, cut off, or with more behind it', async () => {
    const whole = await readFile(at('plain'));
    const sealed = await readFile(at('sealed'));
    const lineEnd = whole.indexOf(0x0a);
    const places = [lineEnd + 1, lineEnd + 6, lineEnd + 40, whole.length >> 1, whole.length - 1];
    for (const place of places) {
      const changed = Buffer.from(whole);
      changed.writeUInt8((changed[place] ?? 0) ^ 1, place);
      await writeFile(at('changed'), changed);
      await isRefused(at('changed'), 'damaged');
    }
    // The first line, which says what is in the file, is bound to the rest.
    await writeFile(
      at('changed'),
      whole.toString('latin1').replace('"count":1,', '"count":0,'),
      'latin1',
    );
    await isRefused(at('changed'), 'damaged');
    for (const length of [lineEnd + 1, lineEnd + 3, whole.length >> 1, whole.length - 1]) {
      await writeFile(at('changed'), whole.subarray(0, length));
      await isRefused(at('changed'), 'damaged');
    }
    await writeFile(at('changed'), whole);
    await appendFile(at('changed'), 'x');
    await isRefused(at('changed'), 'damaged');
    expect(sealed.includes('Zażółć')).toBe(false);
  });

  it('is refused where it is of a later version, of another MASTER_KEY, or no backup', async () => {
    const whole = await readFile(at('plain'), 'latin1');
    await writeFile(
      at('later'),
      whole.replace('{"laurelBackup":1,', '{"laurelBackup":2,'),
      'latin1',
    );
    await isRefused(at('later'), 'newer');
    await isRefused(at('plain'), 'other_key', { masterKeys: [Buffer.alloc(32, 8)] });
    await writeFile(at('other'), 'SQLite format 3\n');
    await isRefused(at('other'), 'unknown_file');
    await writeFile(at('other'), Buffer.alloc(100));
    await isRefused(at('other'), 'damaged');
  });

  it('restores with a new MASTER_KEY before the one it was made with', async () => {
    const to = await startTestStore();
    const deps = { ...depsOf(to), masterKeys: [Buffer.alloc(32, 9), key] };
    await expect(restoreBackup(deps, { file: at('plain') })).resolves.toBeDefined();
    await to.close();
  });

  it('never takes the place of a file, and is not restored into a store that holds anything', async () => {
    const before = await readFile(at('plain'));
    const again = writeBackup(depsOf(from), { file: at('plain'), version });
    await expect(again).rejects.toMatchObject({ code: 'exists' });
    expect((await readFile(at('plain'))).equals(before)).toBe(true);
    const had = await contentsOf(from);
    const into = restoreBackup(depsOf(from), { file: at('plain') });
    await expect(into).rejects.toMatchObject({ code: 'not_empty' });
    expect(await contentsOf(from)).toEqual(had);
  });
});

describe('the command', () => {
  const run = async (store: TestStore, args: string[], env: NodeJS.ProcessEnv = {}) => {
    const lines: string[] = [];
    const print = (line: string) => void lines.push(line);
    const isDone = await backupCommand(args, { ...depsOf(store), version, env, print });
    return { isDone, lines };
  };

  it('backs up and restores, says what it does, and takes no passphrase as an argument', async () => {
    const secret = at('passphrase');
    await (await open(secret, 'w')).close();
    await writeFile(secret, 'from a file, 12 and more\n');
    const made = await run(from, ['backup', at('by-command'), '--passphrase-file', secret]);
    expect(made.lines.at(-2)).toMatch(/^4001 documents were written to .*\(\d+ bytes, encrypted\)/);
    const to = await startTestStore();
    const env = { BACKUP_PASSPHRASE: 'from a file, 12 and more' };
    const { lines } = await run(to, ['restore', at('by-command')], env);
    expect(lines).toContain('The store is as it was at 2026-05-04T09:00:00.000Z.');
    expect(lines[0]).toBe('The file is whole: 4001 documents.');
    await to.close();
    expect(await run(from, ['backup', at('x'), '--passphrase', 'abc'])).toMatchObject({
      isDone: false,
    });
    expect(await run(from, ['backup'])).toMatchObject({ isDone: false });
    const short = run(from, ['backup', at('x')], { BACKUP_PASSPHRASE: 'short' });
    await expect(short).rejects.toMatchObject({ code: 'needs_passphrase' });
  });
});
