import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestClock } from '../../../src/base/index.js';
import type { Mirror } from '../../../src/grades/index.js';
import { createBrowser, launch, startMoodleLike } from '../../support/lms/index.js';
import type { Column } from '../../support/lms/course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { textOf } from '../../support/open-course.js';

const clock = createTestClock(new Date());
let laurel: TestLaurel;
beforeAll(async () => {
  laurel = await startTestLaurel({ clock });
});
afterAll(() => laurel.close());

/** A page's text with its references to characters resolved, as far as addresses have them. */
const plain = (html: string) => html.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');

async function openMoodle() {
  const platform = await startMoodleLike({ clock });
  const tool = platform.registerTool({ url: laurel.url });
  const { id: platformId } = await laurel.lti.platforms.add({
    name: platform.name,
    issuer: tool.issuer,
    clientId: tool.clientId,
    family: 'moodle' as const,
    authorizationUrl: tool.authorizationUrl,
    tokenUrl: tool.tokenUrl,
    jwksUrl: tool.jwksUrl,
    deploymentPolicy: 'admit' as const,
  });
  const { contextId } = platform.course;
  const course = { platformId, deploymentId: tool.deploymentId, contextId };
  const browser = createBrowser();
  await launch(platform, { as: 'teacher', browser });
  return { platform, tool, course, browser };
}

