import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createAwardStore } from '../../awards/award-store.js';
import { createDecisionStore } from '../../awards/decision-store.js';
import { fulfilAwards, type FulfilSteps } from '../../awards/fulfil-awards.js';
import { type Award, givingKey, type Validity } from '../../awards/index.js';
import {
  createEvents,
  createLogger,
  createTestClock,
  randomId,
  UpstreamFailed,
} from '../../base/index.js';
import type { Grade, Pull } from '../../grades/index.js';
import { makeRule, type Rule } from '../../rules/index.js';
import { createRuleStore } from '../../rules/rule-store.js';
import { startBuiltStore, type TestStore } from '../../store/index.js';
import { createAlone } from '../alone.js';
import { checkClaimed, checkCourse } from '../check-course.js';
import type { CheckDeps } from '../check-deps.js';
import { createCheckStore } from '../check-store.js';
import { createClaimStore } from '../claim-store.js';
import { createClaims, type Claims } from '../claims.js';
import { createPlatformPauseStore } from '../platform-pause-store.js';
import { createPlatformPauses } from '../platform-pauses.js';
import { prepareCourses } from '../prepare-courses.js';
import { createCourseWatch } from '../watch-courses.js';

const log = createLogger('silent');

const events = createEvents(log);

export const tenant = { platformId: 'p1', deploymentId: 'd1', contextId: 'c1' };

export let store: TestStore;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A course in a gradebook, a badge register keyed as credentials keys it, and a worker between them. */
export function createWorld() {
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
  const claimStore = createClaimStore(store.connection);
  const claims = createClaims({ store: claimStore, clock, log });
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
    const assessment = { title: 'Quiz 1', maximum: state.maximum, ...due };
    return Promise.resolve({ readAt: clock.now(), assessment, grades, notices: [] });
  };
  const settleDeps: FulfilSteps = {
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
    suspend: () => Promise.resolve(),
    reinstate: () => Promise.resolve(),
    postponeMail: () => Promise.resolve(),
    cancelMail: (key) => Promise.resolve(void mails.set(key, 'cancelled')),
    tellRevoked: () => Promise.resolve(),
  };
  const platforms = createPlatformPauses({ clock, events, pauses, checks: stores.checks });
  const deps: Mutable<CheckDeps> = {
    clock,
    events,
    ...stores,
    claims,
    platforms,
    alone: createAlone(),
    pace: { everyMs: 10_000, idleMs: 7_200_000, failedMs: 3_600_000, random: () => 1 },
    pull,
    learners: () => Promise.resolve(state.learners),
    learnersFor: () => Promise.resolve(state.learners),
    suspendedNow: () => Promise.resolve(new Set()),
    validity: () => Promise.resolve(state.validity),
    fulfil: (list) => fulfilAwards(settleDeps, list),
    pause: async (rule, drift) => {
      state.paused.push(drift.code);
      await stores.rules.save({ ...rule, state: 'paused', pausedFor: drift });
    },
    awarded: () => Promise.resolve(),
  };
  const rule = (change: Partial<Rule> = {}): Rule =>
    makeRule({ tenant: course, afterFall: { policy: 'keep', graceMs: 0 }, ...change });
  const live = () =>
    [...badges.values()]
      .filter((badge) => !badge.revoked)
      .map((badge) => badge.award.userId)
      .sort();
  const score = (userId: string, value: string | null) =>
    gradebook.set(userId, { score: value, state: value === null ? 'empty' : 'graded' });
  return {
    clock,
    gradebook,
    badges,
    mails,
    course,
    state,
    deps,
    settleDeps,
    stores,
    rule,
    live,
    score,
    pauses,
    platforms,
    claims,
    claimStore,
    /** A process that looks at what is due; of its own where it is given claims of its own. */
    watch(own: Partial<CheckDeps> & { readonly claims?: Claims } = {}) {
      const watching = own.claims ?? claims;
      const having: CheckDeps = { ...this.deps, ...own, claims: watching };
      return createCourseWatch({
        clock,
        events,
        log,
        claims: watching,
        platforms,
        store: claimStore,
        prepare: (claimed, now) =>
          prepareCourses(
            stores,
            claimed.map(({ course: each }) => each),
            now,
          ),
        check: (claimed, of) => checkClaimed(having, claimed, of),
      });
    },
    check(userId?: string) {
      return checkCourse(this.deps, course, userId === undefined ? {} : { userId });
    },
  };
}

export let world: ReturnType<typeof createWorld>;

export const MINUTE = 60_000;

export const HOUR = 60 * MINUTE;

/** Another course, as at the begin of a test. */
export function renewWorld(): void {
  world = createWorld();
}

/** A course with its stores, looked at by real checks; another one for each test. */
export function useCourseWorld(): void {
  beforeAll(async () => {
    store = await startBuiltStore('course-world');
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    renewWorld();
    await store.buildIndexes();
  });
}
