import { describe, expect, it } from 'vitest';
import { textOf } from '../../support/open-course.js';
import {
  clock,
  codes,
  columnOf,
  laurel,
  makeWorking,
  open,
  pull,
  quiz,
  setFormula,
  useMirror,
} from './use-mirror.js';

useMirror();

/** A page's text with its references to characters resolved, as far as addresses have them. */
const plain = (html: string) => html.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');

describe('a mirror column', () => {
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
    // One for each page of Moodle's: the ID number and the formula are typed on the same one.
    expect(screens).toHaveLength(3);
    for (const each of screens) {
      expect(each.text).toContain('<svg class="drawing"');
      expect(textOf(each)).not.toContain('It works');
    }
    const [formula, weight] = screens.map((each) => plain(textOf(each)));
    expect(formula).toContain('Give the quiz an ID number');
    expect(formula).toContain('=[[quiz1]]');
    expect(weight).toContain('press Continue');
    const [mirror] = await laurel.grades.mirrors.list(course);
    expect(columnOf(mirror!)).toMatchObject({ maximum: 200, tag: 'laurel-mirror', kind: 'manual' });
    const [before] = await laurel.grades.listAssessments(course, ['mirror']);
    expect(before?.assessments).toMatchObject([{ obstacle: { code: 'mirror_unconfirmed' } }]);
    // Its maximum was said: nobody is asked for it again before there are grades.
    expect(await codes(mirror!)).toEqual(['mirror_not_working_yet']);
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
