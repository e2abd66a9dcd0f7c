/**
 * Watched courses in which nothing changes: `npm run bench -- watch [courses] [platforms] [learners]`. The whole application
 * with its embedded store runs in this process and is what is measured (with TEST_MONGODB_URL, the application alone);
 * the platforms answer over HTTP from a process of their own, which is not. Courses become due as the clock of the test
 * goes on by two minutes at a time, and the application's own work finds and checks them: five rounds, in which each
 * roster is read once as it is in ten minutes.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createTestClock } from '../../src/base/index.js';
import { startTestLaurel } from '../support/start-test-laurel.js';
import { watchCourses } from '../support/watched-courses.js';

const ROUND_MS = 120_000;
const ROUNDS = 5;

async function startPlatforms(count: number, learners: number) {
  const file = fileURLToPath(new URL('./watch-platform.ts', import.meta.url));
  const child = fork(file, [String(count), String(learners)], { execArgv: ['--import', 'tsx'] });
  const [{ urls }] = (await once(child, 'message')) as [{ urls: string[] }];
  return {
    urls,
    async calls(): Promise<number> {
      child.send('calls');
      const [said] = (await once(child, 'message')) as [{ calls: number }];
      return said.calls;
    },
    end: () => child.kill(),
  };
}

const MB = 1_048_576;
const round = (value: number): number => Number(value.toFixed(2));

export default async function bench(args: readonly string[]): Promise<object> {
  const [courses = 10_000, platforms = 10, learners = 25] = args.map(Number);
  const clock = createTestClock(new Date());
  const laurel = await startTestLaurel({ clock, env: { LOG_LEVEL: 'silent' } });
  const remote = await startPlatforms(platforms, learners);
  await watchCourses(laurel, remote.urls, courses, clock.now());

  const checked = new Map<string, number>();
  const failures = new Map<string, number>();
  let done = 0;
  laurel.events.listen((event) => {
    if (event.name !== 'course_checked') return;
    const { platformId, contextId, outcome, code } = event.fields;
    const key = `${platformId} ${contextId}`;
    checked.set(key, (checked.get(key) ?? 0) + 1);
    done += 1;
    if (outcome !== 'read') failures.set(code ?? outcome, (failures.get(code ?? outcome) ?? 0) + 1);
  });
  let commands = 0;
  const names = new Map<string, number>();
  laurel.store.connection.getClient().on('commandStarted', ({ commandName, command }) => {
    commands += 1;
    const name = `${commandName} ${String((command as Record<string, unknown>)[commandName])}`;
    names.set(name, (names.get(name) ?? 0) + 1);
  });

  /** Waits until every course was checked once more. @returns checks, and those that came a second time */
  async function runRound() {
    checked.clear();
    done = 0;
    while (checked.size < courses) await new Promise((again) => setTimeout(again, 50));
    return done;
  }

  laurel.checks.listJobs(laurel.work);
  await laurel.work.start();
  const began = performance.now();
  await runRound();
  const firstSeconds = (performance.now() - began) / 1000;
  const startMB = process.memoryUsage.rss() / MB;
  console.log(`first round ${firstSeconds.toFixed(0)} s, ${startMB.toFixed(0)} MB`);

  const callsBefore = await remote.calls();
  commands = 0;
  names.clear();
  const cpuFrom = process.cpuUsage();
  const wallFrom = performance.now();
  let checks = 0;
  const roundMs: number[] = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    clock.advance(ROUND_MS);
    const from = process.cpuUsage();
    const inRound = await runRound();
    checks += inRound;
    const { user, system } = process.cpuUsage(from);
    roundMs.push(round((user + system) / 1000 / inRound));
    const mb = process.memoryUsage.rss() / MB;
    console.log(`round ${n + 1}: ${inRound} checks, ${roundMs[n]} ms each, ${mb.toFixed(0)} MB`);
  }
  const { user, system } = process.cpuUsage(cpuFrom);
  const wallSeconds = (performance.now() - wallFrom) / 1000;
  const calls = (await remote.calls()) - callsBefore;
  for (const [name, count] of [...names].sort(([, a], [, b]) => b - a).slice(0, 25))
    console.log(`  ${name.padEnd(44)} ${(count / checks).toFixed(3)} a check`);
  const rssMB = Math.round(process.memoryUsage.rss() / MB);
  await laurel.work.stop();
  remote.end();
  await laurel.close();
  if (failures.size > 0) throw new Error(`checks failed: ${JSON.stringify([...failures])}`);
  return {
    courses,
    msPerCheck: round((user + system) / 1000 / checks),
    commandsPerCheck: round(commands / checks),
    callsPerCheck: round(calls / checks),
    rssMB,
    rssGrowthMB: Math.round(rssMB - startMB),
    timesEach: round(checks / ROUNDS / courses),
    checksPerSecond: Math.round(checks / wallSeconds),
    quietMs: Math.min(...roundMs),
  };
}
