/**
 * `node --import tsx test/support/mongo/with-mongo.ts --members 3 -- npm run bench -- scale [launches] [courses]`: one, two and four
 * tool processes on a replica set behind a round-robin proxy, without stickiness. Launches and looks at watched courses a
 * second, and what does not depend on how many cores this machine has: the tools' processor time and commands to the store
 * for each, how even the work is shared, and that no course is looked at twice.
 */
import { randomBytes } from 'node:crypto';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startTestStore } from '../../src/store/index.js';
import { createBrowser, launch, startMoodleLike, type MoodleLike } from '../support/lms/index.js';
import { startProxy } from '../support/round-robin.js';
import type { Told } from './scale/tool-process.js';
import { startTools, type Tools } from './scale/tools.js';

const COUNTS = [1, 2, 4];
const AT_ONCE = 8;
const LEARNERS = 40;
const PLATFORMS = 4;

interface Measured {
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly commands: number;
}

const sum = (all: readonly Told[], of: (one: Told) => number): number =>
  all.reduce((total, one) => total + of(one), 0);

/** Measures what the tools use for a number of things. */
async function measure(tools: Tools, run: () => Promise<number>): Promise<Measured> {
  const [before, begun] = [await tools.tell(), performance.now()];
  const done = await run();
  const seconds = (performance.now() - begun) / 1_000;
  const after = await tools.tell();
  const used = (of: (one: Told) => number) => (sum(after, of) - sum(before, of)) / done;
  return {
    perSecond: done / seconds,
    cpuMs: used(({ cpuMs }) => cpuMs),
    commands: used(({ commands }) => commands),
  };
}

async function launchMany(platform: MoodleLike, count: number): Promise<number> {
  let next = 0;
  const launchOn = async () => {
    for (let n = next++; n < count; n = next++) {
      const as = `learner${(n % LEARNERS) + 1}`;
      const { response } = await launch(platform, { as, browser: createBrowser() });
      if (response.status !== 200) throw new Error(`${response.url}: ${response.status}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, launchOn));
  return count;
}

/** Waits until every course was looked at. @returns how many looks that took */
async function lookAtAll(tools: Tools, courses: number): Promise<number> {
  for (;;) {
    const told = await tools.tell();
    if (sum(told, (one) => one.courses) >= courses) return sum(told, (one) => one.checks);
    await pause(50);
  }
}

async function startPlatforms() {
  const file = fileURLToPath(new URL('./watch-platform.ts', import.meta.url));
  const child = fork(file, [String(PLATFORMS), '25'], { execArgv: ['--import', 'tsx'] });
  const [{ urls }] = (await once(child, 'message')) as [{ urls: string[] }];
  return { urls, end: () => child.kill() };
}

/** @returns launches, looks at courses, looks at each course, and the smallest share of the looks that one process had */
async function run(storeUrl: string, count: number, launches: number, courses: number) {
  const proxy = await startProxy();
  const platform = await startMoodleLike({ learners: LEARNERS });
  const watched = await startPlatforms();
  const name = `laurel_test_${randomBytes(6).toString('hex')}`;
  const tools = await startTools(count, [storeUrl, name, proxy.url]);
  proxy.targets.push(...tools.ports);
  try {
    const { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl } = platform.registerTool({
      url: proxy.url,
    });
    const registration = { issuer, clientId, authorizationUrl, tokenUrl, jwksUrl };
    await tools.first({ do: 'register', registration });
    await launchMany(platform, 50 * count);
    const launched = await measure(tools, () => launchMany(platform, launches));
    await tools.first({ do: 'watch', urls: watched.urls, courses });
    await tools.each({ do: 'work' });
    await lookAtAll(tools, courses);
    // From the second look on nothing has changed.
    await tools.each({ do: 'forget' });
    const looked = await measure(tools, async () => {
      await tools.first({ do: 'due' });
      return lookAtAll(tools, courses);
    });
    const told = await tools.tell();
    const checks = sum(told, (one) => one.checks);
    const least = Math.min(...told.map((one) => one.checks)) / checks;
    return { launched, looked, timesEach: checks / courses, leastShare: least * count };
  } finally {
    await tools.end();
    watched.end();
    await platform.close();
    await proxy.close();
  }
}

const round = (value: number): number => Number(value.toFixed(2));

export default async function bench(args: readonly string[]): Promise<object> {
  const [launches = 600, courses = 1_000] = args.map(Number);
  if (process.env['TEST_MONGODB_URL'] === undefined)
    throw new Error(
      'This needs a MongoDB: node --import tsx test/support/mongo/with-mongo.ts --members 3 -- …',
    );
  const store = await startTestStore();
  const all: Awaited<ReturnType<typeof run>>[] = [];
  for (const count of COUNTS) {
    const found = await run(store.url, count, launches, courses);
    all.push(found);
    const { launched, looked } = found;
    const tell = (what: string, { perSecond, cpuMs, commands }: Measured) =>
      `${perSecond.toFixed(0)} ${what} a second, ${cpuMs.toFixed(2)} ms and ${commands.toFixed(1)} commands each`;
    console.log(`${count}: ${tell('launches', launched)} · ${tell('looks', looked)}`);
  }
  await store.close();
  const of = (value: (one: (typeof all)[number]) => number) => all.map((one) => round(value(one)));
  return {
    cores: availableParallelism(),
    processes: COUNTS,
    launchesPerSecond: of(({ launched }) => launched.perSecond),
    cpuMsPerLaunch: of(({ launched }) => launched.cpuMs),
    commandsPerLaunch: of(({ launched }) => launched.commands),
    looksPerSecond: of(({ looked }) => looked.perSecond),
    cpuMsPerLook: of(({ looked }) => looked.cpuMs),
    commandsPerLook: of(({ looked }) => looked.commands),
    timesEach: of(({ timesEach }) => timesEach),
    leastShare: of(({ leastShare }) => leastShare),
  };
}
