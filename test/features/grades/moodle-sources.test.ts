import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ALL_CAPABILITIES } from '../../support/lms/moodle/web-service.js';
import type { MoodleLike } from '../../support/lms/index.js';
import { openCourse, textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { assessmentKey } from '../../../src/course/set-up/choices.js';

let laurel: TestLaurel;
let open: Awaited<ReturnType<typeof openCourse>>;
let moodle: MoodleLike;
let token = '';

beforeAll(async () => {
  laurel = await startTestLaurel();
  open = await openCourse('moodle', laurel);
  moodle = open.platform as MoodleLike;
});
afterAll(async () => {
  await open.platform.close();
  await laurel.close();
});

const sources = () => `${laurel.url}/course/sources`;
async function connect(value: string, as = 'admin') {
  const { browser } = await open.enter(as);
  const page = await browser.get(sources());
  return browser.submit(page, { token: value }, '/course/sources/moodle');
}
const quizId = () => moodle.column('Quiz 1').column.id;
const pull = (userId?: string) =>
  laurel.grades.pull(
    open.course,
    { source: 'moodle', assessmentId: quizId() },
    userId === undefined ? {} : { userId },
  );

describe('connecting Moodle’s web services', () => {
  it('is for administrators: a teacher sees what is missing and no form', async () => {
    const { browser } = await open.enter('teacher');
    const page = await browser.get(sources());
    expect(page.status).toBe(200);
    expect(textOf(page)).toContain('Moodle’s web services are not connected');
    expect(page.text).not.toContain('name="token"');
    const listing = await laurel.grades.listAssessments(open.course);
    expect(listing.find(({ source }) => source === 'moodle')).toMatchObject({
      assessments: [],
      obstacle: { code: 'moodle_not_connected' },
    });
  });

  it('refuses a token that Moodle does not know, and keeps nothing', async () => {
    const page = await connect('no-such-token');
    expect(page.status).toBe(502);
    expect(textOf(page)).toContain('it was revoked or has expired');
    expect(page.text).not.toContain('no-such-token');
    await expect(pull()).rejects.toMatchObject({ code: 'moodle_not_connected' });
  });

  it('refuses a service without the function it needs', async () => {
    const poor = moodle.webServices.createToken({ functions: ['core_webservice_get_site_info'] });
    const page = await connect(poor);
    expect(page.status).toBe(422);
    expect(textOf(page)).toContain('gradereport_user_get_grade_items');
  });

  it('names what a service of one function does not tell, though the service does not list its functions', async () => {
    const functions = ['gradereport_user_get_grade_items', 'core_course_get_course_module'];
    const text = textOf(await connect(moodle.webServices.createToken({ functions })));
    expect(text).toContain('Add core_user_get_users_by_field to the service');
    expect(text).toContain('Add core_course_get_contents, core_completion_get_activities');
    expect(text).not.toContain('Add core_course_get_course_module');
  });

  it('takes a token that works, says what it sees, and never shows it', async () => {
    token = moodle.webServices.createToken();
    const page = await connect(token);
    expect(page.status).toBe(200);
    expect(textOf(page)).toContain('Moodle’s web services are connected');
    expect(textOf(page)).toMatch(/Sees quizzes works \d in this course/);
    expect(page.text).not.toContain(token);
    expect(moodle.requests.every((request) => !request.path.includes(token))).toBe(true);
  });

  it('says what it sees in the language of who looks', async () => {
    const teacher = moodle.person('teacher');
    teacher.locale = 'de';
    const { browser } = await open.enter('teacher');
    const text = textOf(await browser.get(sources()));
    teacher.locale = 'en';
    expect(text).toMatch(/Sieht Tests geht \d in diesem Kurs/);
    expect(text).toContain('Woher die Bewertungen kommen');
    expect(text).not.toMatch(/What is missing|Tried just now|readable/);
  });

  it('keeps it sealed', async () => {
    const rows = await laurel.store.connection.collection('grade_connections').find().toArray();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

describe('a column of grade type None', () => {
  it('is listed greyed, with the reason and the remedy', async () => {
    const manual = moodle.addActivity(moodle.course, {
      name: 'Diary',
      kind: 'assign',
      maximum: 100,
    });
    manual.extra.gradeType = 'none';
    const { browser } = await open.enter('teacher');
    const page = await browser.get(`${laurel.url}/course/new`);
    moodle.deleteColumn(manual);
    expect(page.text).toMatch(/name="use" value="\w+" disabled><span>Diary</);
    expect(textOf(page)).toContain('the grade type of this activity or column is “None”');
    expect(page.text).toMatch(/name="use" value="\w+"( checked)?><span>Assignment 1</);
  });
});

describe('the capabilities of Moodle’s role', () => {
  beforeEach(() => moodle.webServices.setCapabilities(token, ALL_CAPABILITIES));
  afterAll(() => moodle.webServices.setCapabilities(token, ALL_CAPABILITIES));
  const look = async () => {
    const { browser } = await open.enter('teacher');
    return textOf(await browser.get(sources()));
  };
  const without = (...names: string[]) =>
    moodle.webServices.setCapabilities(
      token,
      ALL_CAPABILITIES.filter((each) => !names.includes(each)),
    );

  it.each([
    'webservice/rest:use',
    'moodle/course:view',
    'gradereport/user:view',
    'moodle/grade:viewall',
  ])('names %s when it is missing', async (name) => {
    without(name);
    expect(await look()).toContain(name);
    await expect(pull()).rejects.toMatchObject({ status: 502 });
  });

  it('names the capability of activities that Moodle leaves out without a word', async () => {
    without('mod/quiz:view', 'mod/lti:view');
    const text = await look();
    expect(text).toContain('mod/quiz:view');
    expect(text).toContain('Moodle leaves it out without a word');
    await expect(pull()).rejects.toMatchObject({ code: 'assessment_gone' });
  });

  it('notices by the weights that something which counts is left out', async () => {
    moodle.setGrade('learner1', 'Quiz 1', 14);
    moodle.setGrade('learner1', 'Assignment 1', 50);
    const whole = await laurel.grades.listAssessments(open.course);
    expect(whole.find(({ source }) => source === 'moodle')?.obstacle).toBeUndefined();
    without('mod/assign:view');
    const listings = await laurel.grades.listAssessments(open.course);
    expect(listings.find(({ source }) => source === 'moodle')?.obstacle).toMatchObject({
      code: 'moodle_items_unseen',
    });
  });
});

describe('reading by Moodle’s web services', () => {
  it('gives every learner who never launched, exactly, by their LTI sub', async () => {
    moodle.setGrade('learner1', 'Quiz 1', 13.995);
    moodle.setGrade('learner2', 'Quiz 1', 0);
    moodle.setGrade('learner3', 'Quiz 1', '');
    const { grades, assessment } = await pull();
    const of = (name: string) => grades.find(({ userId }) => userId === moodle.person(name).sub);
    expect(assessment).toEqual({ title: 'Quiz 1', maximum: '20' });
    expect(of('learner1')).toMatchObject({ state: 'graded', score: '13.995', released: true });
    expect(of('learner2')).toMatchObject({ state: 'graded', score: '0' });
    expect(of('learner3')).toMatchObject({ state: 'empty', score: null });
    expect(of('teacher')).toBeUndefined();
    expect(grades).toHaveLength(12);
  });

  it('counts from the lowest grade, as Moodle’s percentages do: a scale begins at 1', async () => {
    const { column } = moodle.column('Quiz 1');
    Object.assign(column, { minimum: 1, maximum: 4 });
    moodle.setGrade('learner1', 'Quiz 1', 2);
    const { grades, assessment } = await pull(moodle.person('learner1').sub);
    expect(assessment.maximum).toBe('3');
    expect(grades).toMatchObject([{ score: '1', maximum: '3' }]);
    Object.assign(column, { minimum: 0, maximum: 20 });
    moodle.setGrade('learner1', 'Quiz 1', 13.995);
  });

  it('decides nothing while the report hides ranges, and says what to switch on', async () => {
    moodle.course.hidesRanges = true;
    const { notices, assessment } = await pull();
    expect(assessment.maximum).toBeNull();
    expect(notices).toMatchObject([{ code: 'moodle_range_hidden', blocks: true }]);
    const [listing] = await laurel.grades.listAssessments(open.course, ['moodle']);
    expect(listing?.assessments[0]).toMatchObject({ obstacle: { code: 'moodle_range_hidden' } });
    moodle.course.hidesRanges = false;
    expect((await pull()).notices).toEqual([]);
  });

  it('does not offer columns that repeat what another one tells', async () => {
    await laurel.grades.mirrors.create(open.course, { activity: 'Quiz 1', maximum: '20' });
    await laurel.lti.ags.createLineItem(open.course, {
      label: 'Badge: Spreadsheets',
      scoreMaximum: 1,
      tag: 'laurel-badge',
    });
    const [listing] = await laurel.grades.listAssessments(open.course, ['moodle']);
    const titles = listing?.assessments.map(({ title }) => title);
    expect(titles).toContain('Quiz 1');
    expect(titles).not.toContain('Quiz 1 (for badges)');
    expect(titles).not.toContain('Badge: Spreadsheets');
    // One that an earlier registration made is not the tool's own any more.
    const copy = moodle.course.columns.find(({ name }) => name === 'Quiz 1 (for badges)')!;
    const own = copy.clientId!;
    copy.clientId = 'another';
    const [again] = await laurel.grades.listAssessments(open.course, ['moodle']);
    copy.clientId = own;
    expect(again?.assessments.map(({ title }) => title)).not.toContain('Quiz 1 (for badges)');
  });

  it('offers a column of the tool’s own once, by LTI, and goes on reading it for a rule that asks by web services', async () => {
    const { browser } = await open.enter('teacher');
    const [column] = await laurel.lti.ags.listLineItems(open.course);
    const { title } = open.tool.link;
    const rows = (text: string) =>
      [...text.matchAll(/name="use" value="(\w+)"[^>]*><span>([^<]*)</g)].flatMap(
        ([, key, name]) => (name === title ? [key] : []),
      );
    const page = await browser.get(`${laurel.url}/course/new`);
    expect(rows(page.text)).toEqual([assessmentKey({ source: 'lti', id: column?.id ?? '' })]);

    const id = moodle.course.columns.find(({ link }) => link === open.tool.link)?.id ?? '';
    const use = assessmentKey({ source: 'moodle', id });
    const typed = {
      use,
      [`mark_${use}`]: '50',
      [`unit_${use}`]: 'percent',
      release: 'immediately',
      name: 'From before',
      canDo: 'do it',
      criteria: 'Pass.',
    };
    const looked = await browser.submit(page, { ...typed, do: 'simulate' }, '/course/new');
    expect(rows(looked.text)).toContain(use);
    const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
    expect(active.url).toContain('/course/badges/');
    moodle.setGrade('learner6', open.tool.link.column!, 60);
    expect(await laurel.checks.check(open.course)).toMatchObject({ granted: 1 });
    const edit = await browser.get(`${active.url.split('?')[0]}/edit`);
    expect(edit.text).toContain(`name="use" value="${use}" checked`);
    const changed = await browser.submit(edit, { do: 'simulate' }, '/edit');
    expect(changed.status).toBe(200);
    expect(textOf(changed)).toContain('What this change does');
    await browser.submit(await browser.get(`${active.url.split('?')[0]}/end`), {}, '/end');
  });

  it('says what to look for when one name makes Moodle refuse the whole course', async () => {
    const person = moodle.person('learner5');
    const { name } = person;
    person.name = '<b>Bold</b> Name';
    await expect(pull()).rejects.toMatchObject({ code: 'moodle_answer_refused', status: 502 });
    person.name = name;
    expect((await pull()).grades).toHaveLength(12);
  });

  it('gives one learner when one is asked for', async () => {
    const { grades } = await pull(moodle.person('learner1').sub);
    expect(grades.map(({ score }) => score)).toEqual(['13.995']);
  });

  it('calls a hidden grade unreleased', async () => {
    moodle.setGrade('learner4', 'Quiz 1', 20, { hidden: true });
    const hidden = (await pull()).grades.find(({ score }) => score === '20');
    expect(hidden).toMatchObject({ released: false });
    moodle.column('Quiz 1').column.hidden = false;
    const shown = (await pull()).grades.find(({ score }) => score === '20');
    expect(shown).toMatchObject({ released: true });
  });

  it('takes nothing of half an answer, and folds duplicates and another order', async () => {
    const whole = (await pull()).grades.map(({ userId }) => userId).sort();
    for (const kind of ['cut', 'cutJson', 'wrongJson', 'html'] as const) {
      moodle.faults.add({ kind, match: '/webservice/' });
      await expect(pull(), kind).rejects.toMatchObject({ status: 502 });
      moodle.faults.clear();
    }
    for (const kind of ['duplicate', 'reorder'] as const) {
      moodle.faults.add({ kind, match: '/webservice/', times: 1 });
      expect((await pull()).grades.map(({ userId }) => userId).sort(), kind).toEqual(whole);
    }
  });

  it('leaves a non-editing teacher, a Learner to Moodle, out of a restricted activity', async () => {
    moodle.restrict(open.tool.link, moodle.column('Quiz 1').column, 70);
    const [link] = await laurel.lti.contexts.links(open.course);
    const { grades } = await laurel.grades.pull(open.course, {
      source: 'restricted',
      assessmentId: link?.id ?? '',
    });
    moodle.restrict(open.tool.link, null, 0);
    const ids = grades.map(({ userId }) => userId);
    expect(ids).toContain(moodle.person('learner1').sub);
    expect(ids).not.toContain(moodle.person('nonediting').sub);
  });

  it('gives a badge by itself', async () => {
    moodle.setGrade('learner1', 'Quiz 1', 14);
    const { browser } = await open.enter('teacher');
    const page = await browser.get(`${laurel.url}/course/new`);
    const key = /name="use" value="([^"]+)"[^>]*><span>Quiz 1</.exec(page.text)?.[1] ?? '';
    expect(key).not.toBe('');
    const typed = {
      use: key,
      [`mark_${key}`]: '70',
      [`unit_${key}`]: 'percent',
      release: 'immediately',
      name: 'Quiz badge',
      canDo: 'do it',
      criteria: 'Pass.',
    };
    const looked = await browser.submit(page, { ...typed, do: 'simulate' }, '/course/new');
    const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
    expect(active.url).toContain('/course/badges/');
    // learner1 with 14 of 20, learner4 with 20.
    expect(await laurel.checks.check(open.course)).toMatchObject({ granted: 2 });
  });

  it('says in words that the token was revoked', async () => {
    moodle.webServices.revokeToken(token);
    await expect(pull()).rejects.toMatchObject({ code: 'moodle_token_refused' });
    moodle.webServices.enabled = false;
    await expect(pull()).rejects.toMatchObject({ code: 'moodle_services_off' });
  });
});
