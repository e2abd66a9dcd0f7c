import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCourse, textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

const TYPED = { name: 'Data analysis', canDo: 'sort data', criteria: 'Pass.' };
let laurel: TestLaurel;
beforeAll(async () => {
  laurel = await startTestLaurel();
});
afterAll(() => laurel.close());

async function openWithBadge(kind: 'moodle' | 'canvas') {
  const open = await openCourse(kind, laurel);
  const { platform, tool, course, enter } = open;
  const typed = { ...TYPED, release: 'immediately' };
  const { browser } = await enter('teacher');
  const empty = await browser.get(`${laurel.url}/course/new`);
  const looked = await browser.submit(empty, { ...typed, do: 'simulate' }, '/course/new');
  const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
  const path = new URL(active.url).pathname;
  return {
    ...open,
    path,
    grade: (who: string, value: number) => platform.setGrade(who, tool.link.column!, value),
    /** Reads the roster and the grades anew. */
    async check() {
      await laurel.grades.roster(course, [], new Date());
      await laurel.checks.check(course);
    },
    async holders(): Promise<string[]> {
      const awards = laurel.store.connection.collection('awards');
      const found = await awards.find({ platformId: course.platformId, state: 'active' }).toArray();
      return found.map(({ userId }) => String(userId));
    },
    async page() {
      const visitor = await enter('teacher');
      return { ...visitor, page: await visitor.browser.get(`${laurel.url}${path}`) };
    },
  };
}

describe('who is what in a course, on a Moodle-like platform', () => {
  let open: Awaited<ReturnType<typeof openWithBadge>>;
  let sub = '';
  beforeAll(async () => {
    open = await openWithBadge('moodle');
    ({ sub } = open.platform.person('nonediting'));
  });
  afterAll(() => open.platform.close());

  it('does not change by a look: a teacher who sees the course as a student earns nothing', async () => {
    for (const name of ['nonediting', 'teacher', 'admin'] as const) {
      const person = open.platform.person(name);
      open.grade(name, 95);
      await open.enter(name);
      person.switchedTo = 'learner';
      await open.enter(name);
      await open.check();
      expect(await open.holders(), name).not.toContain(person.sub);
      delete person.switchedTo;
      await open.enter(name);
      await open.check();
      expect(await open.holders(), name).not.toContain(person.sub);
    }
  });

  it('is said with the reason, where somebody does not count', async () => {
    const { page } = await open.page();
    expect(textOf(page)).toMatch(
      /Nora Nielsen Is listed as a learner and has opened Laurel as a teacher/,
    );
    expect(textOf(page)).toMatch(/Ingrid Solberg Teaches this course/);
  });

  it('keeps what a teacher may do out of reach while they look as a student, and gives it back', async () => {
    const person = open.platform.person('nonediting');
    person.switchedTo = 'learner';
    const looking = await open.enter('nonediting');
    expect((await looking.browser.get(`${laurel.url}/course`)).status).toBe(403);
    expect(await laurel.lti.contexts.taughtBy(open.course, person.sub)).toEqual([]);
    delete person.switchedTo;
    const back = await open.enter('nonediting');
    expect((await back.browser.get(`${laurel.url}/course`)).status).toBe(200);
  });

  it('is settled by another instructor’s word, by nobody’s of themselves', async () => {
    const own = await open.enter('nonediting');
    const ownPage = await own.browser.get(`${laurel.url}${open.path}`);
    const refused = await own.browser.submit(ownPage, {}, '/studies');
    expect(textOf(refused)).toContain('Nothing was changed');
    await open.check();
    expect(await open.holders()).not.toContain(sub);
    const { browser, page } = await open.page();
    const said = await browser.submit(page, {}, '/studies');
    expect(textOf(said)).toContain('They count as a learner from now on');
    expect(textOf(said)).not.toContain('Nora Nielsen Is listed as a learner and');
    await open.check();
    expect(await open.holders()).toContain(sub);
    const [noted] = await laurel.audit.list({ action: 'learner.confirmed' });
    expect(noted?.actor).toMatch(/^person:/);
  });

  it('leaves a holder who teaches the way to their badges', async () => {
    const { page, browser } = await open.enter('nonediting');
    expect(page.text).toContain('href="/my"');
    expect(textOf(await browser.get(`${laurel.url}/my`))).toContain('Data analysis');
    const { page: others } = await open.enter('teacher');
    expect(others.text).not.toContain('href="/my"');
  });

  it('asks nothing about people who are no doubt: no such button for a teacher or a stranger', async () => {
    const { browser, page } = await open.page();
    const teacher = open.platform.person('teacher').sub;
    for (const userId of [teacher, 'nobody', '']) {
      const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
      const answer = await browser.request(`${laurel.url}${open.path}/studies`, {
        method: 'POST',
        body: new URLSearchParams({ userId, _csrf: token }),
        headers: { origin: laurel.url },
      });
      expect([answer.status, answer.url]).toEqual([303, answer.url]);
    }
    open.grade('teacher', 99);
    await open.check();
    expect(await open.holders()).not.toContain(teacher);
  });
});

describe('who is what in a course, on a Canvas-like platform', () => {
  let open: Awaited<ReturnType<typeof openWithBadge>>;
  beforeAll(async () => {
    open = await openWithBadge('canvas');
  });
  afterAll(() => open.platform.close());

  it('is a learner who assists in another section: they earn, and see both sides', async () => {
    const person = open.platform.person('learner5');
    person.assists = true;
    open.grade('learner5', 95);
    const { page, browser } = await open.enter('learner5');
    expect(page.url).toContain('/course');
    await open.check();
    expect(await open.holders()).toContain(person.sub);
    expect(textOf(await browser.get(`${laurel.url}/my`))).toContain('Data analysis');
    await open.enter('learner5');
    const { page: rule } = await open.page();
    expect(textOf(rule)).not.toContain('Somebody who has the badge teaches this course');
  });

  it('is what the roster says, not what somebody once launched as', async () => {
    const person = open.platform.person('learner6');
    person.role = 'nonediting';
    await open.enter('learner6');
    person.role = 'learner';
    open.grade('learner6', 95);
    await open.check();
    expect(await open.holders()).toContain(person.sub);
  });

  it('leaves the test student out and says so', async () => {
    const test = open.platform.person('student-view');
    open.grade('student-view', 100);
    await open.enter('student-view');
    await open.check();
    expect(await open.holders()).not.toContain(test.sub);
    expect(textOf((await open.page()).page)).toContain('The learning platform’s test student');
  });
});
