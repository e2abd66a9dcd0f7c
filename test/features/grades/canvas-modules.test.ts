import { beforeAll, expect, it } from 'vitest';
import { activateBadge, holders } from '../../support/activate-badge.js';
import { textOf } from '../../support/open-course.js';
import { laurel, open } from '../../support/use-course.js';
import { canvas, clock, later, useCanvasCourse } from './use-canvas-course.js';

const MINUTE = 60_000;

useCanvasCourse({ learners: 4 });
beforeAll(() => {
  const module = (id: string, name: string, more: object = {}) => ({
    id,
    name,
    published: true,
    hasRequirements: true,
    done: new Map<string, Date>(),
    ...more,
  });
  canvas.course.modules = [
    module('71', 'Week 1'),
    module('72', 'Reading list', { hasRequirements: false }),
    module('73', 'Week 2', { published: false }),
  ];
});

const finish = (who: string) =>
  canvas.course.modules![0]!.done.set(canvas.person(who).id, clock.now());

it('modules are offered, and greyed where completing them proves nothing or nobody can', async () => {
  const { browser } = await open.enter('teacher');
  const page = await browser.get(`${laurel.url}/course/new`);
  expect(page.text).toMatch(/value="\w+"><span>Module completed: “Week 1”/);
  expect(page.text).toMatch(/value="\w+" disabled><span>Module completed: “Reading list”/);
  expect(page.text).toMatch(/value="\w+" disabled><span>Module completed: “Week 2”/);
  expect(textOf(page)).toContain('has no completion requirements');
  expect(textOf(page)).toContain('This module is not published in Canvas');
});

it('a badge comes when the module is completed, and until then it is said why not', async () => {
  finish('learner1');
  const { browser } = await open.enter('teacher');
  const { looked, path } = await activateBadge(browser, 'Module completed: “Week 1”', {
    name: 'Week',
  });
  expect(textOf(looked)).toContain('1 of 4');
  await laurel.checks.check(open.course);
  expect(await holders()).toEqual([canvas.person('learner1').sub]);
  const trace = async () => {
    const { sub } = canvas.person('learner2');
    return textOf(await browser.get(`${laurel.url}${path}/learner?user=${sub}`));
  };
  expect(await trace()).toContain('not complete yet');
  const mine = await open.enter('learner2');
  expect(textOf(await mine.browser.get(`${laurel.url}/my`))).toContain(
    'Module completed: “Week 1”',
  );
  finish('learner2');
  later(2 * MINUTE);
  await laurel.checks.check(open.course);
  expect(await holders()).toHaveLength(2);
});

it('a learner’s own check reads their modules alone', async () => {
  const { browser } = await open.enter('learner3');
  finish('learner3');
  later(2 * MINUTE);
  const before = canvas.requests.length;
  await browser.submit(await browser.get(`${laurel.url}/my`), {}, '/my/check');
  const asked = canvas.requests
    .slice(before)
    .filter(({ path, query }) => path.endsWith('/modules') && 'student_id' in query);
  expect(new Set(asked.map(({ query }) => query.student_id))).toEqual(
    new Set([canvas.person('learner3').id]),
  );
  expect(await holders()).toContain(canvas.person('learner3').sub);
});

it('that is gone pauses its rule; that is unpublished again decides nothing', async () => {
  const [week] = canvas.course.modules!;
  week!.published = false;
  later(2 * MINUTE);
  await laurel.checks.check(open.course);
  const { browser } = await open.enter('teacher');
  const course = async () => textOf(await browser.get(`${laurel.url}/course`));
  expect(await course()).not.toMatch(/Paused/);
  canvas.course.modules!.shift();
  later(2 * MINUTE);
  await laurel.checks.check(open.course);
  expect(await course()).toMatch(/Paused|paused/);
  expect(await holders()).toHaveLength(3);
});
