import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createBrowser,
  launch,
  type Browser,
  type CanvasLike,
  type Course,
} from '../../support/lms/index.js';
import { formsOf } from '../../support/lms/browserless.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { openCourse, textOf } from '../../support/open-course.js';

let laurel: TestLaurel;
beforeAll(async () => {
  laurel = await startTestLaurel();
});
afterAll(() => laurel.close());

type Open = Awaited<ReturnType<typeof openCourse>>;

/** Opens the tool in a course by its first activity there. */
async function enterCourse(
  { platform, tool }: Open,
  course: Course,
  as = 'teacher',
  answer: 'bring' | 'leave' = 'bring',
) {
  const browser = createBrowser();
  const link =
    course.columns.find((column) => column.link)?.link ?? platform.addLink(tool, { course });
  const { response } = await launch(platform, { as, browser, link, course });
  // Canvas's history names any import, so there somebody is asked first.
  const offer = formsOf(response).find(({ action }) => action.endsWith('/course/bring/offer'));
  const page = offer ? await browser.submit(response, { do: answer }, offer.action) : response;
  return { browser, page };
}

async function activate(browser: Browser, changes: Record<string, string>): Promise<string> {
  const typed = {
    name: 'Data analysis',
    canDo: 'summarise data',
    criteria: 'Pass the activity.',
    release: 'immediately',
    effortHours: '6',
    tags: 'data, statistics',
    ...changes,
  };
  const page = await browser.get(`${laurel.url}/course/new`);
  const looked = await browser.submit(page, { ...typed, do: 'simulate' }, '/course/new');
  const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
  expect(active.url).toContain('/course/badges/');
  return active.url;
}

const draftsOf = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(/href="(\/course\/drafts\/[\w-]+)"/g)].map(([, href]) => href ?? ''),
  ),
];

describe.each(['moodle', 'canvas'] as const)(
  'the copy of a course on a %s-like platform',
  (kind) => {
    let open: Open;
    let copy: Course;
    const rulesOf = async (contextId: string) =>
      laurel.store.connection.collection('rules').countDocuments({ contextId });
    const row = (title: string) => `${title}</a>`;

    beforeAll(async () => {
      open = await openCourse(kind, laurel);
      open.tool.settings.custom.context_history = '$Context.id.history';
      const { browser } = await open.enter('teacher');
      const notBefore = '2026-01-02T00:00';
      await activate(browser, { notBefore });
      copy = open.platform.copyCourse(open.platform.course);
    });
    afterAll(() => open.platform.close());

    it('brings the rules along as drafts when a teacher opens it, in two windows at once, exactly once', async () => {
      const [first, second] = await Promise.all([enterCourse(open, copy), enterCourse(open, copy)]);
      for (const { page } of [first, second]) expect(page.status).toBe(200);
      const page = await first.browser.get(`${laurel.url}/course`);
      expect(draftsOf(page.text)).toHaveLength(1);
      expect(page.text).toContain(row('Data analysis'));
      expect(textOf(page)).toContain('A badge came along from “Introduction to Data”, as a draft.');
      expect(await rulesOf(copy.contextId)).toBe(0);
    });

    it('finds the assessments of the copy by title and maximum, and leaves dates out', async () => {
      const { browser, page } = await enterCourse(open, copy);
      const draft = await browser.get(`${laurel.url}${draftsOf(page.text)[0]}`);
      expect(textOf(draft)).toContain(
        'This draft came from “Introduction to Data”. It is not active.',
      );
      expect(textOf(draft)).not.toContain('Not ready in this course yet');
      const form = formsOf(draft).find((one) => one.fields.name === 'Data analysis');
      expect(form?.fields).toMatchObject({
        effortHours: '6',
        notBefore: '',
        release: 'immediately',
      });
      const use = form?.fields.use ?? '';
      expect(form?.fields[`mark_${use}`]).toBe('70');
      const looked = await browser.submit(draft, { do: 'simulate' }, '/course/drafts/');
      expect(textOf(looked)).toMatch(/would pass today/);
      const active = await browser.submit(looked, { do: 'activate' }, '/course/drafts/');
      expect(textOf(active)).toContain('The badge is active');
      expect(await rulesOf(copy.contextId)).toBe(1);
    });

    it('brings nothing again once that is done, whatever the original does later', async () => {
      const original = await open.enter('teacher');
      await activate(original.browser, { name: 'Made after the copy' });
      const { page } = await enterCourse(open, copy);
      expect(draftsOf(page.text)).toHaveLength(0);
      expect(textOf(page)).not.toContain('Made after the copy');
    });

    it('does not bring back a draft that was removed', async () => {
      const other = open.platform.copyCourse(open.platform.course);
      const { browser, page } = await enterCourse(open, other);
      expect(draftsOf(page.text)).toHaveLength(2);
      const removed = await browser.submit(page, {}, '/remove');
      expect(draftsOf(removed.text)).toHaveLength(1);
      // As if the work had been cut off before it was noted as done.
      await laurel.store.connection
        .collection('course_copies')
        .updateMany({ contextId: other.contextId }, { $set: { isDone: false } });
      const again = await enterCourse(open, other);
      expect(draftsOf(again.page.text)).toHaveLength(1);
    });

    it('says which assessment of the original it did not find', async () => {
      const other = open.platform.copyCourse(open.platform.course);
      const column = other.columns.find((one) => one.link)!;
      column.maximum = 55;
      const { browser, page } = await enterCourse(open, other);
      const draft = await browser.get(`${laurel.url}${draftsOf(page.text)[0]}`);
      expect(textOf(draft)).toContain(
        `${column.name} : It is here with a maximum of 55 instead of`,
      );
      const saved = await browser.submit(draft, { do: 'save' }, '/course/drafts/');
      expect(textOf(saved)).toContain(
        `${column.name} : It is here with a maximum of 55 instead of`,
      );
    });

    it('does nothing for a learner, nor in a course that has badges of its own', async () => {
      const other = open.platform.copyCourse(open.platform.course);
      await enterCourse(open, other, 'learner1');
      const count = () =>
        laurel.store.connection
          .collection('rule_drafts')
          .countDocuments({ contextId: other.contextId });
      expect(await count()).toBe(0);
      const { history } = other;
      other.history = [];
      const { browser } = await enterCourse(open, other);
      await activate(browser, { name: 'Of its own' });
      other.history = history;
      const own = await count();
      await enterCourse(open, other);
      expect(await count()).toBe(own);
    });

    it('is not taken at its word about a course of another platform or what is no id', async () => {
      const other = open.platform.addCourse({ title: 'Unrelated' });
      other.history = ['$where', `${'x'.repeat(300)}`, 'nowhere', other.contextId];
      const { page } = await enterCourse(open, other);
      expect(page.status).toBe(200);
      expect(draftsOf(page.text)).toHaveLength(0);
    });

    it('can be made up for by hand, from a course that the same person teaches', async () => {
      const other = open.platform.addCourse({ title: 'Restored from elsewhere' });
      const { browser } = await enterCourse(open, other);
      const page = await browser.get(`${laurel.url}/course/bring`);
      expect(textOf(page)).toContain('Introduction to Data');
      const refused = await browser.submit(page, { from: 'another' }, '/course/bring');
      expect(refused.status).toBe(422);
      const badge = /<option value="([\w-]{22})"[^>]*>[^<]* – Introduction to Data/.exec(page.text);
      const one = open.platform.addCourse({ title: 'Wants one' });
      const { browser: here } = await enterCourse(open, one);
      const form = await here.get(`${laurel.url}/course/bring`);
      const alone = await here.submit(form, { badge: badge?.[1] ?? '' }, '/course/bring');
      expect(draftsOf(alone.text)).toHaveLength(1);
      expect((await here.submit(form, { badge: 'not-there' }, '/course/bring')).status).toBe(422);
      const from = /value="([0-9a-f]{16})"/.exec(page.text)?.[1] ?? '';
      const brought = await browser.submit(page, { from }, '/course/bring');
      expect(textOf(brought)).toContain('The badges are here as drafts.');
      const count = draftsOf(brought.text).length;
      expect(count).toBeGreaterThan(0);
      const removed = await browser.submit(brought, {}, '/remove');
      expect(draftsOf(removed.text)).toHaveLength(count - 1);
      const again = await browser.submit(page, { from }, '/course/bring');
      expect(draftsOf(again.text)).toHaveLength(count);
      const stranger = await enterCourse(open, other, 'admin');
      const list = await stranger.browser.get(`${laurel.url}/course/bring`);
      expect(textOf(list)).toContain('No other course of yours has badges here');
      expect(list.text).toContain('href="/course/new" class="button primary"');
    });
  },
);

