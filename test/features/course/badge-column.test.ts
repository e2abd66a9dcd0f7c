import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { openCourse, textOf } from '../../support/open-course.js';

const TYPED = { name: 'Data analysis', canDo: 'sort data', criteria: 'Pass.' };
let laurel: TestLaurel;
beforeAll(async () => {
  laurel = await startTestLaurel();
});
afterAll(() => laurel.close());

describe.each(['moodle', 'canvas'] as const)(
  'a badge’s gradebook column on a %s-like platform',
  (kind) => {
    let open: Awaited<ReturnType<typeof openCourse>>;
    let path = '';
    beforeAll(async () => {
      open = await openCourse(kind, laurel);
      open.platform.setGrade('learner1', open.tool.link.column!, 90);
      open.platform.setGrade('learner2', open.tool.link.column!, 80);
      open.platform.setGrade('learner3', open.tool.link.column!, 20);
      const typed = { ...TYPED, release: 'immediately' };
      const { browser } = await open.enter('teacher');
      const empty = await browser.get(`${laurel.url}/course/new`);
      const looked = await browser.submit(empty, { ...typed, do: 'simulate' }, '/course/new');
      const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
      path = new URL(active.url).pathname;
    });
    afterAll(() => open.platform.close());

    const column = () =>
      open.platform.course.columns.find((each) => each.name === 'Badge: Data analysis');
    const gradeOf = (name: string) => {
      const person = open.platform.person(name);
      const grades = column()!.grades;
      return grades.get(person.sub) ?? grades.get(person.id);
    };

    it('is made when an instructor asks, who is told before what it does', async () => {
      const { browser } = await open.enter('teacher');
      const page = await browser.get(`${laurel.url}${path}/column`);
      expect(textOf(page)).toContain('What students see');
      expect(textOf(page)).toContain('1 point in the course total');
      expect(column()).toBeUndefined();
      // Two windows at once: one column.
      const answers = await Promise.all([1, 2].map(() => browser.submit(page, {}, '/column')));
      expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
      expect(answers.every(({ status }) => [200, 409].includes(status))).toBe(true);
      const made = await browser.get(`${laurel.url}${path}/column`);
      expect(textOf(made)).toContain('The gradebook has this column');
      expect(column()?.maximum).toBe(1);
      const alike = open.platform.course.columns.filter(({ name }) => name === column()?.name);
      expect(alike).toHaveLength(1);
    });

    it('gets a point with a comment for each earned badge, never over a teacher’s grade', async () => {
      open.platform.setGrade('learner2', column()!, 0.5);
      await laurel.checks.check(open.course);
      const before = open.platform.requests.length;
      await laurel.course.sendBadgeScores();
      const asked = open.platform.requests.slice(before);
      const scores = asked.filter(({ path: to }) => to.endsWith('/scores'));
      expect(asked.filter(({ path: to }) => `${to}/scores` === scores[0]?.path)).toHaveLength(1);
      expect(gradeOf('learner1')).toMatchObject({ value: 1, byTool: true });
      expect(gradeOf('learner1')?.comment).toContain('Badge: Data analysis');
      expect(gradeOf('learner2')?.value).toBe(0.5);
      expect(gradeOf('learner3')?.value ?? null).toBeNull();
    });

    it('is not written to twice: a teacher’s later grade stays', async () => {
      open.platform.setGrade('learner1', column()!, 0.25);
      await laurel.course.sendBadgeScores();
      expect(gradeOf('learner1')?.value).toBe(0.25);
    });

    it('leaves a grade that a teacher types between our look and our score', async () => {
      open.platform.setGrade('learner4', open.tool.link.column!, 95);
      await laurel.checks.check(open.course);
      let isTyped = false;
      open.platform.faults.add({
        kind: 'error500',
        match: ({ method, path: asked }) => {
          if (method === 'POST' && asked.includes('/scores') && !isTyped) {
            isTyped = true;
            open.platform.setGrade('learner4', column()!, 0.5);
          }
          return false;
        },
      });
      await laurel.course.sendBadgeScores();
      expect(isTyped).toBe(true);
      expect(gradeOf('learner4')?.value).toBe(0.5);
      open.platform.faults.clear();
    });

    it('is no assessment that a badge could ask for', async () => {
      const { browser } = await open.enter('teacher');
      const setUp = await browser.get(`${laurel.url}/course/new`);
      expect(textOf(setUp)).not.toContain('Badge: Data analysis');
    });

    it('is offered for removal when the badge ends', async () => {
      const { browser } = await open.enter('teacher');
      await browser.submit(await browser.get(`${laurel.url}${path}/end`), {}, '/end');
      const rule = await browser.get(`${laurel.url}${path}`);
      expect(textOf(rule)).toContain('Remove its gradebook column');
      const page = await browser.get(`${laurel.url}${path}/column`);
      const removed = await browser.submit(page, {}, '/column/remove');
      expect(textOf(removed)).toContain('The column is removed');
      expect(column()).toBeUndefined();
    });
  },
);
