import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../base/index.js';
import { createChangedSubmissions } from './changed-submissions.js';
import type { Submission } from './submission.js';

const row = (user: number, score: string | null, at: Date): Submission => ({
  user_id: String(user),
  assignment_id: '1',
  workflow_state: 'graded',
  score,
  grade: score,
  excused: false,
  posted_at: at,
  graded_at: at,
  submitted_at: null,
  points_deducted: null,
});

describe('submissions that are kept between two readings', () => {
  const course = (size: number) => {
    const clock = createTestClock(new Date('2026-11-21T10:00:00Z'));
    const rows = new Map(
      Array.from({ length: size }, (_, index) => [index, row(index, '5', clock.now())]),
    );
    const asked: (Date | undefined)[] = [];
    const changed = createChangedSubmissions(clock);
    const read = () =>
      changed('key', (since) => {
        asked.push(since);
        return Promise.resolve(
          [...rows.values()].filter(({ graded_at: at }) => !since || (at && at >= since)),
        );
      });
    return { clock, rows, asked, read };
  };

  it('are read as a whole where that is one page, so that an emptied grade is seen at once', async () => {
    const { rows, asked, read, clock } = course(100);
    await read();
    clock.advance(120_000);
    rows.set(3, { ...row(3, null, clock.now()), graded_at: null });
    expect((await read()).get('3')?.score).toBeNull();
    expect(asked).toEqual([undefined, undefined]);
  });

  it('are asked for by what was graded since where there are more, and merged', async () => {
    const { rows, asked, read, clock } = course(101);
    await read();
    clock.advance(120_000);
    rows.set(7, row(7, '9', clock.now()));
    const after = await read();
    expect(after.size).toBe(101);
    expect(after.get('7')?.score).toBe('9');
    expect(asked).toEqual([undefined, new Date('2026-11-21T09:59:00Z')]);
  });

  it('are read as a whole after ten minutes all the same', async () => {
    const { rows, read, clock } = course(250);
    await read();
    rows.set(3, { ...row(3, null, clock.now()), graded_at: null });
    clock.advance(120_000);
    expect((await read()).get('3')?.score).toBe('5');
    clock.advance(600_000);
    expect((await read()).get('3')?.score).toBeNull();
  });
});