describe('a mirror column', () => {
  let open: Awaited<ReturnType<typeof openMoodle>>;
  let quiz: Column;
  beforeEach(async () => {
    open = await openMoodle();
    quiz = open.platform.course.columns.find((each) => each.name === 'Quiz 1')!;
  });
  afterEach(() => open.platform.close());

  const columnOf = (mirror: Mirror): Column =>
    open.platform.course.columns.find((each) => mirror.lineItemId.includes(`/${each.id}/`))!;

  const pull = (mirror: Mirror) => {
    clock.advance(2_000);
    return laurel.grades.pull(open.course, { source: 'mirror', assessmentId: mirror.lineItemId });
  };
  const codes = async (mirror: Mirror) => (await pull(mirror)).notices.map((each) => each.code);

  /** What the walk-through asks of the teacher. */
  function setFormula(column: Column) {
    open.platform.setIdNumber(quiz, 'quiz1');
    open.platform.setCalculation(column, '=[[quiz1]]');
    clock.advance(2_000);
    open.platform.openGradebook();
  }

  async function makeWorking(): Promise<{ mirror: Mirror; column: Column }> {
    const { course, platform } = open;
    const mirror = await laurel.grades.mirrors.create(course, {
      activity: 'Quiz 1',
      maximum: '20',
    });
    const column = columnOf(mirror);
    for (let n = 1; n <= 6; n += 1) platform.attempt(`learner${n}`, quiz, 8 + n);
    setFormula(column);
    await laurel.grades.mirrors.confirm(course, mirror.id, '20');
    return { mirror, column };
  }

  it('is made on request, walked through, confirmed, and then offered to rules', async () => {
    const { browser, platform, course } = open;
    const start = await browser.get(`${laurel.url}/course/mirror`);
    const typed = { activity: 'Quiz 1', maximum: '20' };
    const bad = await browser.submit(start, { ...typed, maximum: '0' }, '/course/mirror');
    expect(bad.status).toBe(422);
    const made = await browser.submit(start, typed, '/course/mirror');
    expect(made.status).toBe(200);
    const screens = [made];
    for (let at = made; ; screens.push(at)) {
      const next = /href="([^"]+)"[^>]*>Done, next/.exec(plain(at.text))?.[1];
      if (next === undefined) break;
      at = await browser.get(`${laurel.url}${next}`);
    }
    expect(screens).toHaveLength(4);
    for (const each of screens) {
      expect(each.text.match(/<svg class="drawing"/g)).toHaveLength(1);
      expect(textOf(each)).not.toContain('It works');
    }
    expect(plain(textOf(screens[1]!))).toContain('=[[quiz1]]');
    const [mirror] = await laurel.grades.mirrors.list(course);
    expect(columnOf(mirror!)).toMatchObject({ maximum: 200, tag: 'laurel-mirror', kind: 'manual' });
    const [before] = await laurel.grades.listAssessments(course, ['mirror']);
    expect(before?.assessments).toMatchObject([{ obstacle: { code: 'mirror_unconfirmed' } }]);
    expect(await codes(mirror!)).toEqual(['mirror_unconfirmed', 'mirror_not_working_yet']);
    platform.attempt('learner1', quiz, 14);
    setFormula(columnOf(mirror!));
    const looked = await browser.submit(made, {}, '/read');
    expect(textOf(looked)).toContain('It works');
    // The maximum was said when the column was made: it is asked for once.
    expect(textOf(looked)).toContain('Confirmed: “Quiz 1” has 20 points');
    expect(await laurel.audit.list({ action: 'mirror.confirmed' })).toHaveLength(1);
    const goal = /href="(\/course\/new\?use=\w+)"/.exec(plain(looked.text))?.[1] ?? '';
    const setUp = await browser.get(`${laurel.url}${goal}`);
    const use = new URL(goal, laurel.url).searchParams.get('use');
    expect(setUp.text).toContain(`name="use" value="${use}" checked`);
    const [after] = await laurel.grades.listAssessments(course, ['mirror']);
    expect(after?.assessments).toHaveLength(1);
    expect(after?.assessments[0]).not.toHaveProperty('obstacle');
    // “(for badges)” is for the gradebook, where the column stands beside the activity.
    expect(after?.assessments[0]).toMatchObject({ title: 'Quiz 1', maximum: '20' });
    expect(await pull(mirror!)).toMatchObject({
      notices: [],
      grades: [{ score: '14', maximum: '20', state: 'graded' }],
    });
  });

  it('is made once, however often it is asked for', async () => {
    const wanted = { activity: 'Quiz 1', maximum: '20' };
    const first = await laurel.grades.mirrors.create(open.course, wanted);
    const second = await laurel.grades.mirrors.create(open.course, { ...wanted, maximum: '20.0' });
    expect(second.id).toBe(first.id);
  });

  it('blocks every decision until its maximum is confirmed', async () => {
    const mirror = await laurel.grades.mirrors.create(open.course, {
      activity: 'Quiz 1',
      maximum: '20',
    });
    open.platform.attempt('learner1', quiz, 20);
    setFormula(columnOf(mirror));
    expect((await pull(mirror)).notices).toMatchObject([
      { code: 'mirror_unconfirmed', blocks: true, remedy: expect.any(String) },
    ]);
    await laurel.grades.mirrors.confirm(open.course, mirror.id, '400');
    expect((await pull(mirror)).notices).toMatchObject([
      { code: 'mirror_maximum_mismatch', blocks: true },
    ]);
    await laurel.grades.mirrors.confirm(open.course, mirror.id, '20');
    expect(await codes(mirror)).toEqual([]);
  });

  it('is doubtful while the course waits for a recalculation, and fresh after one', async () => {
    const { platform, course } = open;
    const { mirror } = await makeWorking();
    expect(await codes(mirror)).toEqual([]);
    await laurel.grades.mirrors.create(course, { activity: 'Quiz 2', maximum: '10' });
    clock.advance(2_000);
    platform.attempt('learner1', quiz, 19);
    const stale = await pull(mirror);
    expect(stale.notices).toMatchObject([{ code: 'mirror_stale', blocks: true }]);
    expect(stale.grades.find((each) => each.score === '19')).toBeUndefined();
    await launch(platform, { as: 'learner2', browser: createBrowser() });
    const fresh = await pull(mirror);
    expect(fresh.notices).toEqual([]);
    expect(fresh.grades.find((each) => each.score === '19')).toBeDefined();
  });

  it('takes the word of an instructor who opened the grader report', async () => {
    const { platform, course, browser } = open;
    const { mirror } = await makeWorking();
    await pull(mirror);
    await laurel.grades.mirrors.create(course, { activity: 'Quiz 2', maximum: '10' });
    expect(await codes(mirror)).toEqual(['mirror_stale']);
    platform.openGradebook();
    const page = await browser.get(`${laurel.url}/course/mirror/${mirror.id}`);
    await browser.submit(page, {}, '/recalculated');
    expect(await codes(mirror)).toEqual([]);
  });

  it('stops when the activity gets a larger maximum, at one value that cannot be', async () => {
    const { platform, course } = open;
    const { mirror } = await makeWorking();
    await pull(mirror);
    platform.setMaximum(quiz, 40);
    platform.openGradebook();
    expect(await codes(mirror)).toEqual(['mirror_above']);
    expect(await codes(mirror)).toEqual(['mirror_above']);
    await laurel.grades.mirrors.confirm(course, mirror.id, '40');
    const { notices, grades, assessment } = await pull(mirror);
    expect(notices).toEqual([]);
    expect(assessment).toMatchObject({ title: 'Quiz 1', maximum: '40' });
    expect(grades[0]).toMatchObject({ score: '18', maximum: '40' });
  });

  it('stops for all when the grades rose by one factor and each could still be', async () => {
    const { platform, course } = open;
    const mirror = await laurel.grades.mirrors.create(course, {
      activity: 'Quiz 1',
      maximum: '20',
    });
    platform.attempt('learner1', quiz, 4);
    platform.attempt('learner2', quiz, 5);
    setFormula(columnOf(mirror));
    await laurel.grades.mirrors.confirm(course, mirror.id, '20');
    expect(await codes(mirror)).toEqual([]);
    // What a teacher typed keeps its points when the others are graded anew.
    platform.setGrade('learner4', quiz, 7);
    expect(await codes(mirror)).toEqual([]);
    platform.setMaximum(quiz, 40);
    platform.attempt('learner3', quiz, 20);
    platform.openGradebook();
    // One learner's own check sees it too: 20 of 40 would read as 20 of 20.
    clock.advance(2_000);
    const { notices } = await laurel.grades.pull(
      course,
      { source: 'mirror', assessmentId: mirror.lineItemId },
      { userId: platform.person('learner3').sub },
    );
    expect(notices).toMatchObject([{ code: 'mirror_rescaled', blocks: true }]);
  });

  it('asks for the maximum again when it was confirmed before anybody was graded', async () => {
    const { platform, course } = open;
    const mirror = await laurel.grades.mirrors.create(course, {
      activity: 'Quiz 1',
      maximum: '20',
    });
    setFormula(columnOf(mirror));
    await laurel.grades.mirrors.confirm(course, mirror.id, '20');
    expect(await codes(mirror)).toEqual(['mirror_not_working_yet']);
    platform.setMaximum(quiz, 40);
    clock.advance(2_000);
    platform.openGradebook();
    platform.attempt('learner1', quiz, 16);
    expect(await codes(mirror)).toEqual(['mirror_first_grades']);
    await laurel.grades.mirrors.confirm(course, mirror.id, '40');
    expect((await pull(mirror)).grades).toMatchObject([{ score: '16', maximum: '40' }]);
  });

  it('without headroom, as older ones are, decides nothing on a value at its end', async () => {
    const { platform } = open;
    const { mirror, column } = await makeWorking();
    column.maximum = 20;
    await laurel.store.connection
      .collection('mirror_columns')
      .updateOne({ lineItemId: mirror.lineItemId }, { $set: { maximum: '20' } });
    platform.attempt('learner7', quiz, 20);
    const { notices, grades } = await pull(mirror);
    expect(notices).toMatchObject([{ code: 'mirror_at_clip', blocks: false }]);
    const { sub } = platform.person('learner7');
    expect(grades.find(({ userId }) => userId === sub)).toMatchObject({
      state: 'pending',
      score: null,
    });
    expect(grades.filter(({ score }) => score !== null)).toHaveLength(6);
  });

  it('does not take new perfect grades for cut ones', async () => {
    const { platform } = open;
    const { mirror } = await makeWorking();
    await pull(mirror);
    for (let n = 7; n <= 12; n += 1) platform.attempt(`learner${n}`, quiz, 20);
    expect(await codes(mirror)).toEqual([]);
  });

  it('stops when the column itself was given another maximum, which freezes it', async () => {
    const { mirror, column } = await makeWorking();
    await pull(mirror);
    column.maximum = 40;
    expect((await pull(mirror)).notices).toMatchObject([{ code: 'mirror_frozen', blocks: true }]);
  });

  it('says so when nothing has changed for a week, as after the activity was deleted', async () => {
    const { platform } = open;
    const { mirror } = await makeWorking();
    await pull(mirror);
    platform.deleteColumn(quiz);
    expect(platform.openGradebook()).toBe(false);
    clock.advance(8 * 86_400_000);
    expect((await pull(mirror)).notices).toMatchObject([
      { code: 'mirror_silent', blocks: false, remedy: expect.stringContaining('grader report') },
    ]);
  });

  it('is gone when it was deleted', async () => {
    const { mirror, column } = await makeWorking();
    open.platform.deleteColumn(column);
    await expect(pull(mirror)).rejects.toMatchObject({ code: 'assessment_gone' });
    const { browser } = open;
    const list = textOf(await browser.get(`${laurel.url}/course/mirror`));
    expect(list).toContain('The column of “Quiz 1” is no longer in the gradebook');
  });

  it('gets no score from Laurel, as other columns do', async () => {
    const { platform, course, tool } = open;
    const { mirror } = await makeWorking();
    const { ags } = laurel.lti;
    const items = await ags.listLineItems(course);
    const before = platform.requests.length;
    await expect(ags.openColumn(course, mirror.lineItemId)).rejects.toMatchObject({
      code: 'column_read_only',
    });
    expect(platform.requests.slice(before).some((each) => each.path.endsWith('/scores'))).toBe(
      false,
    );
    const own = items.find((each) => each.resourceLinkId === tool.link.id)!;
    const score = await (
      await ags.openColumn(course, own.id)
    ).postScore({
      userId: platform.person('learner1').sub,
      scoreGiven: 1,
      scoreMaximum: 20,
      timestamp: clock.now(),
      activityProgress: 'Completed',
      gradingProgress: 'FullyGraded',
    });
    expect(score).toBe('accepted');
  });
});
