import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { createLaurel } from '../../src/app.js';
import { createLogger, parseSettings } from '../../src/base/index.js';
import { connect } from '../../src/store/open-store.js';
import { launch, startCanvasLike, startMoodleLike } from '../support/lms/index.js';
import { startProxy } from '../support/round-robin.js';
import { startProcess, type Program } from './processes.js';

/** What is to be ended after a test, the last of it first. */
export type Closing = (() => Promise<unknown>)[];

/** A database of its own on a MongoDB: its name stands in the URL's path. */
const databaseAt = (url: string): string =>
  url.replace(/\/(\?|$)/, `/laurel_two_${randomBytes(6).toString('hex')}$1`);

/**
 * Two tool processes on one store behind a proxy, and a platform that knows the proxy alone.
 * @param mongoUrl of a MongoDB, which gets a database for this; without one the store is the embedded one
 * @param program what is run, where it is not the sources
 */
export async function openWorld(
  closing: Closing,
  kind: 'moodle' | 'canvas',
  mongoUrl?: string,
  program?: Program,
) {
  const mongo = mongoUrl ? databaseAt(mongoUrl) : '';
  const dataDir = await mkdtemp(path.join(tmpdir(), 'laurel-two-'));
  // The store's own process may still be putting its files in order when the one that started it is killed.
  const tidy = { recursive: true, force: true, maxRetries: 50, retryDelay: 100 };
  closing.push(() => rm(dataDir, tidy));
  const proxy = await startProxy();
  closing.push(() => proxy.close());
  const platform = kind === 'moodle' ? await startMoodleLike() : await startCanvasLike();
  closing.push(() => platform.close());
  const env = {
    DATA_DIR: dataDir,
    PUBLIC_URL: proxy.url,
    POLL_SECONDS: '1',
    MONGODB_URL: mongo,
    MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    ISSUER_NAME: 'Example University',
    ISSUER_URL: 'https://www.example.edu/',
    ISSUER_LOGO_URL: 'https://www.example.edu/logo.png',
  };
  const owner = await startProcess(env, program);
  closing.push(() => owner.kill());
  const guest = await startProcess(env, program);
  closing.push(() => guest.kill());
  proxy.targets.push(owner.port, guest.port);

  const tool = platform.registerTool({ url: proxy.url });
  const settings = parseSettings(env, 'test');
  const operator = await createLaurel(settings, createLogger('silent'));
  const { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl } = tool;
  await operator.lti.platforms.add({
    issuer,
    clientId,
    authorizationUrl,
    tokenUrl,
    jwksUrl,
    name: platform.name,
    family: kind,
    deploymentPolicy: 'admit',
    serviceOrigins: [platform.baseUrl],
  });
  await operator.work.stop();
  await operator.close();

  const kept = async () =>
    (JSON.parse(await readFile(path.join(dataDir, 'store.json'), 'utf8')) as { url: string }).url;
  const connection = await connect(mongo || (await kept()));
  closing.push(() => connection.close());
  const count = async (collection: string) =>
    (await connection.db?.collection(collection).countDocuments()) ?? 0;
  return { env, proxy, platform, tool, processes: { owner, guest }, connection, count };
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** A teacher's way to an active badge: each step is answered by the other process. */
export async function activate({ proxy, platform }: World) {
  const { browser, response } = await launch(platform, { as: 'teacher' });
  expect(response.url, response.text).toBe(`${proxy.url}/course`);
  const typed = {
    name: 'Two hands',
    canDo: 'work in pairs',
    criteria: 'Pass the activity.',
    release: 'immediately',
  };
  const setUp = await browser.get(`${proxy.url}/course/new`);
  const looked = await browser.submit(setUp, { ...typed, do: 'simulate' }, '/course/new');
  const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
  expect(active.url).toContain('/course/badges/');
  return { browser, rulePage: active.url };
}
