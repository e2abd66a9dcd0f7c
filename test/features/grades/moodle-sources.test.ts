import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ALL_CAPABILITIES } from '../../support/lms/moodle/web-service.js';
import { textOf } from '../../support/open-course.js';
import { laurel, open } from '../../support/use-course.js';
import { connect, moodle, pull, sources, token, useMoodleCourse } from './use-moodle-course.js';

useMoodleCourse({ isConnected: false });

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
