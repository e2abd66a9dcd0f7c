import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLogger, createTestClock, randomId, UpstreamFailed } from '../base/index.js';
import type { Grade, Pull } from '../grades/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { createWork } from '../work/index.js';
import { createAwardStore } from './award-store.js';
import { givingKey, personKey, type Award } from './award.js';
import { checkCourse, type CheckDeps } from './check-course.js';
import { createCheckStore } from './check-store.js';
import { createDecisionStore } from './decision-store.js';
import { createPlatformPauseStore } from './platform-pause-store.js';
import { createPlatformPauses } from './platform-pauses.js';
import type { Validity } from './renewal.js';
import { createRuleStore } from './rule-store.js';
import type { Rule } from './rule.js';
import { settleAwards, type SettleDeps } from './settle-awards.js';

const log = createLogger('silent');
const tenant = { platformId: 'p1', deploymentId: 'd1', contextId: 'c1' };

let store: TestStore;
beforeAll(async () => {
  store = await startTestStore();
});
afterAll(() => store.close());

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A course in a gradebook, a badge register keyed as credentials keys it, and a worker between them. */
function createWorld() {
  const clock = createTestClock(new Date('2026-11-21T10:00:00Z'));
  const gradebook = new Map<string, Partial<Grade>>();
  const badges = new Map<string, { revoked: boolean; award: Award }>();
  const mails = new Map<string, 'queued' | 'cancelled'>();
  const course = { ...tenant, contextId: randomId() };
  const state = {
    maximum: '100',
    down: false,
    busySeconds: 0,
    silent: false,
    dueAt: undefined as Date | undefined,
    reads: 0,
    learners: null as { has(id: string): boolean } | null,
    paused: [] as string[],
    validity: null as Validity | null,
  };
  const pauses = createPlatformPauseStore(store.connection);
  const stores = {
    rules: createRuleStore(store.connection),
    awards: createAwardStore(store.connection),
    decisions: createDecisionStore(store.connection),
    checks: createCheckStore(store.connection),
  };
  const pull = (_: unknown, __: unknown, { userId }: { userId?: string }): Promise<Pull> => {
    state.reads += 1;
    if (state.busySeconds > 0) {
      const asked = { retryAfterSeconds: state.busySeconds };
      return Promise.reject(new UpstreamFailed('platform_busy', 'Later.', asked));
    }
    if (state.silent)
      return Promise.reject(new UpstreamFailed('upstream_unreachable', 'No answer.'));
    if (state.down) return Promise.reject(new UpstreamFailed('lms_unreachable', 'No answer.'));
    const grades = [...gradebook]
      .filter(([id]) => userId === undefined || id === userId)
      .map(([id, grade]): Grade => ({
        userId: id,
        state: 'graded',
        score: null,
        maximum: state.maximum,
        ...grade,
      }));
    const due = state.dueAt ? { dueAt: state.dueAt } : {};
    const assessment = { title: 'Quiz', maximum: state.maximum, ...due };
    return Promise.resolve({ readAt: clock.now(), assessment, grades, notices: [] });
  };
  const settleDeps: SettleDeps = {
    awards: stores.awards,
    recipients: () => Promise.resolve(new Map()),
    issue: (list) => {
      for (const award of list) {
        const key = givingKey(award);
        if (!badges.has(key)) badges.set(key, { revoked: false, award });
      }
      return Promise.resolve();
    },
    notify: (list) => {
      for (const award of list) {
        const key = givingKey(award);
        if (!mails.has(key)) mails.set(key, 'queued');
      }
      return Promise.resolve(new Set());
    },
    revoke: (key) => {
      const badge = badges.get(key);
      if (badge) badge.revoked = true;
      return Promise.resolve();
    },
    cancelMail: (key) => Promise.resolve(void mails.set(key, 'cancelled')),
  };
  const platforms = createPlatformPauses({ clock, pauses, checks: stores.checks });
  const deps: Mutable<CheckDeps> = {
    ...{ clock, log, ...stores },
    platforms,
    work: createWork({ connection: store.connection, clock, log }),
    pace: { everyMs: 10_000, idleMs: 7_200_000, failedMs: 3_600_000, random: () => 1 },
    pull,
    learners: () => Promise.resolve(state.learners),
    learnersFor: () => Promise.resolve(state.learners),
    validity: () => Promise.resolve(state.validity),
    settle: (list) => settleAwards(settleDeps, list),
    pause: async (rule, drift) => {
      state.paused.push(drift.code);
      await stores.rules.save({ ...rule, state: 'paused', pausedFor: drift });
    },
    awarded: () => Promise.resolve(),
  };
  const rule = (change: Partial<Rule> = {}): Rule => ({
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
    ...change,
  });
  const live = () =>
    [...badges.values()]
      .filter((badge) => !badge.revoked)
      .map((badge) => badge.award.userId)
      .sort();
  const score = (userId: string, value: string | null) =>
    gradebook.set(userId, { score: value, state: value === null ? 'empty' : 'graded' });
  return {
    ...{ clock, gradebook, badges, mails, course, state, deps, settleDeps, stores, rule },
    ...{ live, score, pauses, platforms },
    check(userId?: string) {
      return checkCourse(this.deps, course, userId === undefined ? {} : { userId });
    },
  };
}