describe('what Canvas says of where the content of a course came from', () => {
  let open: Open;
  beforeAll(async () => {
    open = await openCourse('canvas', laurel);
    open.tool.settings.custom.context_history = '$Context.id.history';
    const { browser } = await open.enter('teacher');
    await activate(browser, {});
  });
  afterAll(() => open.platform.close());
  const draftsIn = ({ contextId }: Course) =>
    laurel.store.connection
      .collection('rule_drafts')
      .countDocuments({ platformId: open.course.platformId, contextId });

  it('brings nothing unasked: a single quiz that was imported says the same as a copy', async () => {
    const canvas = open.platform as CanvasLike;
    const other = canvas.addCourse({ title: 'Another term' });
    canvas.importContent(canvas.course, other);
    const link = canvas.addLink(open.tool, { course: other });
    const browser = createBrowser();
    const { response } = await launch(canvas, { as: 'teacher', browser, link, course: other });
    expect(textOf(response)).toContain(
      'Content of this course came from “Introduction to Data”, which has a badge.',
    );
    expect(await draftsIn(other)).toBe(0);
    const { page } = await enterCourse(open, other, 'teacher', 'leave');
    expect(draftsOf(page.text)).toHaveLength(0);
    // Said once: it is not asked again.
    const again = await launch(canvas, { as: 'teacher', browser, link, course: other });
    expect(textOf(again.response)).not.toContain('Content of this course came from');
    expect(await draftsIn(other)).toBe(0);
  });

  it('is nothing where finding it took too long', async () => {
    const canvas = open.platform as CanvasLike;
    const other = canvas.copyCourse(canvas.course);
    canvas.historyTimesOut = true;
    const { page } = await enterCourse(open, other);
    canvas.historyTimesOut = false;
    expect(page.status).toBe(200);
    expect(textOf(page)).not.toContain('Content of this course came from');
  });
});
