import { describe, expect, it } from 'vitest';
import {
  courseStatusSchema,
  gradeOfCourse,
  gradeOfStatus,
  statusesSchema,
} from './completion-report.js';

const statusOf = (row: object) => {
  const parsed = statusesSchema.parse({ statuses: [{ cmid: '8', timecompleted: '0', ...row }] });
  return gradeOfStatus('4', parsed.statuses[0]!);
};

describe('completion of an activity', () => {
  it.each([
    ['complete', { state: '1', isoverallcomplete: true }, 'graded', 'complete'],
    ['passed', { state: '2', isoverallcomplete: true }, 'graded', 'complete'],
    [
      'failed where passing is asked for',
      { state: '3', isoverallcomplete: false },
      'graded',
      'incomplete',
    ],
    ['failed where any grade does', { state: '3', isoverallcomplete: true }, 'graded', 'complete'],
    ['not done', { state: '0', isoverallcomplete: false }, 'empty', 'incomplete'],
    // Moodle before 4.0 sends no such member.
    ['complete, told by an old Moodle', { state: '1' }, 'graded', 'complete'],
    ['failed, told by an old Moodle', { state: '3' }, 'graded', 'incomplete'],
  ])('that is %s', (_what, row, state, completion) => {
    expect(statusOf(row)).toMatchObject({ state, completion, score: null });
  });

  it('has the time that Moodle tells', () => {
    expect(statusOf({ state: '1', timecompleted: '1795229307' }).gradedAt).toEqual(
      new Date(1_795_229_307_000),
    );
    expect(statusOf({ state: '1', timecompleted: '0' })).not.toHaveProperty('gradedAt');
  });
});

describe('completion of a course', () => {
  const courseOf = (completed: boolean, times: (string | null)[]) =>
    gradeOfCourse(
      '4',
      courseStatusSchema.parse({
        completionstatus: {
          completed,
          completions: times.map((timecompleted) => ({ timecompleted })),
        },
      }).completionstatus,
    );

  it('is as old as the last condition that was met', () => {
    expect(courseOf(true, ['100', null, '300'])).toMatchObject({
      state: 'graded',
      completion: 'complete',
      gradedAt: new Date(300_000),
    });
  });

  it('that is not reached is not judged', () => {
    expect(courseOf(false, ['100'])).toMatchObject({ state: 'empty', completion: 'incomplete' });
  });
});