let world: ReturnType<typeof createWorld>;
beforeEach(async () => {
  world = createWorld();
  await store.buildIndexes();
});
afterEach(() => world.deps.work);

describe('checkCourse', () => {
  it('gives exactly the passing learners one badge each, and nothing on further checks', async () => {
    await world.stores.rules.insert(world.rule());
    world.score('a', '69.99');
    world.score('b', '70');
    world.score('c', null);
    world.gradebook.set('d', { state: 'pending' });
    world.score('e', '69.995');
    expect(await world.check()).toMatchObject({ busy: false, granted: 1 });
    expect(await world.check()).toMatchObject({ granted: 0, changed: 0 });
    expect(await world.check()).toMatchObject({ granted: 0, changed: 0 });
    expect(world.live()).toEqual(['b']);
    expect(world.mails.size).toBe(1);
  });

  it('leaves out whoever the roster does not call a learner', async () => {
    await world.stores.rules.insert(world.rule());
    world.score('teacher', '100');
    world.score('b', '90');
    world.state.learners = { has: (id) => id === 'b' };
    await world.check();
    await world.check('teacher');
    expect(world.live()).toEqual(['b']);
  });

  it('keeps the trace of every decision, and its history', async () => {
    const rule = world.rule();
    await world.stores.rules.insert(rule);
    world.score('a', '69.995');
    await world.check();
    world.clock.advance(60_000);
    world.score('a', '71');
    await world.check();
    const kept = await world.stores.decisions.get(rule.id, 'a');
    expect(kept).toMatchObject({
      decision: { verdict: 'earned', inputs: [{ score: '71', outcome: 'met' }] },
      past: [{ verdict: 'not-yet' }],
    });
  });

  it('checks one learner at once and nobody else', async () => {
    await world.stores.rules.insert(world.rule());
    world.score('a', '80');
    world.score('b', '80');
    await world.check('a');
    expect(world.live()).toEqual(['a']);
  });

  it('does not take a platform that is down for an empty course, and backs off', async () => {
    const rule = world.rule({ afterFall: { policy: 'revoke', graceMs: 0 } });
    await world.stores.rules.insert(rule);
    world.score('a', '80');
    await world.check();
    world.state.down = true;
    const waits: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      expect(await world.check()).toMatchObject({ failure: { code: 'lms_unreachable' } });
      const kept = await world.stores.checks.get(world.course);
      waits.push((kept?.nextAt.getTime() ?? 0) - world.clock.now().getTime());
    }
    expect(waits).toEqual([20_000, 40_000, 80_000]);
    expect(world.live()).toEqual(['a']);
    world.state.down = false;
    world.score('b', '80');
    expect(await world.check()).toMatchObject({ granted: 1 });
    expect((await world.stores.checks.get(world.course))?.failures).toBe(0);
  });

  it('waits as long as a platform asks that wants to be left alone (RFC 9110, 10.2.3)', async () => {
    await world.stores.rules.insert(world.rule());
    world.score('a', '80');
    world.state.busySeconds = 3_600;
    expect(await world.check()).toMatchObject({ granted: 0, failure: { code: 'platform_busy' } });
    const kept = await world.stores.checks.get(world.course);
    const wait = (kept?.nextAt.getTime() ?? 0) - world.clock.now().getTime();
    expect(wait).toBeGreaterThanOrEqual(3_600_000);
    world.state.busySeconds = 0;
    expect(await world.check()).toMatchObject({ granted: 1 });
  });

  it('pauses a rule whose maximum changed, before anything is decided', async () => {
    await world.stores.rules.insert(world.rule());
    world.state.maximum = '20';
    world.score('a', '20');
    await world.check();
    expect(world.state.paused).toEqual(['maximum_changed']);
    expect(world.live()).toEqual([]);
  });

  it('gives a milestone in the same check as the last badge it asks for', async () => {
    const first = world.rule();
    const milestone = world.rule({
      inputs: [{ kind: 'badge', id: 'b1', achievementId: first.achievementId, name: 'First' }],
    });
    await world.stores.rules.insert(milestone);
    await world.stores.rules.insert(first);
    world.score('a', '80');
    world.score('b', '10');
    expect(await world.check()).toMatchObject({ granted: 2 });
    expect(world.live()).toEqual(['a', 'a']);
    expect(await world.check()).toMatchObject({ granted: 0, changed: 0 });
  });

  it('gives nothing for grades from before a rule without backfill, until they change', async () => {
    await world.stores.rules.insert(world.rule({ backfill: false }));
    world.score('a', '80');
    world.score('b', '60');
    await world.check();
    expect(world.live()).toEqual([]);
    world.score('b', '75');
    await world.check();
    expect(world.live()).toEqual(['b']);
    world.score('a', '85');
    await world.check();
    expect(world.live()).toEqual(['a', 'b']);
  });
});

