import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestClock } from '../../../src/base/index.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { openCourse, textOf } from '../../support/open-course.js';

const TYPED = { name: 'Data analysis', canDo: 'sort data', criteria: 'Pass.' };
const clock = createTestClock(new Date());
let laurel: TestLaurel;
beforeAll(async () => {
  laurel = await startTestLaurel({ clock, pause: () => Promise.resolve() });
});
afterAll(() => laurel.close());

describe.each(['moodle', 'canvas'] as const)('a badge’s column on a %s-like platform', (kind) => {
  let open: Awaited<ReturnType<typeof openCourse>>;
  let path = '';
  beforeAll(async () => {
    open = await openCourse(kind, laurel, { clock });
    open.platform.setGrade('learner1', open.tool.link.column!, 90);
    const typed = { ...TYPED, release: 'immediately' };
    const { browser } = await open.enter('teacher');
    const empty = await browser.get(`${laurel.url}/course/new`);
    const looked = await browser.submit(empty, { ...typed, do: 'simulate' }, '/course/new');
    const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
    path = new URL(active.url).pathname;
    await browser.submit(await browser.get(`${laurel.url}${path}/column`), {}, '/column');
    await laurel.checks.check(open.course);
    await laurel.course.sendBadgeScores();
  });
  afterAll(() => open.platform.close());

  const column = () =>
    open.platform.course.columns.find((each) => each.name === 'Badge: Data analysis');
  const gradeOf = (name: string) => {
    const person = open.platform.person(name);
    const grades = column()!.grades;
    return grades.get(person.sub) ?? grades.get(person.id);
  };

  it('takes for now what the platform refuses for now, and holds nobody else up', async () => {
    const later = (name: string) => {
      open.platform.setGrade(name, open.tool.link.column!, 95);
    };
    const isScore = ({ method, path: asked }: { method: string; path: string }) =>
      method === 'POST' && asked.includes('/scores');
    later('learner5');
    later('learner6');
    await laurel.checks.check(open.course);
    // Not published yet: nobody is taken.
    const kinds = ['refused422', 'refused400'] as const;
    for (const refusal of kinds)
      open.platform.faults.add({ kind: refusal, match: isScore, times: 1 });
    await laurel.course.sendBadgeScores();
    expect(gradeOf('learner5')?.value ?? null).toBeNull();
    expect(gradeOf('learner6')?.value ?? null).toBeNull();
    const { browser } = await open.enter('teacher');
    const page = () => browser.get(`${laurel.url}${path}/column`).then(textOf);
    expect(await page()).toContain('2 scores were not taken by the gradebook so far');
    // Left alone for a while, whatever comes meanwhile.
    later('learner7');
    await laurel.checks.check(open.course);
    const before = open.platform.requests.filter(isScore).length;
    open.platform.faults.clear();
    open.platform.faults.add({ kind: 'phpLabel' });
    await laurel.course.sendBadgeScores();
    expect(gradeOf('learner7')?.value).toBe(1);
    expect(open.platform.requests.filter(isScore).length).toBe(before + 1);
    // Published: tried again by itself.
    clock.advance(30 * 60_000);
    await laurel.course.sendBadgeScores();
    expect(gradeOf('learner5')?.value).toBe(1);
    expect(gradeOf('learner6')?.value).toBe(1);
    expect(await page()).not.toContain('not taken');
    open.platform.faults.clear();
  });

  it('goes on to others when one score fails', async () => {
    for (const name of ['learner8', 'learner9']) {
      open.platform.setGrade(name, open.tool.link.column!, 95);
    }
    await laurel.checks.check(open.course);
    let failing: string | undefined;
    open.platform.faults.add({
      kind: 'error500',
      match: ({ method, path: asked }) => {
        if (method !== 'POST' || !asked.includes('/scores')) return false;
        // Three tries of the first score.
        failing = failing === undefined ? '3' : String(Number(failing) - 1);
        return Number(failing) > 0;
      },
    });
    await laurel.course.sendBadgeScores();
    const values = () => ['learner8', 'learner9'].map((name) => gradeOf(name)?.value ?? null);
    expect(values().filter((value) => value === 1)).toHaveLength(1);
    open.platform.faults.clear();
    clock.advance(30 * 60_000);
    await laurel.course.sendBadgeScores();
    expect(values()).toEqual([1, 1]);
  });
});
