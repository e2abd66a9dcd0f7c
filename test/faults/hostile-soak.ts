import { createServer, type AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { hostileRequests } from '../bench/hostile-requests.js';
import { startProduction, type Production } from '../bench/production.js';
import { connect } from '../../src/store/open-store.js';
import { HARMS, pour } from '../security/hostile-platform.js';
import {
  createBrowser,
  launch,
  startMoodleLike,
  type MoodleLike,
  type TestPlatform,
} from '../support/lms/index.js';

/** An honest badge is there this soon after its grade, whatever else is going on. */
const WITHIN_MS = 15_000;
const LEARNERS = 400;
const STRANGERS = 6;
const PASS_EVERY_MS = 4_000;

export interface HostileSoak {
  readonly minutes: number;
  /** Hostile requests that were answered, those of them with a status of 500, and those without an answer. */
  readonly requests: number;
  readonly errors: number;
  readonly silences: number;
  /** Answers of hostile platforms. */
  readonly readings: number;
  readonly badges: number;
  readonly late: number;
  readonly worstDelayMs: number;
  readonly worstBlockMs: number;
  readonly heapMB: number;
  readonly isAlive: boolean;
  readonly isWell: boolean;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** An active badge on the activity's own column, made by hand as a teacher does. */
async function setUp(url: string, platform: TestPlatform): Promise<void> {
  const browser = createBrowser();
  await launch(platform, { as: 'teacher', browser });
  const typed = { name: 'Soaked', canDo: 'x', criteria: 'Pass it.', release: 'immediately' };
  const page = await browser.get(`${url}/course/new`);
  const looked = await browser.submit(page, { ...typed, do: 'simulate' }, '/course/new');
  const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
  if (!active.url.includes('/course/badges/')) throw new Error(`no badge: ${active.text}`);
}

/** A letter a second: never silent, never done. */
function drip(res: ServerResponse): void {
  const timer = setInterval(() => res.write(' '), 1_000);
  res.once('close', () => clearInterval(timer));
}

/** Learners of hostile platforms open the tool, which looks at their course each time. */
async function stir(platforms: readonly MoodleLike[], isOver: () => boolean): Promise<void> {
  for (let turn = 0; !isOver(); turn += 1) {
    const platform = platforms[turn % platforms.length];
    const as = `learner${1 + (turn % 12)}`;
    if (platform) await launch(platform, { as, browser: createBrowser() }).catch(() => undefined);
    await new Promise((done) => setTimeout(done, 500));
  }
}

/** What a registered platform does to the tool: it floods, it is slow, it breaks off; each service call something else. */
function turnHostile(platform: MoodleLike, count: () => void): void {
  const names = Object.keys(HARMS);
  let turn = 0;
  platform.faults.add({
    kind: 'own',
    match: ({ path: asked }) => !asked.includes('token'),
    respond(_req, res) {
      count();
      turn += 1;
      const harm = HARMS[names[turn % names.length] ?? ''];
      if (turn % 5 === 0 || harm === undefined) return;
      if (turn % 5 === 1) return drip(res);
      res.setHeader('content-type', 'application/json');
      pour(harm(turn % 2 === 0 ? ['[', ']'] : ['{"members":[', ']}']), res);
    },
  });
}

/** Sends the corpus round and round, each request from another network, until it is told to stop. */
async function attack(
  url: string,
  from: number,
  isOver: () => boolean,
  note: (status: number, name: string) => void,
) {
  for (let turn = from; !isOver(); turn += STRANGERS) {
    const {
      name,
      path: asked,
      method = 'GET',
      headers = {},
      body,
    } = hostileRequests[turn % hostileRequests.length]!;
    const address = `198.${18 + ((turn >> 16) & 1)}.${(turn >> 8) & 255}.${turn & 255}`;
    const status = await fetch(`${url}${asked}`, {
      method,
      headers: { ...headers, 'x-forwarded-for': address },
      body: body ?? null,
      redirect: 'manual',
      signal: AbortSignal.timeout(60_000),
    }).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      },
      // The connection is closed on whoever goes on sending what was refused.
      (error: Error) => (error.name === 'TimeoutError' ? 0 : 400),
    );
    note(status, name);
  }
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/**
 * The built tool under the whole hostile corpus and among hostile platforms, while learners of an honest one pass: each of
 * their badges has to be there within fifteen seconds.
 */
export async function soakHostile(minutes: number): Promise<HostileSoak> {
  const honest = await startMoodleLike({ learners: LEARNERS });
  const hostile = await Promise.all([1, 2, 3, 4, 5].map(() => startMoodleLike()));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const production: Production = await startProduction(
    async ({ lti }) => {
      for (const platform of [honest, ...hostile]) {
        const tool = platform.registerTool({ url });
        const { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl } = tool;
        await lti.platforms.add({
          issuer,
          clientId,
          authorizationUrl,
          tokenUrl,
          jwksUrl,
          name: platform.name,
          family: 'moodle',
          deploymentPolicy: 'admit',
          serviceOrigins: [platform.baseUrl],
        });
      }
    },
    // Platforms of this machine are reached in this mode alone; all else is as in production.
    { NODE_ENV: 'test', PORT: String(port), PUBLIC_URL: url, POLL_SECONDS: '5' },
  );
  console.log(production.isBuilt ? 'dist/' : 'sources (npm run build makes dist/)');
  for (const platform of [honest, ...hostile]) await setUp(url, platform);
  const sum = { requests: 0, errors: 0, silences: 0, readings: 0 };
  for (const platform of hostile) turnHostile(platform, () => (sum.readings += 1));

  const kept = await readFile(path.join(production.dataDir, 'store.json'), 'utf8');
  const store = await connect((JSON.parse(kept) as { url: string }).url);
  const credentials = store.collection('credentials');
  const until = Date.now() + minutes * 60_000;
  const isOver = () => Date.now() >= until || !production.isAlive();
  const attacks = Array.from({ length: STRANGERS }, (_, from) =>
    attack(url, from, isOver, (status, name) => {
      sum.requests += 1;
      if (status === 0) sum.silences += 1;
      if (status !== 500) return;
      sum.errors += 1;
      console.log(`500: ${name}`);
    }),
  );

  const stirring = stir(hostile, isOver);
  const column = honest.course.links[0]?.column;
  if (!column) throw new Error('the honest course has no column');
  const delays: number[] = [];
  production.forget();
  for (let count = 1; count <= LEARNERS && !isOver(); count += 1) {
    honest.setGrade(`learner${count}`, column, 90);
    const passed = Date.now();
    while ((await credentials.countDocuments()) < count && production.isAlive()) {
      if (Date.now() - passed > 4 * WITHIN_MS) break;
      await new Promise((done) => setTimeout(done, 100));
    }
    delays.push(Date.now() - passed);
    console.log(`badge ${count} after ${delays.at(-1)} ms; ${sum.requests} hostile requests`);
    await new Promise((done) =>
      setTimeout(done, Math.max(0, PASS_EVERY_MS - (delays.at(-1) ?? 0))),
    );
  }
  await Promise.all([...attacks, stirring]);
  const isAlive = production.isAlive();
  const { blockMs, heapMB } = isAlive ? await production.read() : { blockMs: 0, heapMB: 0 };
  await store.close();
  await production.close();
  await Promise.all([honest, ...hostile].map((platform) => platform.close()));
  const late = delays.filter((delay) => delay > WITHIN_MS).length;
  console.log(`half of the badges were there after ${median(delays)} ms`);
  return {
    minutes,
    ...sum,
    badges: delays.length,
    late,
    worstDelayMs: Math.max(...delays),
    worstBlockMs: Math.round(blockMs),
    heapMB: Math.round(heapMB),
    isAlive,
    isWell: isAlive && late === 0 && sum.errors === 0 && sum.silences === 0,
  };
}
