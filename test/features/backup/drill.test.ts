import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { releaseCommand, restoreBackup, writeBackup } from '../../../src/backup/index.js';
import { listJobs } from '../../../src/jobs.js';
import { startTestStore } from '../../../src/store/index.js';
import {
  listEarlierStores,
  openEarlierStore,
  startEarlierPlatforms,
  type EarlierLaurel,
  type EarlierPlatforms,
} from '../../support/earlier-store.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

/**
 * The drill: a store that an earlier version wrote and today's uses, a backup, an accident hours later, an empty
 * machine. It has what was in the backup; what went out after it does not go out again by itself.
 */
const [name = ''] = listEarlierStores();
let earlier: EarlierLaurel;
let platforms: EarlierPlatforms;
let restored: TestLaurel;
let folder: string;

const masterKeys = () => [Buffer.from(earlier.written.masterKey, 'base64')];
const moodleCourse = () => ({
  platformId: earlier.written.platforms.moodle,
  deploymentId: platforms.moodle.tools[0]?.deploymentId ?? '',
  contextId: platforms.moodle.course.contextId,
});
const countsOf = async ({ connection }: TestLaurel) => {
  const listed = (await connection.db?.listCollections().toArray()) ?? [];
  const counts = await Promise.all(
    listed.map(async (of) => [of.name, await connection.collection(of.name).countDocuments()]),
  );
  return Object.fromEntries(counts) as Record<string, number>;
};
const stateOfMails = async (laurel: TestLaurel) => {
  const mails = await laurel.connection.collection('mails').find().toArray();
  return mails.map(({ key, state }) => `${String(key)} ${String(state)}`).sort();
};
const sentTo = (laurel: TestLaurel) => laurel.mail.list({ state: 'pending' });
const posted = () => platforms.moodle.requests.filter(({ method }) => method === 'POST').length;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'laurel-drill-'));
  earlier = await openEarlierStore(name);
  // ltijs goes by the machine's clock: it has to be of the same hour as the store's.
  vi.useFakeTimers({ toFake: ['Date'], now: earlier.clock.now() });
  platforms = await startEarlierPlatforms(name, earlier);
});
afterAll(async () => {
  await platforms.close();
  await earlier.laurel.close();
  await restored.close();
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

describe('a store that is restored on an empty machine', () => {
  let before: Record<string, number>;
  const file = () => path.join(folder, 'nightly');

  it('is backed up while it is in use', async () => {
    const { laurel, clock } = earlier;
    before = await countsOf(laurel);
    const deps = { connection: laurel.connection, clock, settings: laurel.settings };
    await writeBackup(
      { ...deps, masterKeys: masterKeys() },
      { file: file(), version: '0.1.0', passphrase: 'correct horse battery' },
    );
    // After the backup a learner passes: a badge, a score, a mail. All of that is lost with the machine.
    platforms.moodle.setGrade('learner4', platforms.moodle.tools[0]?.link.column ?? '', 95);
    const outcome = await laurel.checks.check(moodleCourse());
    expect(outcome).toMatchObject({ busy: false });
    expect(await countsOf(laurel)).not.toEqual(before);
  });

  it('has everything again, and every badge verifies as it did', async () => {
    const { clock, written } = earlier;
    const store = await startTestStore();
    const to = { connection: store.connection, clock, masterKeys: masterKeys() };
    await restoreBackup(to, { file: file(), passphrase: 'correct horse battery' });
    const env = { PUBLIC_URL: written.publicUrl, MASTER_KEY: written.masterKey };
    restored = await startTestLaurel({ store, clock, env });
    const counts = await countsOf(restored);
    expect(counts).toEqual({ ...before, store_holds: 1 });
    const badges = (await restored.connection
      .collection('credentials')
      .find()
      .toArray()) as unknown as { json: string; state: string }[];
    for (const { json, state } of badges)
      expect(await restored.credentials.verify(json)).toMatchObject({ state });
    // Whoever asks from outside finds issuer, status lists and badges where they were.
    const here = (route: string) => fetch(restored.url + route);
    expect((await here('/.well-known/did.json')).status).toBe(200);
    expect(await (await here('/.well-known/did.json')).json()).toEqual(
      await (await fetch(`${earlier.laurel.url}/.well-known/did.json`)).json(),
    );
    const [list] = await restored.connection.collection('statusLists').find().toArray();
    expect((await here(`/status/${String(list?._id)}`)).status).toBe(200);
    expect((await here(`/credentials/${written.shared['learner5'] ?? ''}`)).status).toBe(200);
    // Secrets open: the tool's own key signs a token for the platform, sealed mail can be read.
    const [mail] = await restored.mail.list({ state: 'pending' });
    if (mail) expect((await restored.mail.read(mail.key)).to).toContain('@');
  });

  it('sends nothing, reads nothing and gives nothing until the operator says so', async () => {
    const [mails, calls, had] = [
      await stateOfMails(restored),
      posted(),
      await restored.connection.collection('awards').countDocuments(),
    ];
    listJobs(restored);
    await restored.work.start();
    const outcome = await restored.checks.check(moodleCourse());
    expect(outcome).toMatchObject({ granted: 0, failure: { code: 'store_held' } });
    await restored.course.sendBadgeScores().catch(() => undefined);
    await restored.work.stop();
    expect(posted()).toBe(calls);
    expect(await stateOfMails(restored)).toEqual(mails);
    expect(await restored.connection.collection('awards').countDocuments()).toBe(had);
  });

  it('goes on without the mail that waited in the backup; what was lost is given again, once', async () => {
    const waited = await sentTo(restored);
    expect(waited.length).toBeGreaterThan(0);
    const lines: string[] = [];
    const print = (line: string) => void lines.push(line);
    const release = () => releaseCommand(['--without-mail'], { ...restored, print });
    expect(await release()).toBe(true);
    expect(lines[0]).toMatch(new RegExp(`^${waited.length} mails were set aside`));
    expect(await sentTo(restored)).toEqual([]);
    expect(await restored.audit.list({ action: 'store.released' })).toHaveLength(1);
    expect(await release()).toBe(true);
    expect(lines.at(-1)).toBe('Nothing is held back.');

    const badges = () => restored.connection.collection('credentials').countDocuments();
    const held = await badges();
    await restored.checks.check(moodleCourse());
    const given = await badges();
    expect(given).toBeGreaterThan(held);
    await restored.checks.check(moodleCourse());
    expect(await badges()).toBe(given);
    const keys = (await restored.mail.list({ state: 'pending' })).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
