/**
 * `npm run bench -- bulk [rows]`: badges given to many by the API, from the request to the last badge that is signed, with its mail in
 * the outbox. The whole application runs in this process, its embedded store in another as everywhere; the rows are made while they
 * are sent.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { createLogger } from '../../src/base/index.js';
import { openStore } from '../../src/store/index.js';
import { makeRule } from '../../src/rules/index.js';
import { createRuleStore } from '../../src/rules/rule-store.js';
import { startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';

const PART = 1_000;

/** A rule of a course of a platform that asks nobody for anything. */
async function prepare(laurel: TestLaurel, people: number) {
  const platform = await laurel.lti.platforms.add({
    name: 'Bench',
    issuer: 'https://lms.example',
    clientId: 'bench',
    family: 'moodle',
    authorizationUrl: 'https://lms.example/a',
    tokenUrl: 'https://lms.example/t',
    jwksUrl: 'https://lms.example/j',
  });
  const course = { platformId: platform.id, deploymentId: '1', contextId: 'bench' };
  for (let at = 0; at < people; at += PART)
    await laurel.people.takeRoster(
      { ...course, contextId: `part${at}` },
      Array.from({ length: PART }, (_, add) => ({
        userId: `user-${at + add}`,
        name: `Person Żółć ${at + add}`,
        email: `user-${at + add}@bench.test`,
        roles: ['Learner'],
        isActive: true,
      })),
    );
  const content = { name: 'Given to many', description: 'do it', criteria: 'Be there.' };
  const { id: achievementId } = await laurel.achievements.create(course, content, 'bench');
  await laurel.achievements.publish(course, achievementId, 'bench');
  await createRuleStore(laurel.store.connection).insert(
    makeRule({ id: 'rule', tenant: course, achievementId, inputs: [] }),
  );
  const { secret } = await laurel.oauth.make({
    name: 'bench',
    scopes: ['awards:read', 'awards:write'],
    platformId: platform.id,
    deploymentId: null,
    days: 1,
    actor: 'operator',
  });
  return secret;
}

function* rowsOf(count: number): Generator<string> {
  yield '\uFEFFUser ID;Reason\r\n';
  for (let at = 0; at < count; at += 100) {
    const lines = Array.from({ length: 100 }, (_, add) => `user-${at + add};"Shown, ""well"""\r\n`);
    yield lines.join('');
  }
}

/** Seconds of processor time that the embedded store's process, a child of this one, has used. */
function storeSeconds(): number {
  const children = readdirSync(`/proc/${process.pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${process.pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  );
  const isStore = (pid: string): boolean =>
    /embedded\/child\.[tj]s/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  const pid = children.find(isStore);
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const rssMb = (): number => process.memoryUsage.rss() / 1_048_576;

export default async function bench(args: readonly string[]): Promise<object> {
  const rows = Number(args[0] ?? 20_000);
  const dataDir = mkdtempSync(path.join(tmpdir(), 'laurel-bench-'));
  const store = await openStore({ dataDir }, createLogger('error'));
  const env = { LOG_LEVEL: 'silent' };
  const laurel = await startTestLaurel({ store: { ...store, url: '' }, env });
  await store.buildIndexes();
  const secret = await prepare(laurel, rows);
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'text/csv' };
  const loop = monitorEventLoopDelay({ resolution: 5 });
  const before = rssMb();
  let most = 0;
  let half = 0;
  loop.enable();
  const cpu = process.cpuUsage();
  const storeCpu = storeSeconds();
  const begun = performance.now();
  const answer = await fetch(`${laurel.url}/api/v1/awards:bulk?rule=rule`, {
    method: 'POST',
    headers,
    body: Readable.toWeb(Readable.from(rowsOf(rows))) as ReadableStream,
    duplex: 'half',
  });
  const { id } = (await answer.json()) as { id: string };
  const received = performance.now();
  console.log(`received in ${((received - begun) / 1_000).toFixed(1)} s`);
  let isOver = false;
  const watch = setInterval(() => {
    most = Math.max(most, rssMb());
    void laurel.bulk.find(id).then((job) => {
      const isLate = job?.state === 'running' && job.next * 500 > rows / 2;
      if (isLate && half === 0) half = rssMb();
    });
    if (isOver) clearInterval(watch);
  }, 500);
  await laurel.bulk.run(id);
  isOver = true;
  const seconds = (performance.now() - begun) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const storeUsed = storeSeconds() - storeCpu;
  loop.disable();
  clearInterval(watch);
  const job = await laurel.bulk.find(id);
  const badges = await laurel.store.connection.collection('credentials').countDocuments();
  console.log(`${JSON.stringify(job?.counts)}, ${badges} badges in ${seconds.toFixed(1)} s`);
  const used = (user + system) / 1e6;
  console.log(`processor time: ${used.toFixed(1)} s, and ${storeUsed.toFixed(1)} s the store's`);
  console.log(`memory ${before.toFixed(0)} MB before, ${half.toFixed(0)} MB half way`);
  console.log(
    `the event loop waited ${(loop.max / 1e6).toFixed(0)} ms at most, ${(loop.percentile(99) / 1e6).toFixed(0)} ms in 99 of 100`,
  );
  await laurel.close();
  rmSync(dataDir, { recursive: true, force: true });
  if (badges !== rows) throw new Error('not everybody was given the badge once');
  return { rows, rowsPerSecond: Math.round(rows / seconds), rssMB: Math.round(most) };
}
