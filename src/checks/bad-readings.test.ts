import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createEvents,
  createLogger,
  createOutbound,
  createTestClock,
  randomId,
} from '../base/index.js';
import type { Pull } from '../grades/index.js';
import type { Rule } from '../rules/index.js';
import { createRuleStore } from '../rules/rule-store.js';
import { createAwardStore } from '../awards/award-store.js';
import { createDecisionStore } from '../awards/decision-store.js';
import { fulfilAwards } from '../awards/fulfil-awards.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { createWork } from '../work/index.js';
import { checkCourse } from './check-course.js';
import { createCheckStore } from './check-store.js';
import type { CheckDeps } from './check-deps.js';
import { createPlatformPauseStore } from './platform-pause-store.js';
import { createPlatformPauses } from './platform-pauses.js';

const log = createLogger('silent');
const events = createEvents(log);
const EVERY_MS = 120_000;

let store: TestStore;
let server: Server;
let url: string;
beforeAll(async () => {
  store = await startTestStore();
  // One short page after another, each of them quick enough.
  server = createServer((req, res) => setTimeout(() => res.end('[]'), 40));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await store.close();
});

function createWorld() {
  const clock = createTestClock(new Date('2026-11-21T10:00:00Z'));
  const checks = createCheckStore(store.connection);
  const pauses = createPlatformPauseStore(store.connection);
  const rules = createRuleStore(store.connection);
  const awards = createAwardStore(store.connection);
  const course = { platformId: randomId(), deploymentId: 'd1', contextId: 'c1' };
  const done = () => Promise.resolve();
  const platforms = createPlatformPauses({ clock, events, pauses, checks });
  const deps: CheckDeps = {
    clock,
    events,
    rules,
    awards,
    checks,
    decisions: createDecisionStore(store.connection),
    platforms,
    work: createWork({ connection: store.connection, clock, log, events }),
    pace: { everyMs: EVERY_MS, idleMs: EVERY_MS, failedMs: 3_600_000, random: () => 1 },
    pull: (): Promise<Pull> => Promise.reject(new Error('not set')),
    learners: () => Promise.resolve(null),
    learnersFor: () => Promise.resolve(null),
    validity: () => Promise.resolve(null),
    fulfil: (list) =>
      fulfilAwards(
        {
          awards,
          recipients: () => Promise.resolve(new Map()),
          issue: done,
          notify: () => Promise.resolve(new Set()),
          revoke: done,
          suspend: done,
          reinstate: done,
          postponeMail: done,
          cancelMail: done,
        },
        list,
      ),
    pause: done,
    awarded: done,
  };
  const rule: Rule = {
    id: randomId(),
    tenant: course,
    achievementId: randomId(),
    achievementVersion: 1,
    state: 'active',
    revision: 1,
    inputs: [
      {
        kind: 'assessment',
        id: 'i1',
        source: 'lti',
        assessmentId: 'https://lms.test/1',
        title: 'Quiz',
        maximum: '100',
        mark: { kind: 'percent', value: '70' },
      },
    ],
    combine: { kind: 'all' },
    compare: 'exact',
    release: { policy: 'immediately' },
    afterFall: { policy: 'keep', graceMs: 0 },
    backfill: true,
  };
  const waitOf = async () => {
    const kept = await checks.get(course);
    return (kept?.nextAt.getTime() ?? 0) - clock.now().getTime();
  };
  const good: Pull = {
    readAt: clock.now(),
    assessment: { title: 'Quiz', maximum: '100' },
    grades: [{ userId: 'a', state: 'graded', score: '80', maximum: '100' }],
    notices: [],
  };
  return {
    clock,
    checks,
    rules,
    rule,
    course,
    deps,
    platforms,
    waitOf,
    good,
    isHeld: () => platforms.isHeld(course.platformId),
  };
}

let world: ReturnType<typeof createWorld>;
beforeEach(async () => {
  world = createWorld();
  await store.buildIndexes();
  await world.rules.insert(world.rule);
  await world.checks.scheduleCheck(world.course, world.clock.now());
});
const checkBy = (change: Partial<CheckDeps>) =>
  checkCourse({ ...world.deps, ...change }, world.course);

describe('a bad reading', () => {
  it('that never ends is a failure of the course when its time is over, with a longer wait each time', async () => {
    const outbound = createOutbound({ userAgent: 'test', allowLoopback: true });
    let pages = 0;
    const endless = async (): Promise<Pull> => {
      for (;;) {
        await outbound.fetch(url);
        pages += 1;
      }
    };
    const waits: number[] = [];
    for (let n = 0; n < 2; n += 1) {
      const outcome = await checkBy({ pull: endless, readingMs: 400 });
      expect(outcome).toMatchObject({ granted: 0, failure: { code: 'reading_too_slow' } });
      waits.push(await world.waitOf());
    }
    await outbound.close();
    expect(pages).toBeGreaterThan(2);
    expect(waits).toEqual([2 * EVERY_MS, 4 * EVERY_MS]);
    // One course that takes long says nothing of the others of its platform.
    expect(await world.isHeld()).toBe(false);
    expect(await checkBy({ pull: () => Promise.resolve(world.good) })).toMatchObject({
      granted: 1,
    });
  });

  it('that breaks the program is told as its error, and the course waits: it is not due at once', async () => {
    const broken = () => Promise.reject(new RangeError('Invalid string length'));
    for (const factor of [2, 4, 8]) {
      await expect(checkBy({ pull: broken })).rejects.toThrow('Invalid string length');
      expect(await world.waitOf()).toBe(factor * EVERY_MS);
      expect(await world.checks.get(world.course)).toMatchObject({
        failure: { code: 'check_failed' },
      });
    }
    expect(await world.checks.isDue(world.course, world.clock.now())).toBe(false);
  });

  it('that ends the program each time is left alone after a few times, and tried again later', async () => {
    // What a program leaves that ends in the middle: a look that began.
    for (let n = 0; n < 3; n += 1) await world.checks.begin(world.course);
    let reads = 0;
    const pull = (): Promise<Pull> => {
      reads += 1;
      return Promise.resolve(world.good);
    };
    expect(await checkBy({ pull })).toMatchObject({ failure: { code: 'check_ended_early' } });
    expect(reads).toBe(0);
    expect(await world.waitOf()).toBe(2 * EVERY_MS);
    world.clock.advance(2 * EVERY_MS);
    expect(await checkBy({ pull })).toMatchObject({ granted: 1 });
    expect(reads).toBe(1);
  });
});

describe('courses that are due', () => {
  it('come a few of each platform at a time, however many one has', async () => {
    const { checks, clock } = world;
    const now = clock.now();
    const many = randomId();
    const of = (platformId: string, n: number) => ({
      platformId,
      deploymentId: 'd1',
      contextId: `c${n}`,
    });
    const early = (seconds: number) => new Date(now.getTime() - 86_400_000 + seconds * 1_000);
    for (let n = 0; n < 60; n += 1) await checks.scheduleCheck(of(many, n), early(n));
    const few = [randomId(), randomId()];
    for (const each of few) await checks.scheduleCheck(of(each, 0), early(100));
    const due = await world.platforms.listDue(50);
    const count = (id: string) => due.filter(({ course }) => course.platformId === id).length;
    expect(few.map(count)).toEqual([1, 1]);
    expect(count(many)).toBe(20);
    expect(due[0]?.course).toMatchObject(of(many, 0));
    expect(new Set(due.map(({ course }) => JSON.stringify(course))).size).toBe(due.length);
  });
});
