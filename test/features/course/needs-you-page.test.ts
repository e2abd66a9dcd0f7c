import { beforeAll, describe, expect, it } from 'vitest';
import { openTenant, register, setUpBadge, type Visitor } from '../../security/two-courses.js';
import { formsOf, startMoodleLike, type MoodleLike } from '../../support/lms/index.js';
import { startLaurel, textOf } from '../../support/open-course.js';

const laurel = await startLaurel();
let moodle: MoodleLike;
let teacher: Visitor;
let ruleId: string;
let userId: string;
let platformId: string;

beforeAll(async () => {
  moodle = await startMoodleLike();
  const tool = moodle.registerTool({ url: laurel.url });
  platformId = await register(laurel, moodle, tool);
  const tenant = openTenant(laurel, moodle, platformId, tool);
  ({ ruleId, userId } = await setUpBadge(laurel, tenant, 'Careful reading'));
  teacher = await tenant.enter('teacher');
  return () => moodle.close();
});

const course = () => teacher.browser.get(`${laurel.url}/course`);
const awardOf = async () => {
  const [award] = await laurel.awards.store.listByPerson(`${platformId}/${userId}`);
  return award!;
};

describe('what needs an instructor', () => {
  it('is nothing where all is decided', async () => {
    expect(textOf(await course())).toContain('Nothing needs you just now.');
  });

  it('stands first, with how many, on the course’s page and the badge’s card', async () => {
    await laurel.awards.store.setFall(await awardOf(), { since: laurel.clock.now() });
    const page = await course();
    const text = textOf(page);
    expect(text).toContain('1 decision needs you');
    expect(text).toContain('1 person has “Careful reading” and no longer meets the mark.');
    expect(text).toContain('1 needs you');
    expect(text.indexOf('1 decision needs you')).toBeLessThan(text.indexOf('1 needs you'));
    expect(page.text.replaceAll('&#x3D;', '=')).toContain(`/course/badges/${ruleId}?filter=fallen`);
  });

  it('is answered for all with one press, and the course’s page comes back without it', async () => {
    const page = await course();
    const form = formsOf(page).find(({ action }) => action.endsWith('/keep-all'));
    expect(form).toBeDefined();
    const after = await teacher.browser.submit(page, {}, '/keep-all');
    expect(new URL(after.url).pathname).toBe('/course');
    expect(textOf(after)).toContain('Nothing needs you just now.');
    expect((await awardOf()).fall?.kept).toBe(true);
    expect(await laurel.audit.list({ action: 'award.kept_all' })).toHaveLength(1);
  });

  it('leaves out what was not asked: keeping all grades that fell decides nothing about who teaches', async () => {
    await laurel.awards.store.setFall(await awardOf(), {
      since: laurel.clock.now(),
      why: 'teaches',
    });
    expect(textOf(await course())).toContain(
      '1 person who has “Careful reading” teaches this course.',
    );
    expect(await laurel.awards.store.keepFalls(ruleId)).toBe(0);
  });
});
