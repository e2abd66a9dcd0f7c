import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { createTestClock } from '../../../src/base/index.js';
import type { Mirror } from '../../../src/grades/index.js';
import type { Column } from '../../support/lms/course.js';
import type { Browser, MoodleLike } from '../../support/lms/index.js';
import { openCourse } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

export const clock = createTestClock(new Date());

export let laurel: TestLaurel;

/** A course in Moodle, and its teacher. */
export let open: Omit<Awaited<ReturnType<typeof openCourse>>, 'platform'> & {
  readonly platform: MoodleLike;
  readonly browser: Browser;
};

/** The activity whose grades are mirrored. */
export let quiz: Column;

/** Laurel for a file, and another course for each of its tests. */
export function useMirror(): void {
  beforeAll(async () => {
    // The files of a worker share this module, and its clock.
    clock.set(new Date());
    laurel = await startTestLaurel({ clock });
  });
  afterAll(() => laurel.close());
  beforeEach(async () => {
    const opened = await openCourse('moodle', laurel, { clock });
    const platform = opened.platform as MoodleLike;
    open = { ...opened, platform, browser: (await opened.enter('teacher')).browser };
    quiz = platform.column('Quiz 1').column;
  });
  afterEach(() => open.platform.close());
}

/** A mirror’s column in the gradebook. */
export const columnOf = (mirror: Mirror): Column =>
  open.platform.course.columns.find((each) => mirror.lineItemId.includes(`/${each.id}/`))!;

/** Reads a mirror, a little later. */
export const pull = (mirror: Mirror) => {
  clock.advance(2_000);
  return laurel.grades.pull(open.course, { source: 'mirror', assessmentId: mirror.lineItemId });
};
/** What there is to say of such a reading. */
export const codes = async (mirror: Mirror) =>
  (await pull(mirror)).notices.map((each) => each.code);

/** What the walk-through asks of the teacher. */
export function setFormula(column: Column) {
  open.platform.setIdNumber(quiz, 'quiz1');
  open.platform.setCalculation(column, '=[[quiz1]]');
  clock.advance(2_000);
  open.platform.openGradebook();
}

/** A mirror of Quiz 1 that six learners have a grade in. */
export async function makeWorking(): Promise<{ mirror: Mirror; column: Column }> {
  const { course, platform } = open;
  const mirror = await laurel.grades.mirrors.create(course, {
    activity: 'Quiz 1',
    maximum: '20',
  });
  const column = columnOf(mirror);
  for (let n = 1; n <= 6; n += 1) platform.attempt(`learner${n}`, quiz, 8 + n);
  setFormula(column);
  await laurel.grades.mirrors.confirm(course, mirror.id, '20');
  return { mirror, column };
}
