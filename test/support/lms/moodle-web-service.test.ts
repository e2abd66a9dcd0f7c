import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrowser, startMoodleLike, type MoodleLike } from './index.js';
import type { Json } from './probe-tool.js';
import { ALL_CAPABILITIES } from './moodle/web-service.js';

let moodle: MoodleLike;
let token: string;

beforeAll(async () => {
  moodle = await startMoodleLike();
  moodle.registerTool({ url: 'http://localhost:1' });
  token = moodle.webServices.createToken();
});
afterAll(() => moodle.close());

async function call(wsfunction: string, fields: Record<string, string> = {}, wstoken = token) {
  const answer = await fetch(`${moodle.baseUrl}/webservice/rest/server.php`, {
    method: 'POST',
    body: new URLSearchParams({
      wstoken,
      wsfunction,
      moodlewsrestformat: 'json',
      ...fields,
    }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Json;
}
const grades = (fields: Record<string, string> = {}, wstoken = token) =>
  call('gradereport_user_get_grade_items', { courseid: moodle.course.id, ...fields }, wstoken);

describe("Moodle's grade items", () => {
  it('come for every learner with the ids that launches use as sub', async () => {
    moodle.attempt('learner1', 'Quiz 1', 15);
    const { usergrades, warnings } = await grades();
    expect(warnings).toEqual([]);
    expect(usergrades).toHaveLength(12);
    const { sub } = moodle.person('learner1');
    const mine = usergrades.find((one: Json) => String(one.userid) === sub);
    expect(mine.gradeitems[0]).toMatchObject({
      itemname: 'Quiz 1',
      itemtype: 'mod',
      itemmodule: 'quiz',
      graderaw: 15,
      gradeformatted: '15.00',
      grademin: 0,
      grademax: 20,
      percentageformatted: '75.00 %',
      gradeisoverridden: false,
    });
    expect(mine.gradeitems[1]).toMatchObject({ status: 'novalue', graderaw: null });
  });

  it('have exactly the fields that a real Moodle 4.5 sent', async () => {
    const { usergrades } = await grades();
    expect(Object.keys(usergrades[0].gradeitems[0])).toEqual([
      ...['id', 'itemname', 'itemtype', 'itemmodule', 'iteminstance', 'itemnumber', 'idnumber'],
      ...['categoryid', 'outcomeid', 'scaleid', 'locked', 'cmid', 'weightraw', 'weightformatted'],
      ...['graderaw', 'gradedatesubmitted', 'gradedategraded', 'gradehiddenbydate'],
      ...['gradeneedsupdate', 'gradeishidden', 'gradeislocked', 'gradeisoverridden'],
      ...['gradeformatted', 'grademin', 'grademax', 'rangeformatted', 'percentageformatted'],
      ...['feedback', 'feedbackformat'],
    ]);
  });

  it('force a regrade first', async () => {
    moodle.course.needsRegrade = true;
    const { usergrades } = await grades();
    expect(usergrades[0].gradeitems[0].gradeneedsupdate).toBe(false);
  });

  it('leave out, silently, activities whose view the role lacks and hidden ones', async () => {
    const without = (...lost: string[]) =>
      moodle.webServices.createToken({
        capabilities: ALL_CAPABILITIES.filter((one) => !lost.includes(one)),
      });
    const names = (answer: Json) =>
      answer.usergrades[0].gradeitems.map((one: Json) => one.itemname);
    const noQuiz = await grades({}, without('mod/quiz:view'));
    expect(noQuiz.warnings).toEqual([]);
    // The course total has no name.
    expect(names(noQuiz)).toEqual(['Assignment 1', 'Course badges', null]);
    moodle.column('Quiz 2').column.hidden = true;
    expect(names(await grades({}, without('moodle/grade:viewhidden')))).not.toContain('Quiz 2');
    expect(names(await grades())).toContain('Quiz 2');
  });
});

describe("Moodle's web service refusals", () => {
  const errorOf = async (capabilities: string[], name = 'gradereport_user_get_grade_items') => {
    const weak = moodle.webServices.createToken({ capabilities });
    const answer = await call(name, { courseid: moodle.course.id }, weak);
    return [answer.errorcode, answer.message];
  };

  it('climb the ladder of capabilities as a real Moodle did', async () => {
    expect(await errorOf([])).toEqual(['accessexception', 'Access control exception']);
    expect(await errorOf(ALL_CAPABILITIES.slice(0, 1))).toEqual([
      'requireloginerror',
      'Course or activity not accessible.',
    ]);
    expect((await errorOf(ALL_CAPABILITIES.slice(0, 1), 'core_course_get_contents'))[0]).toBe(
      'errorcoursecontextnotvalid',
    );
    expect(await errorOf(ALL_CAPABILITIES.slice(0, 2))).toEqual([
      'nopermissions',
      'Sorry, but you do not currently have permissions to do that (View user report).',
    ]);
    expect((await errorOf(ALL_CAPABILITIES.slice(0, 2), 'core_enrol_get_enrolled_users'))[1]).toBe(
      'Sorry, but you do not currently have permissions to do that (View participants).',
    );
  });

  it('name a token that is not there', async () => {
    expect(await grades({}, 'nonsense')).toMatchObject({ errorcode: 'invalidtoken' });
    const mine = moodle.webServices.createToken();
    moodle.webServices.revokeToken(mine);
    expect(await grades({}, mine)).toMatchObject({ errorcode: 'invalidtoken' });
  });
});

describe("Moodle's course contents", () => {
  it('name modules, and what a tool is restricted by', async () => {
    moodle.restrict(moodle.course.links[0]!, 'Quiz 1', 70);
    const [section] = await call('core_course_get_contents', { courseid: moodle.course.id });
    moodle.restrict(moodle.course.links[0]!, null);
    const lti = section.modules.find((one: Json) => one.modname === 'lti');
    expect(JSON.parse(lti.availability).c).toEqual([
      { type: 'grade', id: Number(moodle.column('Quiz 1').column.id), min: 70 },
    ]);
    const quiz = section.modules.find((one: Json) => one.name === 'Quiz 1');
    expect(quiz).toMatchObject({ modname: 'quiz', availability: null, uservisible: true });
  });
});

describe('Gradebook setup', () => {
  it('lets a teacher give an ID number, a calculation and a restriction, by forms', async () => {
    const browser = createBrowser();
    await browser.get(`${moodle.baseUrl}/act-as?user=teacher&next=/style.css`);
    const url = `${moodle.baseUrl}/courses/${moodle.course.id}/setup`;
    const quiz = moodle.column('Quiz 1').column;
    const link = moodle.course.links[0]!;
    await browser.submit(await browser.get(url), {
      [`idnumber.${quiz.id}`]: 'quiz1',
      [`restrict.${link.id}`]: quiz.id,
      [`percent.${link.id}`]: '80',
    });
    expect(quiz.idnumber).toBe('quiz1');
    expect(link.restriction).toEqual({ column: quiz, percent: 80 });
  });

  it('says in the gradebook that a broken formula holds everything up', async () => {
    const browser = createBrowser();
    await browser.get(`${moodle.baseUrl}/act-as?user=teacher&next=/style.css`);
    const url = `${moodle.baseUrl}/courses/${moodle.course.id}/grades`;
    const { column } = moodle.column('Assignment 1');
    expect((await browser.get(url)).text).not.toContain('could not be recalculated');
    moodle.setCalculation(column, '=[[nothing]]');
    expect((await browser.get(url)).text).toContain('could not be recalculated');
    moodle.setCalculation(column, '');
    expect((await browser.get(url)).text).not.toContain('could not be recalculated');
  });

  it('is closed to a non-editing teacher', async () => {
    const browser = createBrowser();
    await browser.get(`${moodle.baseUrl}/act-as?user=nonediting&next=/style.css`);
    const url = `${moodle.baseUrl}/courses/${moodle.course.id}/setup`;
    expect((await browser.get(url)).status).toBe(403);
  });

  it('lets a teacher type grades, and keeps what is not a grade out', async () => {
    const browser = createBrowser();
    await browser.get(`${moodle.baseUrl}/act-as?user=teacher&next=/style.css`);
    const page = await browser.get(`${moodle.baseUrl}/courses/${moodle.course.id}/grades`);
    const { column } = moodle.column('Quiz 1');
    const cell = (name: string) => `${column.id}.${moodle.person(name).id}`;
    const answer = await browser.submit(page, {
      [cell('learner7')]: '14,5',
      [cell('learner8')]: '<b>x</b>',
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('&lt;b&gt;x&lt;/b&gt;');
    expect(column.grades.get(moodle.person('learner7').id)?.value).toBe(14.5);
    expect(column.grades.get(moodle.person('learner8').id)).toBeUndefined();
  });
});
