import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestClock } from '../../../src/base/index.js';
import type { CourseKey } from '../../../src/grades/index.js';
import { assessmentInputs, type Rule } from '../../../src/rules/index.js';
import { startPlainPlatform, type PlainPlatform } from '../../support/plain-platform.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { watchCourses } from '../../support/watched-courses.js';
import { watchStore, type StoreCommand } from '../../support/watch-store.js';

const COURSES = 20;
const POLL_MS = 120_000;
const LEARNERS = 5;
const LOW = { kind: 'percent', value: '20' } as const;

/** What a check of a course in which nothing has changed may cost at most. */
const BUDGET = { commandsPerCheck: 9, callsPerCheck: 2 };

const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify']);

let laurel: TestLaurel;
let platform: PlainPlatform;
let courses: CourseKey[];
const clock = createTestClock(new Date('2026-11-23T10:00:00Z'));

beforeAll(async () => {
  laurel = await startTestLaurel({ clock, env: { LOG_LEVEL: 'silent' } });
  platform = await startPlainPlatform(LEARNERS);
  courses = await watchCourses(laurel, [platform.url], COURSES, clock.now());
  await laurel.checks.checkDue();
});
afterAll(async () => {
  platform.close();
  await laurel.close();
});

/** Lets the courses become due and looks at them. @returns what that cost */
async function round(ms = POLL_MS): Promise<{ commands: StoreCommand[]; calls: string[] }> {
  clock.advance(ms);
  platform.calls.length = 0;
  let taken = 0;
  const commands = await watchStore(laurel.store, async () => {
    taken = await laurel.checks.checkDue();
  });
  expect(taken).toBe(COURSES);
  return { commands, calls: [...platform.calls] };
}

const kindsOf = (calls: readonly string[]) => new Set(calls.map((call) => call.split(' ')[1]));

it('a check without changes costs the store and the platform no more than it may', async () => {
  const { commands, calls } = await round();
  const told = new Map<string, number>();
  for (const { name, collection } of commands)
    told.set(`${name} ${collection}`, (told.get(`${name} ${collection}`) ?? 0) + 1);
  expect(commands.length / COURSES, JSON.stringify([...told])).toBeLessThanOrEqual(
    BUDGET.commandsPerCheck,
  );
  expect(calls.length / COURSES, calls.join('\n')).toBeLessThanOrEqual(BUDGET.callsPerCheck);
  expect(kindsOf(calls)).toEqual(new Set(['1', 'results']));
});

it('reads each roster once in ten minutes, and writes nothing of what has stayed', async () => {
  const rosters: string[] = [];
  for (let n = 0; n < 5; n += 1) {
    const { commands, calls } = await round();
    rosters.push(...calls.filter((call) => call.endsWith(' members')));
    const written = commands.filter(({ name }) => WRITES.has(name));
    expect(new Set(written.map(({ collection }) => collection))).toEqual(
      new Set(['course_checks']),
    );
    // Claimed by the batch, and noted by the batch.
    expect(written.length).toBeLessThanOrEqual(COURSES / 2);
  }
  expect(rosters).toHaveLength(COURSES);
  expect(new Set(rosters).size).toBe(COURSES);
});

it('sees a grade that changes, a rule that is changed and a badge whose time comes, all the same', async () => {
  const rules = laurel.rules.store;
  const decided = async (course: CourseKey) => {
    const [rule] = await rules.list(course, ['active']);
    return rule && laurel.awards.decisions.get(rule.id, '1');
  };
  const [first, second, third] = courses;
  expect((await decided(first!))?.decision.inputs).toMatchObject([{ score: '21' }]);
  platform.grade(first!.contextId, '1', 55);
  await round();
  expect((await decided(first!))?.decision.inputs).toMatchObject([{ score: '55' }]);

  const lowered = async (course: CourseKey, change: Partial<Rule>): Promise<string> => {
    const rule = (await rules.list(course, ['active']))[0]!;
    const inputs = assessmentInputs(rule).map((input) => ({ ...input, mark: LOW }));
    expect(await rules.save({ ...rule, inputs, ...change })).toBe(true);
    return rule.id;
  };
  const changed = await lowered(second!, {});
  await round();
  expect(await laurel.awards.store.countByRule(changed)).toBe(LEARNERS);

  // Nothing but the calendar changes: the rule opens between two looks.
  const opens = new Date(clock.now().getTime() + POLL_MS + POLL_MS / 2);
  const closed = await lowered(third!, { notBefore: opens });
  await round();
  expect(await laurel.awards.store.countByRule(closed)).toBe(0);
  await round();
  expect(await laurel.awards.store.countByRule(closed)).toBe(LEARNERS);
}, 120_000);
