import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourceKind } from '../../../src/grades/index.js';
import { createBrowser, launch, type MoodleLike } from '../../support/lms/index.js';
import { formsOf } from '../../support/lms/browserless.js';
import { openCourse, startLaurel, textOf } from '../../support/open-course.js';
import { assessmentKey } from '../../../src/course/set-up/choices.js';

const laurel = await startLaurel();

describe('the copy of a Moodle course with a mirror column and restricted activities', () => {
  let open: Awaited<ReturnType<typeof openCourse>>;
  let moodle: MoodleLike;
  let copy: MoodleLike['course'];
  const copied = () => ({ ...open.course, contextId: copy.contextId });

  async function activate(source: SourceKind, assessmentId: string, name: string) {
    const { browser } = await open.enter('teacher');
    const key = assessmentKey({ source, id: assessmentId });
    const typed = {
      use: key,
      [`mark_${key}`]: '65',
      [`unit_${key}`]: 'percent',
      release: 'immediately',
      name,
      canDo: 'do it',
      criteria: 'Pass.',
    };
    const page = await browser.get(`${laurel.url}/course/new`);
    const looked = await browser.submit(page, { ...typed, do: 'simulate' }, '/course/new');
    const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
    expect(active.url).toContain('/course/badges/');
  }

  /** A teacher opens the copy by its one graded activity; the draft of a badge there. */
  async function openDraft(name: string) {
    const browser = createBrowser();
    const link = copy.columns.find((column) => column.link?.title === 'Course badges')?.link;
    const { response } = await launch(moodle, {
      as: 'teacher',
      browser,
      course: copy,
      link: link!,
    });
    const href = new RegExp(`href="([^"]+)"[^>]*>${name}</a>`).exec(response.text)?.[1] ?? '';
    const draft = await browser.get(new URL(href, laurel.url).href);
    const form = formsOf(draft).find((one) => one.fields.name === name);
    return { browser, draft, form };
  }

  beforeAll(async () => {
    open = await openCourse('moodle', laurel);
    moodle = open.platform as MoodleLike;
    open.tool.settings.custom.context_history = '$Context.id.history';
    await open.enter('teacher');
    moodle.setIdNumber('Quiz 1', 'quiz1');
    moodle.setGrade('learner1', 'Quiz 1', 15);
    const mirror = await laurel.grades.mirrors.create(open.course, {
      activity: 'Quiz 1',
      maximum: '20',
    });
    await laurel.grades.mirrors.confirm(open.course, mirror.id, '20');
    const column = moodle.course.columns.find(({ tag }) => tag === 'laurel-mirror')!;
    moodle.setCalculation(column, '=[[quiz1]]');
    moodle.openGradebook();
    await laurel.grades.mirrors.recalculated(open.course);
    await activate('mirror', mirror.lineItemId, 'By mirror');
    for (const [title, maximum] of [
      ['Graded gate', 10],
      ['Plain gate', null],
    ] as const) {
      const link = moodle.addLink(open.tool, { title, maximum });
      moodle.restrict(link, 'Quiz 1', 70);
      await launch(moodle, { as: 'teacher', browser: createBrowser(), link });
      await activate('restricted', link.id, `By ${title}`);
    }
    copy = moodle.copyCourse(moodle.course);
  });
  afterAll(() => moodle.close());

  it('names the column that came along, says the step that is left, and leads to it', async () => {
    const { browser, draft, form } = await openDraft('By mirror');
    expect(form?.fields.use).toBeUndefined();
    expect(textOf(draft)).toContain('Quiz 1 : It came along, and one step is left');
    expect(textOf(draft)).toContain('Nobody has confirmed yet what the maximum of the activity is');
    const [mirror] = await laurel.grades.mirrors.list(copied());
    expect(mirror).toMatchObject({ activity: 'Quiz 1', maximum: '200' });
    const column = await browser.get(`${laurel.url}/course/mirror/${mirror?.id ?? ''}`);
    expect(draft.text).toContain(`href="/course/mirror/${mirror?.id ?? ''}"`);
    moodle.openGradebook(copy);
    await browser.submit(column, { maximum: '20' }, '/confirm');
    const ready = await openDraft('By mirror');
    const key = assessmentKey({ source: 'mirror', id: mirror?.lineItemId ?? '' });
    expect(ready.form?.fields).toMatchObject({ use: key, [`mark_${key}`]: '65' });
    expect(textOf(ready.draft)).not.toContain('Not ready in this course yet');
  });

  it('finds a restricted activity by its column before anybody has opened it', async () => {
    const { draft, form } = await openDraft('By Graded gate');
    const link = copy.columns.find((column) => column.link?.title === 'Graded gate')?.link;
    const key = assessmentKey({ source: 'restricted', id: link?.id ?? '' });
    expect(form?.fields.use).toBe(key);
    expect(textOf(draft)).not.toContain('Not ready in this course yet');
    moodle.restrict(link!, 'Quiz 1', 70);
    const pull = await laurel.grades.pull(copied(), {
      source: 'restricted',
      assessmentId: link?.id ?? '',
    });
    expect(pull.assessment.title).toBe('Graded gate');
    // That Moodle lists its non-editing teachers as learners is said before anybody earns.
    expect(pull.notices).toMatchObject([{ code: 'restricted_teachers', blocks: false }]);
  });

  it('says of an activity without a column that somebody has to open it, and finds it then', async () => {
    const link = moodle.addLink(open.tool, { course: copy, title: 'Plain gate', maximum: null });
    const before = await openDraft('By Plain gate');
    expect(before.form?.fields.use).toBeUndefined();
    expect(textOf(before.draft)).toContain(
      'Can open “Plain gate” (pass or fail) : An activity that is not graded is known once somebody has opened it.',
    );
    await launch(moodle, { as: 'learner1', browser: createBrowser(), link, course: copy });
    const after = await openDraft('By Plain gate');
    expect(after.form?.fields.use).toBe(assessmentKey({ source: 'restricted', id: link.id }));
  });

  it('does not take a column list that cannot be read for an activity that is gone', async () => {
    const link = copy.columns.find((column) => column.link?.title === 'Graded gate')?.link;
    moodle.faults.add({ kind: 'error500', match: '/lineitems' });
    const ref = { source: 'restricted' as const, assessmentId: link?.id ?? '' };
    await expect(laurel.grades.pull(copied(), ref)).rejects.toMatchObject({ status: 502 });
    const [listing] = await laurel.grades.listAssessments(copied(), ['restricted']);
    expect(listing?.assessments.map(({ title }) => title)).toContain('Plain gate');
    moodle.faults.clear();
  });
});
