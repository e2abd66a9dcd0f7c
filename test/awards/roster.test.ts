import { afterAll, describe, expect, it } from 'vitest';
import { openCourse, startLaurel } from './open-course.js';

const laurel = await startLaurel();

describe.each(['moodle', 'canvas'] as const)('the roster of a course on %s', (kind) => {
  it('is kept with names and roles once it was read, and who is no more on it has left', async () => {
    const open = await openCourse(kind, laurel, { learners: 3 });
    afterAll(() => open.platform.close());
    await open.enter('teacher');
    const gone = { userId: 'gone', roles: ['Learner'], isActive: true, name: 'Ada Gone' };
    await laurel.people.takeRoster(open.course, [gone]);
    await laurel.grades.roster(open.course);
    const members = await laurel.people.listMembers(open.course);
    const byId = new Map(members.map((member) => [member.userId, member]));
    const learner = open.platform.person('learner1');
    expect(byId.get(learner.sub)).toMatchObject({
      status: 'active',
      person: { name: learner.name },
    });
    expect(byId.get('gone')).toMatchObject({ status: 'left', person: { name: 'Ada Gone' } });
  });
});
