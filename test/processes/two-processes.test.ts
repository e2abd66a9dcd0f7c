import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLaurel } from '../../src/app.js';
import { createLogger, parseSettings } from '../../src/base/index.js';
import { createBrowser, launch, startCanvasLike, startMoodleLike } from '../lms/index.js';
import { connect } from '../../src/store/open-store.js';
import { startProcess, startProxy, type ToolProcess } from './processes.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end();
});

const LEARNERS = Array.from({ length: 12 }, (_, n) => `learner${n + 1}`);
const FIRST = LEARNERS.slice(0, 6);
const PASSING = LEARNERS.slice(0, 11);

/** Two tool processes on one embedded store behind a proxy, and a platform that knows the proxy alone. */
async function openWorld(kind: 'moodle' | 'canvas') {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'laurel-two-'));
  closing.push(() => rm(dataDir, { recursive: true, force: true }));
  const proxy = await startProxy();
  closing.push(() => proxy.close());
  const platform = kind === 'moodle' ? await startMoodleLike() : await startCanvasLike();
  closing.push(() => platform.close());
  const env = {
    ...{ DATA_DIR: dataDir, PUBLIC_URL: proxy.url, POLL_SECONDS: '1', MONGODB_URL: '' },
    MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    ...{ ISSUER_NAME: 'Example University', ISSUER_URL: 'https://www.example.edu/' },
    ISSUER_LOGO_URL: 'https://www.example.edu/logo.png',
  };
  const owner = await startProcess(env);
  closing.push(() => owner.kill());
  const guest = await startProcess(env);
  closing.push(() => guest.kill());
  proxy.targets.push(owner.port, guest.port);

  const tool = platform.registerTool({ url: proxy.url });
  const settings = parseSettings(env, 'test');
  const operator = await createLaurel(settings, createLogger('silent'));
  const { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl } = tool;
  await operator.lti.platforms.add({
    ...{ issuer, clientId, authorizationUrl, tokenUrl, jwksUrl },
    ...{ name: platform.name, family: kind, deploymentPolicy: 'admit' },
  });
  await operator.work.stop();
  await operator.close();

  const { url } = JSON.parse(await readFile(path.join(dataDir, 'store.json'), 'utf8')) as {
    url: string;
  };
  const connection = await connect(url);
  closing.push(() => connection.close());
  const count = async (collection: string) =>
    (await connection.db?.collection(collection).countDocuments()) ?? 0;
  return { proxy, platform, tool, processes: { owner, guest }, connection, count };
}

type World = Awaited<ReturnType<typeof openWorld>>;

/** A teacher's way to an active badge: each step is answered by the other process. */
async function activate({ proxy, platform }: World) {
  const { browser, response } = await launch(platform, { as: 'teacher' });
  expect(response.url, response.text).toBe(`${proxy.url}/course`);
  const typed = {
    ...{ name: 'Two hands', canDo: 'work in pairs', criteria: 'Pass the activity.' },
    release: 'immediately',
  };
  const setUp = await browser.get(`${proxy.url}/course/new`);
  const looked = await browser.submit(setUp, { ...typed, do: 'simulate' }, '/course/new');
  const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
  expect(active.url).toContain('/course/badges/');
  return { browser, rulePage: active.url };
}

/** Three processes are started, and what a killed worker held is free again after a quarter of a minute. */
const PATIENCE_MS = 300_000;

describe.each([
  ['moodle', 'owner', 'owns the store'],
  ['canvas', 'owner', 'owns the store'],
  ['moodle', 'guest', 'has joined the store'],
] as const)(
  'two processes behind a round-robin proxy, on a %s-like platform',
  (kind, who, words) => {
    it(
      `pass the journey, and when the one that ${words} is killed the other goes on: one badge each`,
      async () => {
        const world = await openWorld(kind);
        const { proxy, platform, tool, processes, connection, count } = world;
        const teacher = await activate(world);
        expect([...proxy.answered.values()].every((answers) => answers >= 2)).toBe(true);
        expect(proxy.answered.size).toBe(2);

        const column = tool.link.column!;
        for (const learner of FIRST) platform.setGrade(learner, column, 80);
        platform.setGrade('learner12', column, 69.99);
        await expect
          .poll(() => count('awards'), { timeout: 40_000, interval: 20 })
          .toBeGreaterThan(0);
        // In the middle: awards are there, and whatever is signed, sent or noted next is not yet done.
        await processes[who].kill();
        const rest: ToolProcess = who === 'owner' ? processes.guest : processes.owner;
        for (const learner of PASSING) platform.setGrade(learner, column, 90);

        await expect
          .poll(() => count('credentials').catch(() => 0), { timeout: 90_000, interval: 200 })
          .toBe(PASSING.length);
        expect(rest.child.exitCode).toBeNull();

        // The session that the other process opened is good here too.
        const page = await teacher.browser.get(teacher.rulePage);
        expect(page.status, page.text).toBe(200);
        const back = createBrowser();
        const { response: mine } = await launch(platform, { as: 'learner1', browser: back });
        const href = /href="(\/my\/badges\/[\w-]+)"/.exec(mine.text)?.[1] ?? '';
        const badge = await back.get(`${proxy.url}${href}`);
        const shared = await back.submit(badge, { visibility: 'public' }, '/share');
        const address = /http:\/\/localhost:\d+\/credentials\/[\w-]+/.exec(shared.text)?.[0] ?? '';
        const stranger = await fetch(address, { headers: { accept: 'application/json' } });
        expect(stranger.status).toBe(200);
        const report = await fetch(`${proxy.url}/api/verify`, {
          ...{ method: 'POST', body: await stranger.text() },
          headers: { 'content-type': 'application/json' },
        });
        expect(await report.json()).toMatchObject({ verdict: 'valid' });

        // Two more rounds of polls give nothing twice.
        const checks = connection.db!.collection('course_checks');
        const checkedAt = async () => (await checks.findOne())?.['checkedAt'] as Date;
        for (let round = 0; round < 2; round += 1) {
          const before = await checkedAt();
          await vi.waitFor(async () => expect(await checkedAt()).not.toEqual(before), {
            ...{ timeout: 90_000, interval: 100 },
          });
        }
        const awards = await connection.db!.collection('awards').find().toArray();
        const people = new Set(awards.map((award) => String(award['userId'])));
        expect(people).toEqual(new Set(PASSING.map((one) => platform.person(one).sub)));
        expect(awards).toHaveLength(PASSING.length);
        expect(await count('credentials')).toBe(PASSING.length);
      },
      PATIENCE_MS,
    );
  },
);
