import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCourse, startLaurel, textOf } from '../../support/open-course.js';

const laurel = await startLaurel();

describe('a badge for whoever may open a restricted activity', () => {
  let open: Awaited<ReturnType<typeof openCourse>>;
  let linkId = '';
  beforeAll(async () => {
    open = await openCourse('moodle', laurel, { learners: 4 });
    await open.enter('teacher');
    linkId = (await laurel.lti.contexts.links(open.course))[0]?.id ?? '';
  });
  afterAll(() => open.platform.close());

  const quiz = () => open.platform.course.columns.find(({ name }) => name === 'Quiz 1')!;
  const codes = async () => {
    const ref = { source: 'restricted' as const, assessmentId: linkId };
    const { notices } = await laurel.grades.pull(open.course, ref);
    return notices.filter(({ blocks }) => blocks).map(({ code }) => code);
  };
  const restrict = (percent: number | null) => {
    const { platform, tool } = open;
    if (platform.kind !== 'moodle') throw new Error('not a Moodle');
    platform.restrict(tool.link, percent === null ? null : quiz(), percent ?? 0);
  };
  const holders = () =>
    laurel.store.connection.collection('awards').distinct('userId', { state: 'active' });

  it('is given to the last learner of all, too', async () => {
    const { platform, enter, course } = open;
    for (let n = 1; n <= 3; n += 1) platform.setGrade(`learner${n}`, quiz(), 20);
    restrict(70);
    const { browser } = await enter('teacher');
    const page = await browser.get(`${laurel.url}/course/new`);
    expect(textOf(page)).toContain('(pass or fail)');
    const key = /name="use" value="([^"]+)"[^>]*><span>Can open/.exec(page.text)?.[1] ?? '';
    const typed = {
      use: key,
      [`unit_${key}`]: 'complete',
      release: 'immediately',
      name: 'Gate',
      canDo: 'pass',
      criteria: 'Pass the quiz.',
    };
    const looked = await browser.submit(page, { ...typed, do: 'simulate' }, '/course/new');
    expect(textOf(looked)).toContain('Moodle lists non-editing teachers as learners');
    await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
    await laurel.checks.check(course);
    const before = (await holders()).length;
    platform.setGrade('learner4', quiz(), 20);
    expect(await codes()).toEqual([]);
    await laurel.checks.check(course);
    expect((await holders()).length).toBe(before + 1);
    expect(await holders()).toContain(platform.person('learner4').sub);
  });

  it('names the activity as it is called, in the badge and for the learner', async () => {
    const { browser } = await open.enter('learner4');
    const mine = textOf(await browser.get(`${laurel.url}/my`));
    expect(mine).not.toMatch(/(May|Can) open/);
    const kept = await laurel.store.connection.collection('credentials').find().toArray();
    expect(kept.length).toBeGreaterThan(0);
    for (const { json } of kept) expect(String(json)).not.toMatch(/(May|Can) open/);
  });

  it('is put to the instructors where its holder turns out to teach the course', async () => {
    const { platform, enter, course } = open;
    const { sub } = platform.person('nonediting');
    expect(await holders()).toContain(sub);
    const theirs = await enter('nonediting');
    expect(textOf(theirs.page)).toContain('You are a non-editing teacher in this course');
    await laurel.checks.check(course);
    expect(await holders()).toContain(sub);
    const { browser } = await enter('teacher');
    const list = await browser.get(`${laurel.url}/course`);
    expect(textOf(list)).not.toContain('non-editing teacher');
    const href = /href="(\/course\/badges\/[^"?]+)"/.exec(list.text)?.[1] ?? '';
    const rule = await browser.get(`${laurel.url}${href}`);
    expect(textOf(rule)).toContain('Somebody who has the badge teaches this course.');
    const trace = await browser.get(`${laurel.url}${href}/learner?user=${sub}`);
    expect(textOf(trace)).toContain('has opened Laurel as a teacher');
    const kept = await browser.submit(trace, {}, '/keep');
    expect(textOf(kept)).not.toContain('has opened Laurel as a teacher');
    await enter('nonediting');
    expect(textOf(await browser.get(`${laurel.url}${href}`))).not.toContain('teaches this course');
  });

  it('stops when everybody may open it at once, until an instructor says that all have passed', async () => {
    const { platform, enter } = open;
    restrict(100);
    for (let n = 1; n <= 4; n += 1) platform.setGrade(`learner${n}`, quiz(), 15);
    expect(await codes()).toEqual([]);
    restrict(null);
    expect(await codes()).toEqual(['restriction_lifted']);
    const { browser } = await enter('teacher');
    const page = await browser.get(`${laurel.url}/course/restricted`);
    expect(textOf(page)).toContain('its restriction may have been taken away');
    const said = await browser.submit(page, {}, '/course/restricted');
    expect(textOf(said)).toContain('You said that everybody has passed.');
    expect(await codes()).toEqual([]);
    restrict(100);
    expect(await codes()).toEqual([]);
    restrict(null);
    expect(await codes()).toEqual(['restriction_lifted']);
  });
});
