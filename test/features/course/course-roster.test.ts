import { afterAll, describe, expect, it } from 'vitest';
import { openCourse, startLaurel } from '../../support/open-course.js';

const laurel = await startLaurel();
const members = laurel.store.connection.collection('members');

describe.each(['moodle', 'canvas'] as const)('the roster of a course on %s', (kind) => {
  it('is kept with names and roles once it was read, and who is no more on it has left', async () => {
    const open = await openCourse(kind, laurel, { learners: 3 });
    afterAll(() => open.platform.close());
    const gone = { userId: 'gone', roles: ['Learner'], isActive: true, name: 'Ada Gone' };
    await laurel.people.takeRoster(open.course, [gone]);
    // On Canvas a launch reads the roster already.
    await open.enter('teacher');
    await laurel.grades.roster(open.course);
    const { platformId } = open.course;
    const stateOf = async (userId: string) => ({
      name: (await laurel.people.find(platformId, userId))?.name,
      status: (await members.findOne({ ...open.course, userId }))?.['status'] as unknown,
    });
    const learner = open.platform.person('learner1');
    expect(await stateOf(learner.sub)).toEqual({ status: 'active', name: learner.name });
    expect(await stateOf('gone')).toEqual({ status: 'left', name: 'Ada Gone' });
  });
});
