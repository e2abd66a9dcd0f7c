import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MoodleLike } from '../../support/lms/index.js';
import { openCourse, textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { ALL_CAPABILITIES } from '../../support/lms/moodle/web-service.js';

const SCALE = ['Not yet', 'Meets', 'Exceeds'];
let laurel: TestLaurel;
let open: Awaited<ReturnType<typeof openCourse>>;
let moodle: MoodleLike;
let token = '';
let time = Date.now();
const clock = { now: () => new Date(time) };

beforeAll(async () => {
  laurel = await startTestLaurel({ clock });
  open = await openCourse('moodle', laurel, { clock, learners: 4 });
  moodle = open.platform as MoodleLike;
  moodle.column('Quiz 1').column.gradePass = 12;
  const field = moodle.addActivity(moodle.course, {
    name: 'Field work',
    kind: 'assign',
    maximum: 3,
  });
  Object.assign(field, { minimum: 1, scale: SCALE });
  moodle.setGrade('learner1', field, 2);
  moodle.setGrade('learner2', field, 1);
  moodle.setGrade('learner1', 'Quiz 1', 12);
  moodle.setGrade('learner2', 'Quiz 1', 11);
  token = moodle.webServices.createToken();
  const { browser } = await open.enter('admin');
  const sources = await browser.get(`${laurel.url}/course/sources`);
  await browser.submit(sources, { token }, '/course/sources/moodle');
});
afterAll(async () => {
  await open.platform.close();
  await laurel.close();
});

const listing = async () =>
  (await laurel.grades.listAssessments(open.course, ['moodle']))[0]?.assessments ?? [];
const named = async (title: string) => (await listing()).find((each) => each.title === title);
const keyOf = (html: string, words: string) =>
  new RegExp(`name="use" value="([^"]+)"[^>]*><span>${words}`).exec(html)?.[1] ?? '';

async function activate(words: string, name: string, more: Record<string, string> = {}) {
  const { browser } = await open.enter('teacher');
  const page = await browser.get(`${laurel.url}/course/new`);
  const use = keyOf(page.text, words);
  expect(use).not.toBe('');
  const typed = { use, release: 'immediately', name, canDo: 'do it', criteria: 'Do it.', ...more };
  const looked = await browser.submit(page, { ...typed, do: 'simulate' }, '/course/new');
  const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
  expect(active.status, textOf(active)).toBe(200);
  rules.set(name, new URL(active.url).pathname.split('/').at(-1) ?? '');
  await laurel.checks.check(open.course);
  const path = new URL(active.url).pathname;
  const trace = async (who: string) =>
    textOf(await browser.get(`${laurel.url}${path}/learner?user=${moodle.person(who).sub}`));
  return { looked: textOf(looked), trace };
}
/** The rules that were made, by the names of their badges. */
const rules = new Map<string, string>();
const holders = (name: string) =>
  laurel.store.connection
    .collection('awards')
    .distinct('userId', { state: 'active', ruleId: rules.get(name) });

describe('a grade to pass', () => {
  it('is the default mark, and said to be', async () => {
    expect(await named('Quiz 1')).toMatchObject({ passPoints: '12', maximum: '20' });
    const { browser } = await open.enter('teacher');
    const page = await browser.get(`${laurel.url}/course/new`);
    const key = keyOf(page.text, 'Quiz 1');
    expect(page.text).toContain(`name="mark_${key}" value="12"`);
    expect(page.text).toMatch(new RegExp(`name="unit_${key}">.*<option value="points" selected>`));
    expect(textOf(page)).toContain('Moodle’s own grade to pass: at least 12 points.');
    await activate('Quiz 1', 'Passer');
    expect(await holders('Passer')).toEqual([moodle.person('learner1').sub]);
  });

  it('is told of a quiz to the role of the preset; of other activities not, and then 70 % stands there', async () => {
    const less = ALL_CAPABILITIES.filter((each) => each !== 'moodle/course:manageactivities');
    moodle.column('Assignment 1').column.gradePass = 50;
    moodle.webServices.setCapabilities(token, less);
    time += 120_000;
    expect(await named('Quiz 1')).toMatchObject({ passPoints: '12' });
    expect(await named('Assignment 1')).not.toHaveProperty('passPoints');
    delete moodle.column('Assignment 1').column.gradePass;
    moodle.webServices.setCapabilities(token, ALL_CAPABILITIES);
    time += 120_000;
  });
});

describe('a scale', () => {
  it('is offered by its words, and its mark begins at a step', async () => {
    expect(await named('Field work')).toMatchObject({
      gradedAs: 'letters',
      maximum: '2',
      scheme: [{ letter: 'Exceeds' }, { letter: 'Meets' }, { letter: 'Not yet' }],
    });
    const { browser } = await open.enter('teacher');
    const page = await browser.get(`${laurel.url}/course/new`);
    const key = keyOf(page.text, 'Field work');
    expect(page.text).toMatch(new RegExp(`name="letter_${key}">.*<option value="Meets" selected>`));
  });

  it('speaks its words to teacher and learner', async () => {
    const { trace } = await activate('Field work', 'Naturalist');
    expect(await holders('Naturalist')).toEqual([moodle.person('learner1').sub]);
    const text = await trace('learner2');
    expect(text).toContain('Not yet');
    expect(text).toContain('Meets');
    expect(text).not.toMatch(/0 of 2|\b50\s?%/);
    const { browser } = await open.enter('learner2');
    expect(textOf(await browser.get(`${laurel.url}/my`))).not.toMatch(/0 of 2|\b50\s?%/);
    const kept = await laurel.store.connection.collection('credentials').find().toArray();
    const json = kept.map((row) => String(row.json)).find((one) => one.includes('Naturalist'));
    expect(json).toContain('Meets');
  });

  it('has the step of its pass grade as the mark, where there is one', async () => {
    moodle.column('Field work').column.gradePass = 3;
    time += 120_000;
    expect(await named('Field work')).toMatchObject({ passLetter: 'Exceeds' });
    delete moodle.column('Field work').column.gradePass;
  });
});

describe('totals', () => {
  it('of the course and of a category are offered, and it is said what they count', async () => {
    moodle.column('Assignment 1').column.extra.category = 'Essays';
    moodle.setGrade('learner3', 'Assignment 1', 90);
    const titles = (await listing()).map(({ title }) => title);
    expect(titles).toEqual(
      expect.arrayContaining(['Course total', 'Category total: Assignment 1']),
    );
    const { looked } = await activate('Course total', 'Sum');
    expect(looked).toContain('counts only what has been graded so far');
    expect(await holders('Sum')).toContain(moodle.person('learner3').sub);
  });

  it('do not pause their rule when their maximum moves with what is graded', async () => {
    moodle.setGrade('learner4', 'Quiz 1', 20);
    time += 120_000;
    await laurel.checks.check(open.course);
    expect(await holders('Sum')).toContain(moodle.person('learner4').sub);
  });

  it('of the course cannot be copied by a column: that would count itself', async () => {
    const { browser } = await open.enter('teacher');
    for (const activity of ['Course total', ' Total du cours ', 'Gesamtbewertung des Kurses']) {
      const page = await browser.get(`${laurel.url}/course/mirror`);
      const answer = await browser.submit(page, { activity, maximum: '100' }, '/course/mirror');
      expect(answer.status).toBe(422);
      expect(textOf(answer)).toContain('cannot copy the course total');
    }
    expect(moodle.course.columns.some(({ name }) => /total|gesamt/i.test(name))).toBe(false);
  });
});
