import { describe, expect, it } from 'vitest';
import { createBrowser, launch } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import {
  clock,
  codes,
  columnOf,
  laurel,
  makeWorking,
  open,
  pull,
  quiz,
  setFormula,
  useMirror,
} from './use-mirror.js';

useMirror();

describe('a mirror column whose grades are doubtful', () => {
  it('is doubtful while the course waits for a recalculation, and fresh after one', async () => {
    const { platform, course } = open;
    const { mirror } = await makeWorking();
    expect(await codes(mirror)).toEqual([]);
    await laurel.grades.mirrors.create(course, { activity: 'Quiz 2', maximum: '10' });
    clock.advance(2_000);
    platform.attempt('learner1', quiz, 19);
    const stale = await pull(mirror);
    expect(stale.notices).toMatchObject([{ code: 'mirror_stale', blocks: true }]);
    expect(stale.grades.find((each) => each.score === '19')).toBeUndefined();
    await launch(platform, { as: 'learner2', browser: createBrowser() });
    const fresh = await pull(mirror);
    expect(fresh.notices).toEqual([]);
    expect(fresh.grades.find((each) => each.score === '19')).toBeDefined();
  });

  it('takes the word of an instructor who opened the grader report', async () => {
    const { platform, course, browser } = open;
    const { mirror } = await makeWorking();
    await pull(mirror);
    await laurel.grades.mirrors.create(course, { activity: 'Quiz 2', maximum: '10' });
    expect(await codes(mirror)).toEqual(['mirror_stale']);
    platform.openGradebook();
    const page = await browser.get(`${laurel.url}/course/mirror/${mirror.id}`);
    await browser.submit(page, {}, '/recalculated');
    expect(await codes(mirror)).toEqual([]);
  });

  it('stops when the activity gets a larger maximum, at one value that cannot be', async () => {
    const { platform, course } = open;
    const { mirror } = await makeWorking();
    await pull(mirror);
    platform.setMaximum(quiz, 40);
    platform.openGradebook();
    expect(await codes(mirror)).toEqual(['mirror_above']);
    expect(await codes(mirror)).toEqual(['mirror_above']);
    // Its own page says so too, and asks: nothing there is green.
    const page = textOf(await open.browser.get(`${laurel.url}/course/mirror/${mirror.id}`));
    expect(page).toContain('the maximum has been raised');
    expect(page).toContain('enter it again');
    expect(page).not.toContain('It works');
    await laurel.grades.mirrors.confirm(course, mirror.id, '40');
    const { notices, grades, assessment } = await pull(mirror);
    expect(notices).toEqual([]);
    expect(assessment).toMatchObject({ title: 'Quiz 1', maximum: '40' });
    expect(grades[0]).toMatchObject({ score: '18', maximum: '40' });
  });

  it('stops for all when the grades rose by one factor and each could still be', async () => {
    const { platform, course } = open;
    const mirror = await laurel.grades.mirrors.create(course, {
      activity: 'Quiz 1',
      maximum: '20',
    });
    platform.attempt('learner1', quiz, 4);
    platform.attempt('learner2', quiz, 5);
    setFormula(columnOf(mirror));
    await laurel.grades.mirrors.confirm(course, mirror.id, '20');
    expect(await codes(mirror)).toEqual([]);
    // What a teacher typed keeps its points when the others are graded anew.
    platform.setGrade('learner4', quiz, 7);
    expect(await codes(mirror)).toEqual([]);
    platform.setMaximum(quiz, 40);
    platform.attempt('learner3', quiz, 20);
    platform.openGradebook();
    // One learner's own check sees it too: 20 of 40 would read as 20 of 20.
    clock.advance(2_000);
    const { notices } = await laurel.grades.pull(
      course,
      { source: 'mirror', assessmentId: mirror.lineItemId },
      { userId: platform.person('learner3').sub },
    );
    expect(notices).toMatchObject([{ code: 'mirror_rescaled', blocks: true }]);
  });

  it('without headroom, as older ones are, decides nothing on a value at its end', async () => {
    const { platform } = open;
    const { mirror, column } = await makeWorking();
    column.maximum = 20;
    await laurel.store.connection
      .collection('mirror_columns')
      .updateOne({ lineItemId: mirror.lineItemId }, { $set: { maximum: '20' } });
    platform.attempt('learner7', quiz, 20);
    const { notices, grades } = await pull(mirror);
    expect(notices).toMatchObject([{ code: 'mirror_at_clip', blocks: false }]);
    const { sub } = platform.person('learner7');
    expect(grades.find(({ userId }) => userId === sub)).toMatchObject({
      state: 'pending',
      score: null,
    });
    expect(grades.filter(({ score }) => score !== null)).toHaveLength(6);
  });

  it('does not take new perfect grades for cut ones', async () => {
    const { platform } = open;
    const { mirror } = await makeWorking();
    await pull(mirror);
    for (let n = 7; n <= 12; n += 1) platform.attempt(`learner${n}`, quiz, 20);
    expect(await codes(mirror)).toEqual([]);
  });

  it('stops when the column itself was given another maximum, which freezes it', async () => {
    const { mirror, column } = await makeWorking();
    await pull(mirror);
    column.maximum = 40;
    expect((await pull(mirror)).notices).toMatchObject([{ code: 'mirror_frozen', blocks: true }]);
  });

  it('says so when nothing has changed for a week, as after the activity was deleted', async () => {
    const { platform } = open;
    const { mirror } = await makeWorking();
    await pull(mirror);
    platform.deleteColumn(quiz);
    expect(platform.openGradebook()).toBe(false);
    clock.advance(8 * 86_400_000);
    expect((await pull(mirror)).notices).toMatchObject([
      { code: 'mirror_silent', blocks: false, remedy: expect.stringContaining('grader report') },
    ]);
  });
});
