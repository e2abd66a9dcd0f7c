import { describe, expect, it } from 'vitest';
import { createBrowser, launch } from '../../support/lms/index.js';
import { open, useCourse } from '../../support/use-course.js';

useCourse('moodle');

describe('a class that comes in at once', () => {
  it('is let in, everybody, where nothing is known yet of the place', async () => {
    const learners = Array.from({ length: 12 }, (_, n) => `learner${n + 1}`);
    const answers = await Promise.all(
      learners.map((as) => launch(open.platform, { as, browser: createBrowser() })),
    );
    expect(answers.map(({ response }) => response.status)).toEqual(learners.map(() => 200));
  });
});
