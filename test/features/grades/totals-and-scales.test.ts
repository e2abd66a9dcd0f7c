import { beforeAll, describe, expect, it } from 'vitest';
import { createTestClock } from '../../../src/base/index.js';
import { activateBadge, holders as holdersOf, keyOf } from '../../support/activate-badge.js';
import { ALL_CAPABILITIES } from '../../support/lms/moodle/web-service.js';
import { textOf } from '../../support/open-course.js';
import { laurel, open } from '../../support/use-course.js';
import { connect, moodle, token, useMoodleCourse } from './use-moodle-course.js';

const SCALE = ['Not yet', 'Meets', 'Exceeds'];
const clock = createTestClock(new Date());

useMoodleCourse({ clock, learners: 4, isConnected: false });
beforeAll(async () => {
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
  await connect(token);
});

const listing = async () =>
  (await laurel.grades.listAssessments(open.course, ['moodle']))[0]?.assessments ?? [];
const named = async (title: string) => (await listing()).find((each) => each.title === title);

/** The rules that were made, by the names of their badges. */
const rules = new Map<string, string>();
const holders = (name: string) => holdersOf(rules.get(name));
async function activate(words: string, name: string) {
  const { browser } = await open.enter('teacher');
  const { looked, path, ruleId } = await activateBadge(browser, words, { name });
  rules.set(name, ruleId);
  await laurel.checks.check(open.course);
  const trace = async (who: string) =>
    textOf(await browser.get(`${laurel.url}${path}/learner?user=${moodle.person(who).sub}`));
  return { looked: textOf(looked), trace };
}

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
    clock.advance(120_000);
    expect(await named('Quiz 1')).toMatchObject({ passPoints: '12' });
    expect(await named('Assignment 1')).not.toHaveProperty('passPoints');
    delete moodle.column('Assignment 1').column.gradePass;
    moodle.webServices.setCapabilities(token, ALL_CAPABILITIES);
    clock.advance(120_000);
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
    clock.advance(120_000);
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
    clock.advance(120_000);
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
