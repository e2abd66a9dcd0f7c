import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formsOf } from '../../support/lms/browserless.js';
import type { TestLaurel } from '../../support/start-test-laurel.js';
import { startTestLaurel } from '../../support/start-test-laurel.js';
import { openCourse, textOf } from '../../support/open-course.js';

let laurel: TestLaurel;
beforeAll(async () => {
  laurel = await startTestLaurel();
});
afterAll(() => laurel.close());

describe.each(['moodle', 'canvas'] as const)(
  'mapping and awarding on a %s-like platform',
  (kind) => {
    let open: Awaited<ReturnType<typeof openCourse>>;
    let ruleId = '';
    beforeAll(async () => {
      open = await openCourse(kind, laurel);
    });
    afterAll(() => open.platform.close());

    it('leads from the launch to an active badge', async () => {
      const { platform, tool } = open;
      platform.setGrade('learner1', tool.link.column!, 70);
      platform.setGrade('learner2', tool.link.column!, 69.99);
      platform.setGrade('learner3', tool.link.column!, 66);
      const { browser, page } = await open.enter('teacher');
      expect(page.status).toBe(200);
      expect(page.url).toBe(`${laurel.url}/course`);
      expect(textOf(page)).toContain('No badge yet');
      const setUp = await browser.get(`${laurel.url}/course/new`);
      expect(textOf(setUp)).toContain('Which assessment?');
      const typed = {
        name: 'Data analysis',
        canDo: 'clean and summarise data',
        criteria: 'Pass the activity.',
        release: 'immediately',
      };
      const bad = await browser.submit(
        setUp,
        { ...typed, name: '', do: 'simulate' },
        '/course/new',
      );
      expect(bad.status).toBe(422);
      expect(bad.text).toContain('clean and summarise data');
      expect(textOf(bad)).toContain('Give the badge a name');
      const looked = await browser.submit(bad, { ...typed, do: 'simulate' }, '/course/drafts/');
      expect(looked.status).toBe(200);
      expect(textOf(looked)).toMatch(/1 of \d+ would pass today/);
      expect(textOf(looked)).toContain('Within five points');
      const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
      expect(active.status).toBe(200);
      expect(active.url).toContain('/course/badges/');
      expect(textOf(active)).toContain('The badge is active');
      ruleId = /badges\/([\w-]+)/.exec(active.url)?.[1] ?? '';
    });

    it('gives exactly the passing learners one badge each, and nothing twice', async () => {
      expect(await laurel.checks.check(open.course)).toMatchObject({ granted: 1 });
      expect(await laurel.checks.check(open.course)).toMatchObject({ granted: 0, changed: 0 });
    });

    it('shows why and why not to the instructor', async () => {
      const { browser } = await open.enter('teacher');
      const page = await browser.get(`${laurel.url}/course/badges/${ruleId}`);
      expect(page.status).toBe(200);
      expect(textOf(page)).toContain('69.99 of 100 (69.99 %)');
      expect(textOf(page)).toMatch(/A grade of 70 or more in /);
      expect(textOf(page)).toContain('Last checked');
      const sub = open.platform.person('learner2').sub;
      const trace = await browser.get(
        `${laurel.url}/course/badges/${ruleId}/learner?user=${encodeURIComponent(sub)}`,
      );
      expect(textOf(trace)).toContain('A grade of 70 or more');
    });

    it('answers 403 to a learner on instructor pages, and 404 for a rule of another course', async () => {
      const { browser } = await open.enter('learner1');
      expect((await browser.get(`${laurel.url}/course`)).status).toBe(403);
      expect((await browser.get(`${laurel.url}/course/badges/${ruleId}`)).status).toBe(403);
      const teacher = await open.enter('teacher');
      expect((await teacher.browser.get(`${laurel.url}/course/badges/none`)).status).toBe(404);
    });

    it('shows the badge to its learner, who shares it', async () => {
      const { browser, page } = await open.enter('learner1');
      expect(page.url).toBe(`${laurel.url}/my`);
      expect(textOf(page)).toContain('Data analysis');
      const href = /href="(\/my\/badges\/[\w-]+)"/.exec(page.text)?.[1] ?? '';
      const badge = await browser.get(`${laurel.url}${href}`);
      expect(badge.status).toBe(200);
      const shared = await browser.submit(badge, { visibility: 'public' }, '/share');
      const address = /http:\/\/localhost:\d+\/credentials\/[\w-]+/.exec(shared.text)?.[0] ?? '';
      const outside = await fetch(address);
      expect(outside.status).toBe(200);
      const other = await open.enter('learner2');
      expect((await other.browser.get(`${laurel.url}${href}`)).status).toBe(404);
    });

    it('checks a learner at their launch, without a poll', async () => {
      open.platform.setGrade('learner5', open.tool.link.column!, 95);
      const { page } = await open.enter('learner5');
      expect(textOf(page)).toContain('Data analysis');
      expect(page.text).toContain('/my/badges/');
      const near = await open.enter('learner3');
      expect(textOf(near.page)).toContain('Still to be earned');
      expect(textOf(near.page)).toContain('66 of 100');
    });

    it('undoes the activation within its time', async () => {
      const { browser } = await open.enter('teacher');
      const page = await browser.get(`${laurel.url}/course/badges/${ruleId}`);
      const undone = await browser.submit(page, {}, '/undo');
      expect(undone.url).toContain(`/course/drafts/${ruleId}`);
      await laurel.checks.check(open.course);
      const mine = await open.enter('learner1');
      expect(textOf(mine.page)).toContain('No badge yet');
      expect(formsOf(undone).some((form) => form.fields.name === 'Data analysis')).toBe(true);
    });
  },
);

describe('a restricted activity of a Moodle-like platform', () => {
  it('passes those who may open it, and nobody while everybody may', async () => {
    const open = await openCourse('moodle', laurel);
    afterAll(() => open.platform.close());
    const { platform, tool, course } = open;
    if (platform.kind !== 'moodle') throw new Error('not a Moodle');
    await open.enter('teacher');
    const [link] = await laurel.lti.contexts.links(course);
    const pull = () => {
      const ref = { source: 'restricted' as const, assessmentId: link?.id ?? '' };
      return laurel.grades.pull(course, ref);
    };
    expect((await pull()).notices).toMatchObject([{ code: 'nobody_filtered', blocks: true }]);
    const quiz = platform.course.columns.find((column) => column.name === 'Quiz 1')!;
    platform.setGrade('learner1', quiz, 14);
    platform.setGrade('learner2', quiz, 13.99);
    platform.restrict(tool.link, quiz, 70);
    const { grades, notices } = await pull();
    const complete = grades.filter((grade) => grade.completion === 'complete');
    const names = complete.map((grade) => platform.person(grade.userId).username);
    expect(notices.filter(({ blocks }) => blocks)).toEqual([]);
    expect(names).toContain('learner1');
    expect(names).not.toContain('learner2');
    expect(names).not.toContain('teacher');
  });
});
