/**
 * A course in which everybody passes everything: pull, decide, award and issue, then once more when nothing has changed.
 * `npm run bench -- sync [learners] [rules]`. Everything runs in this process, the embedded store included; the platform's
 * answers are JSON text in memory, parsed at every pull as they would be from the network.
 */
import {
  createLogger,
  createSealer,
  createTestClock,
  parseSettings,
} from '../../src/base/index.js';
import { createAchievements } from '../../src/achievements/index.js';
import { createAudit } from '../../src/audit/index.js';
import { createAwards } from '../../src/awards/index.js';
import { createRuleStore } from '../../src/awards/rule-store.js';
import { createCheckStore } from '../../src/awards/check-store.js';
import { createCredentials } from '../../src/credentials/index.js';
import {
  createGrades,
  createMirrors,
  type LtiServices,
  type Member,
  type Result,
} from '../../src/grades/index.js';
import { createMail } from '../../src/mail/index.js';
import { createPeople } from '../../src/people/index.js';
import { startTestStore } from '../../src/store/index.js';
import { createWeb } from '../../src/web/index.js';
import { createWork } from '../../src/work/index.js';

export default async function bench(args: readonly string[]): Promise<object> {
  const learners = Number(args[0] ?? 10_000);
  const ruleCount = Number(args[1] ?? 5);
  const course = { platformId: 'platform', deploymentId: '1', contextId: '3' };
  const env = {
    PUBLIC_URL: 'http://localhost:3000',
    ISSUER_NAME: 'Example University',
    ISSUER_URL: 'https://www.example.edu/',
    ISSUER_LOGO_URL: 'https://www.example.edu/logo.svg',
  };
  const settings = parseSettings({ ...env, LOG_LEVEL: 'silent' }, 'test');
  const log = createLogger('silent');
  const clock = createTestClock(new Date('2026-11-21T10:00:00Z'));
  const store = await startTestStore();
  const { connection } = store;

  const items = Array.from({ length: ruleCount }, (_, n) => ({
    id: `https://lms.example/lineitems/${n}`,
    label: `Quiz ${n + 1}`,
    scoreMaximum: 100,
  }));
  const results = JSON.stringify(
    Array.from({ length: learners }, (_, n) => ({
      id: `https://lms.example/results/${n}`,
      userId: String(1_000 + n),
      resultScore: String(70 + (n % 30)),
      resultMaximum: '100',
      timestamp: '2026-11-21T02:37:09+00:00',
    })),
  );
  const members = JSON.stringify(
    Array.from({ length: learners }, (_, n) => ({
      userId: String(1_000 + n),
      roles: ['Learner'],
      status: 'Active',
      name: `Learner Number ${n}`,
    })),
  );
  const times = new Map<string, number>();
  async function timed<T>(name: string, run: () => Promise<T> | T): Promise<T> {
    const from = process.cpuUsage();
    const value = await run();
    const { user, system } = process.cpuUsage(from);
    times.set(name, (times.get(name) ?? 0) + (user + system) / 1e6);
    return value;
  }
  const services: LtiServices = {
    listLineItems: () => Promise.resolve(items),
    createLineItem: () => Promise.reject(new Error('not in this benchmark')),
    fetchResults: () => timed('pull', () => JSON.parse(results) as Result[]),
    fetchMembers: () => timed('pull', () => JSON.parse(members) as Member[]),
  };

  const audit = createAudit({ connection, clock });
  const sealer = createSealer([new Uint8Array(32).fill(7)]);
  const base = { settings, log, clock, connection, sealer, audit };
  const web = createWeb(base);
  const mail = createMail({ ...base, web });
  const outbound = {
    fetch: () => Promise.reject(new Error('no network')),
    close: () => Promise.resolve(),
  };
  const credentials = createCredentials({ ...base, outbound, page: web.page });
  const achievements = createAchievements({ ...base, web });
  const people = createPeople({ ...base, mail, web });
  const grades = createGrades({ services, clock });
  const mirrors = createMirrors({
    ...{ services, connection, clock },
    isMoodle: () => Promise.resolve(false),
    told: () => Promise.resolve(null),
  });
  const awards = createAwards({
    ...base,
    ...{ web, mail, people, achievements, grades, mirrors },
    work: createWork(base),
    lti: { contexts: { find: () => Promise.resolve(null) } } as never,
    credentials: {
      ...credentials,
      issueBatch: (orders) => timed('issue', () => credentials.issueBatch(orders)),
    },
  });
  const rules = createRuleStore(connection);
  await store.buildIndexes();
  for (const [n, item] of items.entries()) {
    const content = { name: `Badge ${n + 1}`, description: 'do it', criteria: 'Pass.' };
    const { id: achievementId } = await achievements.create(course, content, 'bench');
    await achievements.publish(course, achievementId, 'bench');
    await rules.insert({
      ...{ id: `rule${n}`, tenant: course, achievementId, achievementVersion: 1 },
      ...{ state: 'active', revision: 1, combine: { kind: 'all' }, compare: 'exact' },
      ...{ release: { policy: 'immediately' }, afterFall: { policy: 'ask', graceMs: 0 } },
      backfill: true,
      inputs: [
        {
          ...{ kind: 'assessment', id: 'i1', source: 'lti', assessmentId: item.id },
          ...{ title: item.label, maximum: '100', mark: { kind: 'percent', value: '70' } },
        },
      ],
    });
  }

  const cpuFrom = process.cpuUsage();
  const wallFrom = performance.now();
  const first = await awards.check(course);
  const cpu = process.cpuUsage(cpuFrom);
  const wallSeconds = (performance.now() - wallFrom) / 1000;
  const cpuSeconds = (cpu.user + cpu.system) / 1e6;

  /** Everything stored, as one text: what a check without changes may not touch but for its own note. */
  async function fingerprint(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const { name } of (await connection.db?.listCollections().toArray()) ?? []) {
      if (['jobs', 'leases', 'course_checks'].includes(name)) continue;
      for await (const document of connection.collection(name).find({})) {
        found.set(`${name}/${String(document._id)}`, JSON.stringify(document));
      }
    }
    return found;
  }
  // The peak is taken before the fingerprint, which reads everything at once.
  const rssMB = Math.round(process.resourceUsage().maxRSS / 1024);
  const before = await fingerprint();
  clock.advance(120_000);
  const idleFrom = process.cpuUsage();
  const second = await awards.check(course);
  const idle = process.cpuUsage(idleFrom);
  const after = await fingerprint();
  let idlePullWrites = 0;
  for (const [id, text] of after) if (before.get(id) !== text) idlePullWrites += 1;

  const badges = await connection.collection('credentials').countDocuments();
  const checks = await createCheckStore(connection).get(course);
  console.log(`first check: ${JSON.stringify(first)}`);
  console.log(
    `second check: ${JSON.stringify(second)}, ${((idle.user + idle.system) / 1e6).toFixed(2)} s of CPU`,
  );
  for (const [name, seconds] of times) console.log(`  ${name.padEnd(8)} ${seconds.toFixed(2)} s`);
  const rest = cpuSeconds - [...times.values()].reduce((sum, each) => sum + each, 0);
  console.log(`  ${'decide, award, keep'.padEnd(8)} ${rest.toFixed(2)} s`);
  if (checks?.failure) console.log(checks.failure);
  await store.close();
  if (badges !== learners * ruleCount)
    throw new Error(`${badges} badges instead of ${learners * ruleCount}`);
  if (idlePullWrites > 0)
    throw new Error(`a check without changes wrote ${idlePullWrites} documents`);
  return {
    learners,
    rules: ruleCount,
    badges,
    cpuSeconds: Number(cpuSeconds.toFixed(2)),
    wallSeconds: Number(wallSeconds.toFixed(2)),
    rssMB,
    idlePullWrites,
  };
}