describe('checkCourse, after a grade fell', () => {
  it('keeps, asks or revokes, as the rule says', async () => {
    for (const policy of ['keep', 'ask', 'revoke'] as const) {
      world = createWorld();
      const rule = world.rule({ afterFall: { policy, graceMs: 3_600_000 } });
      await world.stores.rules.insert(rule);
      world.score('a', '80');
      await world.check();
      world.score('a', '50');
      await world.check();
      expect(world.live()).toEqual(['a']);
      const [award] = await world.stores.awards.listByRule(rule.id);
      expect(award?.fall !== undefined).toBe(policy !== 'keep');
      world.clock.advance(3_600_000);
      await world.check();
      expect(world.live()).toEqual(policy === 'revoke' ? [] : ['a']);
    }
  });

  it('forgets the fall when the grade rises within the grace, and gives the badge again after it', async () => {
    const rule = world.rule({ afterFall: { policy: 'revoke', graceMs: 60_000 } });
    await world.stores.rules.insert(rule);
    world.score('a', '80');
    await world.check();
    world.score('a', '50');
    await world.check();
    world.score('a', '72');
    await world.check();
    world.clock.advance(120_000);
    await world.check();
    expect(world.live()).toEqual(['a']);
    world.score('a', '50');
    await world.check();
    world.clock.advance(120_000);
    await world.check();
    expect(world.live()).toEqual([]);
    world.score('a', '90');
    await world.check();
    expect(world.live()).toEqual(['a']);
    expect(world.badges.size).toBe(2);
  });

  it('sees a grade whose row is gone, for people on the roster, and lets those who left keep theirs', async () => {
    const rule = world.rule({ afterFall: { policy: 'revoke', graceMs: 0 } });
    await world.stores.rules.insert(rule);
    world.score('a', '80');
    world.score('b', '80');
    world.state.learners = { has: () => true };
    await world.check();
    world.gradebook.clear();
    world.state.learners = { has: (id) => id === 'a' };
    await world.check();
    await world.check();
    expect(world.live()).toEqual(['b']);
  });

  it('lets those keep theirs who left after the roster was read that is at hand', async () => {
    await world.stores.rules.insert(world.rule({ afterFall: { policy: 'revoke', graceMs: 0 } }));
    world.score('a', '80');
    world.score('b', '80');
    const kept = { has: () => true };
    const fresh = { has: (id: string) => id === 'a' };
    const { course, clock } = world;
    const asked: (Date | undefined)[] = [];
    world.deps.learners = (_, __, notBefore) => {
      asked.push(notBefore);
      return Promise.resolve(notBefore ? fresh : kept);
    };
    await world.check();
    expect(asked).toEqual([undefined]);
    world.gradebook.clear();
    const began = clock.now();
    await world.check();
    await world.check();
    expect(asked).toContainEqual(began);
    expect(world.live()).toEqual(['b']);
    expect((await world.stores.checks.get(course))?.failure).toBeUndefined();
  });
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('checkCourse, over time', () => {
  const pace = { everyMs: 30 * MINUTE, idleMs: 2 * HOUR, failedMs: HOUR, random: () => 1 };

  /** A course in which nothing has changed for so long. */
  async function quietFor(ms: number): Promise<void> {
    const { stores, clock, course } = world;
    world.deps = { ...world.deps, pace };
    await stores.rules.insert(world.rule());
    world.score('a', '60');
    await world.check();
    const row = await stores.checks.get(course);
    const changedAt = new Date(clock.now().getTime() - ms);
    await stores.checks.save({ ...row!, changedAt }, clock.now());
    await world.check();
    world.state.reads = 0;
  }

  /** Moves the clock from look to look. @returns how many there were */
  async function looksIn(ms: number): Promise<number> {
    const { stores, clock, course, state } = world;
    const from = state.reads;
    const end = clock.now().getTime() + ms;
    for (;;) {
      const nextAt = (await stores.checks.get(course))!.nextAt;
      if (nextAt.getTime() > end) break;
      clock.set(nextAt);
      await world.check();
    }
    clock.set(new Date(end));
    return state.reads - from;
  }
  const inFuture = (ms: number) => new Date(world.clock.now().getTime() + ms);

  it('looks twelve times a day where it is quiet and nothing tells an end', async () => {
    await quietFor(20 * DAY);
    expect(await looksIn(2 * DAY)).toBe(24);
  });

  it('looks daily two weeks after the end, and weekly after two months', async () => {
    world.state.dueAt = inFuture(-20 * DAY);
    await quietFor(20 * DAY);
    expect(await looksIn(7 * DAY)).toBe(7);
    world = createWorld();
    world.state.dueAt = inFuture(-70 * DAY);
    await quietFor(70 * DAY);
    expect(await looksIn(28 * DAY)).toBe(4);
  });

  it('does not call a course ended in which something has just changed', async () => {
    world.state.dueAt = inFuture(-70 * DAY);
    await quietFor(70 * DAY);
    world.score('a', '80');
    await world.check();
    expect(world.live()).toEqual(['a']);
    expect(await looksIn(12 * HOUR)).toBe(24);
  });

  it('looks when something is due, and often in the six hours after', async () => {
    world.state.dueAt = inFuture(5 * HOUR);
    await quietFor(20 * DAY);
    expect(await looksIn(5 * HOUR)).toBe(3);
    expect(await looksIn(6 * HOUR)).toBe(12);
    expect(await looksIn(DAY)).toBeLessThanOrEqual(13);
  });

  it('looks often in the hour after a learner came in', async () => {
    await quietFor(20 * DAY);
    const { clock, course, stores } = world;
    await stores.checks.stir(course, clock.now(), inFuture(pace.everyMs));
    expect(await looksIn(HOUR)).toBe(2);
    expect(await looksIn(DAY)).toBe(12);
  });

  it('does not forget who asked while a check was under way', async () => {
    await quietFor(20 * DAY);
    const { clock, course, stores, deps } = world;
    const { pull } = deps;
    const asked = inFuture(1_000);
    const asking: typeof pull = async (...args) => {
      clock.set(asked);
      await stores.checks.want(course, asked);
      return pull(...args);
    };
    await checkCourse({ ...deps, pull: asking }, course);
    expect((await stores.checks.get(course))?.nextAt).toEqual(asked);
    await world.check();
    clock.advance(1);
    await world.check();
    expect((await stores.checks.get(course))?.nextAt.getTime()).toBeGreaterThan(asked.getTime());
  });
});

describe('checkCourse, on a platform with many courses', () => {
  const COURSES = 12;
  const pace = { everyMs: 2 * MINUTE, idleMs: 2 * HOUR, failedMs: HOUR, random: () => 1 };
  let courses: (typeof tenant)[];
  let platformId: string;

  beforeEach(async () => {
    platformId = randomId();
    world.deps = { ...world.deps, pace };
    courses = Array.from({ length: COURSES }, () => ({
      ...tenant,
      platformId,
      contextId: randomId(),
    }));
    for (const each of courses) {
      await world.stores.rules.insert(world.rule({ tenant: each }));
      await world.stores.checks.want(each, world.clock.now());
    }
  });

  /** What a worker does by itself, for so long. */
  async function work(ms: number): Promise<void> {
    const { clock, deps, platforms } = world;
    for (
      const end = clock.now().getTime() + ms;
      clock.now().getTime() < end;
      clock.advance(10_000)
    ) {
      for (const { course, forAll } of await platforms.listDue(200)) {
        if (course.platformId !== platformId) continue;
        if (forAll || !(await platforms.isHeld(platformId))) await checkCourse(deps, course);
      }
    }
  }
  const asked = async (ms: number) => {
    const from = world.state.reads;
    await work(ms);
    return world.state.reads - from;
  };
  const isPaused = async () =>
    (await world.pauses.list()).some((each) => each.platformId === platformId);

  it('asks a silent platform now and then for all of them, and gives every badge soon after it is back', async () => {
    await work(5 * MINUTE);
    world.score('a', '80');
    world.state.silent = true;
    const during = await asked(HOUR);
    expect(during).toBeGreaterThanOrEqual(10);
    expect(during).toBeLessThanOrEqual(17);
    expect(world.live()).toEqual([]);
    expect(await isPaused()).toBe(true);
    world.state.silent = false;
    await work(8 * MINUTE);
    expect(world.live()).toEqual(Array.from({ length: COURSES }, () => 'a'));
    expect(await isPaused()).toBe(false);
  });

  it('asks nobody before the time that a platform named to one of them', async () => {
    await work(5 * MINUTE);
    world.state.busySeconds = 1_800;
    expect(await asked(30 * MINUTE)).toBe(1);
    world.state.busySeconds = 0;
    world.score('a', '80');
    await work(5 * MINUTE);
    expect(world.live()).toHaveLength(COURSES);
  });

  it('lets one worker ask for all of them', async () => {
    world.state.silent = true;
    await work(10_000);
    world.clock.advance(MINUTE);
    const turns = await Promise.all(Array.from({ length: 5 }, () => world.platforms.listDue(200)));
    const ours = turns.flat().filter(({ course }) => course.platformId === platformId);
    expect(ours).toMatchObject([{ forAll: true }]);
  });

  it('goes on with the others where the platform refuses one course', async () => {
    const { pull } = world.deps;
    const [closed] = courses;
    world.deps.pull = (course, ...rest) =>
      course.contextId === closed?.contextId
        ? Promise.reject(new UpstreamFailed('service_forbidden', 'No.'))
        : pull(course, ...rest);
    world.score('a', '80');
    await work(MINUTE);
    expect(await isPaused()).toBe(false);
    expect(world.live()).toHaveLength(COURSES - 1);
  });
});

describe('checkCourse, whatever happens', () => {
  it('gives one badge when two workers check the same course at once', async () => {
    await world.stores.rules.insert(world.rule());
    for (let n = 0; n < 40; n += 1) world.score(`u${n}`, '80');
    const free = { ...world.deps, work: freely };
    await Promise.all([
      checkCourse(free, world.course),
      checkCourse(free, world.course),
      checkCourse(free, world.course, { userId: 'u7' }),
    ]);
    expect(world.live()).toHaveLength(40);
    expect(new Set(world.live()).size).toBe(40);
    expect(world.mails.size).toBe(40);
  });

  it('gives each passing learner exactly one badge after a crash before or after any step', async () => {
    let crashed = 0;
    for (let at = 1; ; at += 1) {
      world = createWorld();
      const rule = world.rule();
      await world.stores.rules.insert(rule);
      world.score('a', '80');
      world.score('b', '20');
      world.score('c', '100');
      const dying = dieAt(world, at);
      const died = await checkCourse(dying.deps, world.course).then(
        () => false,
        () => true,
      );
      if (!dying.fired()) break;
      expect(died).toBe(true);
      crashed += 1;
      await world.check();
      expect(world.live()).toEqual(['a', 'c']);
      expect([...world.mails.values()]).toEqual(['queued', 'queued']);
      expect(await world.stores.awards.listUnfinished(10, world.course)).toEqual([]);
      expect(await world.check()).toMatchObject({ granted: 0, changed: 0 });
    }
    expect(crashed).toBeGreaterThan(15);
  });

  it('gives one badge for an achievement that two courses give', async () => {
    const other = createWorld();
    const rule = world.rule();
    await world.stores.rules.insert(rule);
    await other.stores.rules.insert(other.rule({ achievementId: rule.achievementId }));
    world.score('a', '80');
    other.score('a', '90');
    await world.check();
    await other.check();
    const held = await world.stores.awards.findHeld([rule.achievementId], [personKey('p1', 'a')]);
    expect(held).toHaveLength(1);
    expect([...world.live(), ...other.live()]).toEqual(['a']);
  });
});

/** Leases that everybody gets: what is left then is the unique index. */
const freely: CheckDeps['work'] = {
  lease: async (_key, _ttl, run) => ({
    taken: true,
    value: await run({ signal: new AbortController().signal }),
  }),
};

/** The same world in a process that dies at the n-th step: odd before it, even after it. */
function dieAt(of: ReturnType<typeof createWorld>, n: number) {
  let count = 0;
  let dead = false;
  const step = (): void => {
    count += 1;
    if (dead || count === n) {
      dead = true;
      throw new Error('killed');
    }
  };
  const mortal = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const member: unknown = Reflect.get(object, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]): Promise<unknown> => {
          step();
          const result: unknown = await Reflect.apply(member, object, args);
          step();
          return result;
        };
      },
    });
  const awards = mortal(of.stores.awards);
  const settling: SettleDeps = { ...mortal(of.settleDeps), awards };
  const deps: CheckDeps = {
    ...of.deps,
    work: freely,
    awards,
    rules: mortal(of.stores.rules),
    decisions: mortal(of.stores.decisions),
    checks: mortal(of.stores.checks),
    settle: (list) => settleAwards(settling, list),
  };
  return { deps, fired: () => dead };
}

