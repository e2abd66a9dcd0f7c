import { describe, expect, it } from 'vitest';
import { launch, startCanvasLike } from '../../support/lms/index.js';
import { laurel, settings, useServices } from './use-services.js';

useServices();

describe.each(['moodle', 'canvas'] as const)('NRPS at a %s-like platform', (kind) => {
  it('reads every member with roles in either vocabulary', async () => {
    const { platform, course } = settings[kind];
    const members = (await laurel.lti.nrps.fetchMembers(course)) ?? [];
    const ids = members.map((member) => member.userId);
    expect(new Set(ids).size).toBe(ids.length);
    for (let i = 1; i <= 12; i += 1) expect(ids).toContain(platform.person(`learner${i}`).sub);
    const teacher = members.find(({ userId }) => userId === platform.person('teacher').sub);
    expect(teacher?.roles.join()).toMatch(/Instructor/);
  });
});

describe('a name on the roster of a Moodle-like platform', () => {
  it('is the text that Moodle wrote as HTML', async () => {
    const { platform, course } = settings.moodle;
    const person = platform.person('learner1');
    const { name } = person;
    person.name = 'Smith & Sons <3';
    const members = await laurel.lti.nrps.fetchMembers(course);
    person.name = name;
    expect(members?.find(({ userId }) => userId === person.sub)?.name).toBe('Smith & Sons <3');
  });
});

describe('a non-editing teacher of a Moodle-like platform', () => {
  it('is on the roster a learner until their own launch says that they teach', async () => {
    const { platform, course } = settings.moodle;
    const { sub } = platform.person('nonediting');
    const rolesOf = async () =>
      (await laurel.lti.nrps.fetchMembers(course))?.find(({ userId }) => userId === sub)?.roles;
    expect(await rolesOf()).toEqual(['Learner']);
    await launch(platform, { as: 'nonediting' });
    expect(await rolesOf()).toEqual(['Learner', 'Instructor']);
  });
});

describe('a large course', () => {
  it('is read page by page to its end at a Canvas-like platform', async () => {
    const canvas = await startCanvasLike({ learners: 120 });
    try {
      const { tool, platformId } = await laurel.register(canvas);
      await launch(canvas, { as: 'teacher' });
      const contextId = laurel.launches.at(-1)?.context.id ?? '';
      const course = { platformId, deploymentId: tool.deploymentId, contextId };
      const members = (await laurel.lti.nrps.fetchMembers(course)) ?? [];
      expect(
        members.filter(({ roles }) => roles.join().includes('Learner')).length,
      ).toBeGreaterThanOrEqual(120);
      const asked = canvas.requests.filter(({ path }) => /names_and_roles/.test(path));
      expect(asked.length).toBeGreaterThan(2);
    } finally {
      await canvas.close();
    }
  });
});
