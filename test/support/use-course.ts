import { afterAll, beforeAll } from 'vitest';
import { openCourse } from './open-course.js';
import { startTestLaurel, type TestLaurel } from './start-test-laurel.js';

export let laurel: TestLaurel;

/** A course of a platform that `laurel` knows. */
export let open: Awaited<ReturnType<typeof openCourse>>;

/** A running Laurel and one course with the tool in it, for all tests of a file. */
export function useCourse(
  kind: 'moodle' | 'canvas',
  options: Parameters<typeof startTestLaurel>[0] & Parameters<typeof openCourse>[2] = {},
): void {
  beforeAll(async () => {
    laurel = await startTestLaurel(options);
    open = await openCourse(kind, laurel, options);
  });
  afterAll(async () => {
    await open.platform.close();
    await laurel.close();
  });
}
