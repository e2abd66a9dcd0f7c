/**
 * A course in which everybody passes everything: pull, decide, award and issue, then once more when nothing has changed.
 * `npm run bench -- sync [learners] [rules]`. The whole application runs in this process, with its threads, and the embedded
 * store in one of its own, as they do where they are installed: both are measured. A Moodle-like platform answers over HTTP
 * from another process, which is not.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createTestClock } from '../../src/base/index.js';
import { createCheckStore } from '../../src/checks/check-store.js';
import { makeInput, makeRule } from '../../src/rules/index.js';
import { createRuleStore } from '../../src/rules/rule-store.js';
import type { Laurel } from '../../src/app.js';
import type { CourseKey } from '../../src/grades/index.js';
import { startTestLaurel } from '../support/start-test-laurel.js';
import { openInstalledStore } from './installed-store.js';
import type { Installed, PlatformOrder } from './sync-platform.js';

/** A platform in a process of its own, and the tool installed in its course. */
async function installOn(laurel: Laurel, toolUrl: string, learners: number) {
  const file = fileURLToPath(new URL('./sync-platform.ts', import.meta.url));
  const child = fork(file, [String(learners)], { execArgv: ['--import', 'tsx'] });
  await once(child, 'message');
  const tell = async (order: PlatformOrder): Promise<object> => {
    child.send(order);
    const [answer] = (await once(child, 'message')) as [object];
    return answer;
  };
  const { name, contextId, tool } = (await tell({ do: 'install', toolUrl })) as Installed;
  const { deploymentId, ...platform } = tool;
  const { id: platformId } = await laurel.lti.platforms.add({
    ...platform,
    name,
    family: 'moodle',
    deploymentPolicy: 'admit',
  });
  await tell({ do: 'launch' });
  return { course: { platformId, deploymentId, contextId }, tell, end: () => child.kill() };
}

/** Rules at 70 % on columns of the tool's own. */
async function makeRules(laurel: Laurel, course: CourseKey, count: number): Promise<void> {
  const rules = createRuleStore(laurel.store.connection);
  for (let n = 0; n < count; n += 1) {
    const item = await laurel.lti.ags.createLineItem(course, {
      label: `Bench ${n + 1}`,
      scoreMaximum: 100,
    });
    const content = { name: `Badge ${n + 1}`, description: 'do it', criteria: 'Pass.' };
    const { id: achievementId } = await laurel.achievements.create(course, content, 'bench');
    await laurel.achievements.publish(course, achievementId, 'bench');
    const input = makeInput({ assessmentId: item.id, title: item.label });
    await rules.insert(
      makeRule({ id: `rule${n}`, tenant: course, achievementId, inputs: [input] }),
    );
  }
}

/** The same function, the processor time meanwhile (of whatever else goes on, too) added up under a name. */
function timed<A extends unknown[], R>(
  times: Map<string, number>,
  name: string,
  run: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  return async (...args) => {
    const from = process.cpuUsage();
    try {
      return await run(...args);
    } finally {
      times.set(name, (times.get(name) ?? 0) + secondsSince(from));
    }
  };
}

/** Everything stored, as one text each: what a check without changes may not touch but for its own note. */
async function fingerprint({ store: { connection } }: Laurel): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { name } of (await connection.db?.listCollections().toArray()) ?? []) {
    if (['jobs', 'leases', 'course_checks'].includes(name)) continue;
    for await (const document of connection.collection(name).find({})) {
      found.set(`${name}/${String(document._id)}`, JSON.stringify(document));
    }
  }
  return found;
}

const secondsSince = (from: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
};

export default async function bench(args: readonly string[]): Promise<object> {
  const learners = Number(args[0] ?? 10_000);
  const ruleCount = Number(args[1] ?? 5);
  const clock = createTestClock(new Date());
  const installed = await openInstalledStore();
  const env = { LOG_LEVEL: 'silent', SIGNING_THREADS: args[2] ?? String(availableParallelism()) };
  const laurel = await startTestLaurel({ clock, env, store: installed.store });
  const { course, tell, end } = await installOn(laurel, laurel.url, learners);
  await makeRules(laurel, course, ruleCount);
  console.log(`graded: ${JSON.stringify(await tell({ do: 'grade' }))}`);
  const times = new Map<string, number>();
  const { grades, credentials } = laurel;
  grades.pull = timed(times, 'pull', grades.pull.bind(grades));
  credentials.issueBatch = timed(times, 'issue', credentials.issueBatch.bind(credentials));

  const cpuFrom = process.cpuUsage();
  const storeFrom = installed.cpuSeconds();
  const wallFrom = performance.now();
  const first = await laurel.checks.check(course);
  const wallSeconds = (performance.now() - wallFrom) / 1000;
  const toolSeconds = secondsSince(cpuFrom);
  const storeSeconds = installed.cpuSeconds() - storeFrom;
  console.log(`first check: ${JSON.stringify(first)}`);
  for (const [name, seconds] of times) console.log(`  ${name.padEnd(8)} ${seconds.toFixed(2)} s`);
  console.log(`  all      ${toolSeconds.toFixed(2)} s, and the store ${storeSeconds.toFixed(2)} s`);

  // The peak is taken before the fingerprint, which reads everything at once.
  const storeMB = installed.peakMB();
  const rssMB = Math.round(process.resourceUsage().maxRSS / 1024);
  const before = await fingerprint(laurel);
  clock.advance(120_000);
  const idleFrom = process.cpuUsage();
  const second = await laurel.checks.check(course);
  const idleSeconds = secondsSince(idleFrom);
  console.log(`second check: ${JSON.stringify(second)}, ${idleSeconds.toFixed(2)} s of CPU`);
  const after = await fingerprint(laurel);
  let idlePullWrites = 0;
  for (const [id, text] of after) if (before.get(id) !== text) idlePullWrites += 1;

  const { connection } = laurel.store;
  const badges = await connection.collection('credentials').countDocuments();
  const { failure } = (await createCheckStore(connection).get(course)) ?? {};
  end();
  await laurel.close();
  if (failure) throw new Error(failure.message);
  if (badges < learners * ruleCount)
    throw new Error(`${badges} badges instead of ${learners * ruleCount}`);
  if (idlePullWrites > 0)
    throw new Error(`a check without changes wrote ${idlePullWrites} documents`);
  return {
    learners,
    rules: ruleCount,
    badges,
    cpuSeconds: Number((toolSeconds + storeSeconds).toFixed(2)),
    toolSeconds: Number(toolSeconds.toFixed(2)),
    storeSeconds: Number(storeSeconds.toFixed(2)),
    wallSeconds: Number(wallSeconds.toFixed(2)),
    rssMB,
    storeMB,
    idlePullWrites,
  };
}
