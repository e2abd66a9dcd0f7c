import { beforeEach, describe, expect, it } from 'vitest';
import { textOf } from '../../support/open-course.js';
import { open } from '../../support/use-course.js';
import {
  authorise,
  canvas,
  later,
  pull,
  quizId,
  sources,
  useCanvasCourse,
} from './use-canvas-course.js';

/** What Canvas leaves unsaid: lists that are cut, scores nobody gave, courses that are over. */

const LEARNERS = 130;
useCanvasCourse({ learners: LEARNERS });

const sub = (name: string) => canvas.person(name).sub;
const gradeOf = async (name: string, assessmentId = quizId()) =>
  (await pull(assessmentId)).grades.find(({ userId }) => userId === sub(name));
const codes = async () => (await pull()).notices.map(({ code }) => code);

beforeEach(() => {
  canvas.faults.clear();
  later(20 * 60_000);
});

describe('a list that is cut', () => {
  it('is read to its last page by bookmarks, active learners alone', async () => {
    canvas.person('learner20').enrollment = 'inactive';
    const { grades, notices } = await pull();
    delete canvas.person('learner20').enrollment;
    expect(grades).toHaveLength(LEARNERS - 1);
    expect(notices).toEqual([]);
  });

  it('takes what was graded since, whatever part of a second it was graded in', async () => {
    await pull();
    later(30_000);
    canvas.setGrade('learner21', 'Quiz 1', 11);
    expect(await gradeOf('learner21')).toMatchObject({ score: '11' });
  });

  it('is held against the roster: whoever authorised may see one section alone', async () => {
    canvas.person('learner1').section = 'A';
    canvas.person('teacher').limitedTo = 'A';
    const { grades, notices } = await pull();
    expect(grades.map(({ userId }) => userId)).toEqual([sub('learner1')]);
    expect(notices).toMatchObject([
      { code: 'canvas_not_shown', values: { count: LEARNERS - 1 }, blocks: false, isGap: true },
    ]);
    await expect(pull(quizId(), sub('learner2'))).rejects.toMatchObject({
      code: 'canvas_learner_unseen',
    });
    expect((await pull(quizId(), sub('learner1'))).grades).toHaveLength(1);
  });

  it('is whole again once a user for the whole platform authorised, who is asked first', async () => {
    await authorise('admin', 'accept', { whole: 'yes' });
    expect((await pull()).grades).toHaveLength(LEARNERS);
    expect((await pull(quizId(), sub('learner2'))).grades).toHaveLength(1);
    // Who may not read this course at all is followed by whoever authorised here.
    const admin = canvas.person('admin');
    admin.role = 'learner';
    expect((await pull()).grades).toHaveLength(1);
    admin.role = 'admin';
    delete canvas.person('teacher').limitedTo;
  });
});

describe('a score that nobody gave', () => {
  it('for missing work is none, zero or full marks, and said on the page', async () => {
    canvas.gradeMissing('learner30', 'Quiz 1', 0);
    canvas.gradeMissing('learner31', 'Quiz 1', 100);
    const { grades, notices } = await pull();
    const of = (name: string) => grades.find(({ userId }) => userId === sub(name));
    expect(of('learner30')).toMatchObject({ state: 'empty', score: null });
    expect(of('learner31')).toMatchObject({ state: 'empty', score: null });
    expect(notices).toContainEqual(
      expect.objectContaining({ code: 'canvas_automatic', values: { count: 2 }, isGap: true }),
    );
    later(1_000);
    canvas.setGrade('learner31', 'Quiz 1', 20);
    expect(await gradeOf('learner31')).toMatchObject({ state: 'graded', score: '20' });
  });

  it('is what is left after a deduction for lateness, and says what was taken off', async () => {
    canvas.setGrade('learner32', 'Quiz 1', 18);
    canvas.deductLate('learner32', 'Quiz 1', 5);
    expect(await gradeOf('learner32')).toMatchObject({ score: '13', deducted: '5' });
  });

  it('waits where a person has to look, where it was handed in again, and by New Quizzes', async () => {
    const essay = canvas.addActivity(canvas.course, {
      name: 'New quiz',
      kind: 'assign',
      maximum: 10,
    });
    canvas.setGrade('learner33', essay, 9, { pending: true });
    canvas.setGrade('learner34', essay, 9);
    canvas.resubmit('learner34', essay);
    canvas.setGrade('learner35', essay, 9);
    expect(await gradeOf('learner33', essay.id)).toMatchObject({ state: 'pending', score: null });
    expect(await gradeOf('learner34', essay.id)).toMatchObject({ state: 'pending', score: null });
    expect(await gradeOf('learner35', essay.id)).toMatchObject({ state: 'graded', score: '9' });
  });
});

describe('a course that is over', () => {
  it('has an empty roster: nothing is decided, and the reason is said', async () => {
    canvas.course.concluded = 422;
    later(20 * 60_000);
    const { grades, notices } = await pull();
    expect(grades).toEqual([]);
    expect(notices).toMatchObject([{ code: 'canvas_roster_empty', blocks: true }]);
    delete canvas.course.concluded;
    later(20 * 60_000);
    expect(await codes()).not.toContain('canvas_roster_empty');
  });
});

describe('a refusal', () => {
  it('of a call too many may be 429', async () => {
    Object.assign(canvas.api.quota, { status: 429, capacity: 0, leakPerSecond: 0 });
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_busy' });
    Object.assign(canvas.api.quota, { status: 403, capacity: 700, leakPerSecond: 10 });
  });

  it('of a revoked refresh token is an invalid request on an older Canvas', async () => {
    canvas.oauth.isBefore2022 = true;
    canvas.oauth.revoke();
    later(3_600_000);
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_grant_revoked' });
    const { browser } = await open.enter('teacher');
    expect(textOf(await browser.get(sources()))).toContain('The authorisation was withdrawn');
  });
});