describe('a badge that is renewed by passing again', () => {
  const yearly: Validity = { months: 12, isRenewedByPassingAgain: true };
  const at = (text: string) => new Date(`${text}Z`);
  const awardsOf = async (rule: Rule) =>
    (await world.stores.awards.listByRule(rule.id)).sort(
      (a, b) => (a.period ?? 1) - (b.period ?? 1),
    );
  const pass = (gradedAt: Date | undefined, score = '80', more: Partial<Grade> = {}) =>
    world.gradebook.set('a', { score, ...(gradedAt ? { gradedAt } : {}), ...more });
  const stateOf = async (rule: Rule) =>
    (await world.stores.decisions.get(rule.id, 'a'))?.decision.renewal?.state;

  /** Ada passed with 80 on 21 November 2026: valid until 21 November 2027, to be renewed from 23 August 2027. */
  async function earned(change: Partial<Rule> = {}): Promise<Rule> {
    world.state.validity = yearly;
    const rule = world.rule(change);
    await world.stores.rules.insert(rule);
    pass(at('2026-11-21T09:00:00'));
    expect(await world.check()).toMatchObject({ granted: 1 });
    return rule;
  }
  const opens = at('2027-08-23T10:00:00');
  const ends = at('2027-11-21T10:00:00');

  it('says until when it is valid, and is not renewed by the same grade, however often and late it is read', async () => {
    const rule = await earned();
    for (const now of ['2027-08-23T10:00:00', '2027-11-21T10:00:00', '2030-01-01T00:00:00']) {
      world.clock.set(at(now));
      expect(await world.check()).toMatchObject({ granted: 0 });
      expect(await world.check('a')).toMatchObject({ granted: 0 });
    }
    expect(await awardsOf(rule)).toMatchObject([{ state: 'active', validUntil: ends }]);
    expect(await stateOf(rule)).toBe('old');
  });

  it('is renewed by a pass from the first moment of the window, and not by one a second before', async () => {
    const rule = await earned();
    world.clock.set(at('2027-08-24T10:00:00'));
    pass(new Date(opens.getTime() - 1_000), '90');
    expect(await world.check()).toMatchObject({ granted: 0 });
    pass(opens, '90');
    expect(await world.check()).toMatchObject({ granted: 1 });
    const [first, second] = await awardsOf(rule);
    expect(first).toMatchObject({ state: 'active', validUntil: ends });
    // Whoever renews early loses nothing of the time they had.
    expect(second).toMatchObject({
      ...{ state: 'active', period: 2, renews: first?.id },
      validUntil: at('2028-11-21T10:00:00'),
    });
    expect(world.mails.size).toBe(2);
  });

  it('is renewed once for the same new pass, and again for a pass in the next window', async () => {
    const rule = await earned();
    world.clock.set(at('2027-11-01T10:00:00'));
    pass(at('2027-10-31T10:00:00'), '90');
    expect(await world.check()).toMatchObject({ granted: 1 });
    for (const now of ['2027-11-01T10:00:01', '2027-12-01T00:00:00', '2028-11-20T00:00:00']) {
      world.clock.set(at(now));
      expect(await world.check()).toMatchObject({ granted: 0 });
      expect(await world.check('a')).toMatchObject({ granted: 0 });
    }
    pass(at('2028-11-20T00:00:00'), '85');
    expect(await world.check()).toMatchObject({ granted: 1 });
    expect((await awardsOf(rule)).map((award) => award.validUntil?.getUTCFullYear())).toEqual([
      2027, 2028, 2029,
    ]);
    expect(await world.check()).toMatchObject({ granted: 0 });
    expect(await world.check()).toMatchObject({ granted: 0, changed: 0 });
  });

  it('begins its new time with the award where it had expired', async () => {
    const rule = await earned();
    world.clock.set(at('2029-03-01T12:00:00'));
    pass(at('2029-03-01T11:00:00'), '71');
    await world.check();
    expect((await awardsOf(rule))[1]).toMatchObject({ validUntil: at('2030-03-01T12:00:00') });
  });

  it('is not renewed where its version says so, or does not expire', async () => {
    for (const validity of [null, { ...yearly, isRenewedByPassingAgain: false }]) {
      world = createWorld();
      const rule = await earned();
      world.state.validity = validity;
      world.clock.set(ends);
      pass(ends, '95');
      expect(await world.check()).toMatchObject({ granted: 0 });
      expect(await awardsOf(rule)).toHaveLength(1);
    }
  });

  it('waits for the instructor where no time is told, or an equal grade is dated anew', async () => {
    const rule = await earned();
    world.clock.set(ends);
    pass(undefined, '95');
    expect(await world.check()).toMatchObject({ granted: 0 });
    expect(await stateOf(rule)).toBe('untold');
    pass(ends, '80');
    expect(await world.check()).toMatchObject({ granted: 0 });
    expect(await stateOf(rule)).toBe('same');
    pass(ends, '80', { isOfLatestAttempt: true });
    world.clock.advance(1_000);
    pass(world.clock.now(), '80', { isOfLatestAttempt: true });
    expect(await world.check()).toMatchObject({ granted: 1 });
  });

  it('asks the instructor once its window is open, also where no grade has changed and none is dated', async () => {
    world.state.validity = yearly;
    const rule = world.rule();
    await world.stores.rules.insert(rule);
    pass(undefined);
    await world.check();
    world.clock.set(opens);
    expect(await world.check()).toMatchObject({ granted: 0 });
    expect(await stateOf(rule)).toBe('untold');
    expect(await world.check()).toMatchObject({ granted: 0, changed: 0 });
  });

  it('is not renewed by a regrade of what was handed in before, nor by what is handed in and not graded', async () => {
    await earned();
    world.clock.set(ends);
    pass(ends, '95', { submittedAt: at('2026-11-21T08:00:00') });
    expect(await world.check()).toMatchObject({ granted: 0 });
    pass(at('2026-11-21T09:00:00'), '80', { submittedAt: ends });
    expect(await world.check()).toMatchObject({ granted: 0 });
    pass(ends, '95', { submittedAt: at('2027-11-20T08:00:00') });
    expect(await world.check()).toMatchObject({ granted: 1 });
  });

  it('stays until its end where the new attempt fails, whatever the rule says of falling grades', async () => {
    const rule = await earned({ afterFall: { policy: 'revoke', graceMs: 0 } });
    world.clock.set(at('2027-10-01T10:00:00'));
    pass(at('2027-09-30T10:00:00'), '30');
    await world.check();
    await world.check();
    expect(await stateOf(rule)).toBe('failed');
    expect(await awardsOf(rule)).toMatchObject([{ state: 'active' }]);
    expect((await awardsOf(rule))[0]?.fall).toBeUndefined();
    world.clock.set(at('2027-10-02T10:00:00'));
    pass(at('2027-10-02T09:00:00'), '75');
    expect(await world.check()).toMatchObject({ granted: 1 });
  });

  it('is not renewed by itself once it was revoked, and a renewal lost to a fall comes back with the grade', async () => {
    const rule = await earned({ afterFall: { policy: 'revoke', graceMs: 0 } });
    const [first] = await awardsOf(rule);
    world.clock.set(ends);
    pass(ends, '90');
    await world.check();
    // The teacher lowers the grade of the attempt that renewed it, and raises it again.
    world.clock.advance(86_400_000);
    pass(world.clock.now(), '10');
    await world.check();
    await world.check();
    expect(await awardsOf(rule)).toMatchObject([
      { id: first?.id, state: 'active' },
      { state: 'revoked', revokedFor: 'fall' },
    ]);
    world.clock.advance(86_400_000);
    pass(world.clock.now(), '88');
    expect(await world.check()).toMatchObject({ granted: 1 });
    const [, second] = await awardsOf(rule);
    expect(second).toMatchObject({ state: 'active', cycle: 2, renews: first?.id });
    await world.stores.awards.takeBack([second!], { state: 'revoked', revokedFor: 'hand' });
    world.clock.set(at('2029-01-01T10:00:00'));
    pass(at('2029-01-01T09:00:00'), '99');
    expect(await world.check()).toMatchObject({ granted: 0 });
  });

  it('keeps the end of an award from before ends were kept, and is renewed then', async () => {
    const rule = await earned();
    await store.connection
      .collection('awards')
      .updateOne({ ruleId: rule.id }, { $unset: { validUntil: 1, remindAt: 1 } });
    world.clock.set(ends);
    pass(ends, '90');
    expect(await world.check()).toMatchObject({ granted: 1 });
    expect(await awardsOf(rule)).toMatchObject([
      { validUntil: ends, remindAt: opens },
      { validUntil: at('2028-11-21T10:00:00') },
    ]);
  });

  it('is renewed once when two workers see the new pass at once, or one of them is killed at any step', async () => {
    const rule = await earned();
    world.clock.set(ends);
    pass(ends, '90');
    world.deps.work = freely;
    await Promise.all([world.check(), world.check('a'), world.check()]);
    expect(await awardsOf(rule)).toHaveLength(2);
    let crashed = 0;
    for (let step = 1; ; step += 1) {
      world = createWorld();
      const own = await earned();
      world.clock.set(ends);
      pass(ends, '90');
      const dying = dieAt(world, step);
      await checkCourse(dying.deps, world.course).catch(() => undefined);
      if (!dying.fired()) break;
      crashed += 1;
      await world.check();
      await world.check();
      expect(await awardsOf(own)).toMatchObject([{ state: 'active' }, { period: 2 }]);
      expect([...world.mails.values()]).toEqual(['queued', 'queued']);
      expect(world.badges.size).toBe(2);
      expect(await world.stores.awards.listUnfinished(10, world.course)).toEqual([]);
    }
    expect(crashed).toBeGreaterThan(15);
  });
});
