import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CourseKey } from '../grades/index.js';
import type { CheckDeps } from './check-deps.js';
import { AT_ONCE_EACH } from './choose-due.js';
import type { Claims } from './claims.js';
import { AFTER_CLAIM_MS, claimsOf } from './testing/dying-workers.js';
import { MINUTE, store, tenant, useCourseWorld, world } from './testing/use-course-world.js';

useCourseWorld();

/** Courses that are due, each with a rule of its own. */
async function dueCourses(count: number, of: Partial<CourseKey> = {}): Promise<CourseKey[]> {
  const now = world.clock.now();
  const courses = Array.from({ length: count }, (_, n) => ({
    ...tenant,
    contextId: `c${n}`,
    ...of,
  }));
  await Promise.all(
    courses.map(async (each) => {
      await world.stores.rules.insert(world.rule({ tenant: each }));
      await world.stores.checks.scheduleCheck(each, now);
    }),
  );
  return courses;
}

const rowOf = (course: CourseKey) => world.stores.checks.get(course);
const nobody = { claimedBy: { $exists: true } };
const claimed = () => store.connection.collection('course_checks').countDocuments(nobody);

/** How often each course was read. */
let reads: Map<string, number>;
function counting(gate: Promise<unknown> = Promise.resolve()): CheckDeps['pull'] {
  const { pull } = world.deps;
  return async (course, ...rest) => {
    const key = `${course.platformId} ${course.contextId}`;
    reads.set(key, (reads.get(key) ?? 0) + 1);
    await gate;
    return pull(course, ...rest);
  };
}

beforeEach(async () => {
  reads = new Map();
  const rows = ['course_checks', 'rules'];
  for (const each of rows) await store.connection.collection(each).deleteMany({});
});

/** Another process, with claims of its own. */
const another = (beatMs?: number): Claims => claimsOf(world, beatMs);

describe('courses that are due', () => {
  it('are looked at by one of two processes each, once', async () => {
    await dueCourses(40);
    world.deps.pull = counting();
    const taken = await Promise.all([
      world.watch({ claims: another() }).lookAtAll(),
      world.watch({ claims: another() }).lookAtAll(),
    ]);
    expect([...reads.values()]).toEqual(Array(40).fill(1));
    expect(taken[0] + taken[1]).toBe(40);
    expect(await claimed()).toBe(0);
    world.clock.advance(MINUTE / 60);
    expect(await world.watch().lookAtAll()).toBe(0);
  });

  it('are free again where their process died, as soon as its claims run out and not before', async () => {
    await dueCourses(5);
    world.deps.pull = counting();
    const dead = another();
    const due = await world.claimStore.findDue(world.clock.now(), 10);
    expect(await dead.take(due)).toHaveLength(5);
    expect(await world.watch({ claims: another() }).lookAtAll()).toBe(0);
    world.clock.advance(AFTER_CLAIM_MS);
    expect(await world.watch({ claims: another() }).lookAtAll()).toBe(5);
    expect([...reads.values()]).toEqual(Array(5).fill(1));
  });

  it('stay one process’s for as long as it says that it lives', async () => {
    await dueCourses(1);
    const alive = another(5);
    const [mine] = await alive.take(await world.claimStore.findDue(world.clock.now(), 1));
    for (let n = 0; n < 4; n += 1) {
      world.clock.advance(AFTER_CLAIM_MS / 2);
      const now = world.clock.now();
      const isKept = { claimedUntil: { $gt: new Date(now.getTime() + AFTER_CLAIM_MS / 2) } };
      await vi.waitFor(async () => {
        const rows = store.connection.collection('course_checks');
        expect(await rows.countDocuments(isKept)).toBe(1);
      }, 20_000);
    }
    expect(await world.claimStore.findDue(world.clock.now(), 1)).toEqual([]);
    expect(mine?.signal.aborted).toBe(false);
    await alive.release([mine!]);
    expect(await world.claimStore.findDue(world.clock.now(), 1)).toHaveLength(1);
  });

  it('are not written by a process that was silent too long: what the next one noted stands', async () => {
    const [course] = await dueCourses(1);
    let open = (): void => undefined;
    const gate = new Promise<void>((done) => (open = done));
    const silent = world.watch({ claims: another(), pull: counting(gate) });
    const late = silent.look();
    await vi.waitFor(() => expect(reads.size).toBe(1), 20_000);
    world.clock.advance(AFTER_CLAIM_MS);
    expect(await world.watch({ claims: another() }).lookAtAll()).toBe(1);
    const noted = await rowOf(course!);
    world.clock.advance(MINUTE);
    open();
    await late;
    await silent.end();
    expect(await rowOf(course!)).toEqual(noted);
  });

  it('are left alone by whoever asks for one now, while somebody is at it, and the other way round', async () => {
    const [course] = await dueCourses(1);
    const other = another();
    const held = await other.hold(course!);
    expect(await world.watch().lookAtAll()).toBe(0);
    expect(await another().hold(course!)).toBeNull();
    await other.release([held!]);
    expect(await world.watch().lookAtAll()).toBe(1);
  });

  it('come after those that ended the program, which are told apart and wait', async () => {
    const [course] = await dueCourses(1);
    world.deps.pull = counting();
    for (let n = 0; n < 5; n += 1) {
      const dead = another();
      const due = await world.claimStore.findDue(world.clock.now(), 1);
      const [mine] = await dead.take(due);
      // The second time on it is counted before anything is read.
      if (mine?.wasCut) await world.stores.checks.begin(course!);
      world.clock.advance(AFTER_CLAIM_MS);
    }
    await world.watch().lookAtAll();
    expect(reads.size).toBe(0);
    expect(await rowOf(course!)).toMatchObject({ failure: { code: 'check_ended_early' } });
  });

  it('are looked at again where somebody asked while nothing had changed', async () => {
    const [course] = await dueCourses(1);
    await world.watch().lookAtAll();
    world.clock.advance(MINUTE);
    const asked = new Date(world.clock.now().getTime() + 5);
    const { pull } = world.deps;
    const asking: CheckDeps['pull'] = async (...of) => {
      world.clock.set(asked);
      await world.stores.checks.scheduleCheck(course!, asked);
      return pull(...of);
    };
    const watch = world.watch({ pull: asking });
    expect(await watch.look()).toBe(1);
    await watch.end();
    expect((await rowOf(course!))?.nextAt).toEqual(asked);
    expect(await claimed()).toBe(0);
  });
});

describe('platforms', () => {
  it('are looked at by turns: neither a huge nor a slow one holds back another', async () => {
    await dueCourses(250, { platformId: 'huge' });
    world.clock.advance(1_000);
    const few = ['p2', 'p3', 'p4'];
    for (const platformId of few) await dueCourses(1, { platformId });
    let open = (): void => undefined;
    const gate = new Promise<void>((done) => (open = done));
    const slow = counting(gate);
    const quick = counting();
    const watch = world.watch({
      claims: another(),
      pull: (course, ...of) => (course.platformId === 'huge' ? slow : quick)(course, ...of),
    });
    await watch.look();
    await vi.waitFor(() => {
      expect(few.filter((id) => reads.has(`${id} c0`))).toEqual(few);
    }, 20_000);
    const ofHuge = [...reads.keys()].filter((key) => key.startsWith('huge '));
    expect(ofHuge).toHaveLength(AT_ONCE_EACH);
    open();
    await watch.end();
    // What had no turn was given back, and what had one is noted.
    expect(await claimed()).toBe(0);
  });
});
