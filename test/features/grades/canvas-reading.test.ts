import { beforeEach, describe, expect, it } from 'vitest';
import { activateBadge, keyOf } from '../../support/activate-badge.js';
import { textOf } from '../../support/open-course.js';
import { laurel, open } from '../../support/use-course.js';
import { canvas, clock, later, pull, quizId, useCanvasCourse } from './use-canvas-course.js';

useCanvasCourse();

describe('reading by Canvas’s API', () => {
  beforeEach(() => {
    canvas.faults.clear();
    later(20 * 60_000);
  });

  it('says of an assignment that is not published that it is not', async () => {
    const { column } = canvas.column('Quiz 1');
    column.published = false;
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_unpublished' });
    const listed = (await laurel.grades.listAssessments(open.course, ['canvas']))[0]?.assessments;
    const quiz = listed?.find(({ title }) => title === 'Quiz 1');
    expect(quiz?.obstacle?.code).toBe('canvas_unpublished');
    const { browser } = await open.enter('teacher');
    const page = await browser.get(`${laurel.url}/course/new`);
    expect(textOf(page)).toContain('This assignment is not published in Canvas');
    column.published = true;
    expect((await pull()).assessment.title).toBe('Quiz 1');
  });

  it('lists native quizzes and assignments', async () => {
    const listing = (await laurel.grades.listAssessments(open.course)).find(
      ({ source }) => source === 'canvas',
    );
    expect(listing?.obstacle).toBeUndefined();
    expect(listing?.assessments.map(({ title, maximum }) => [title, maximum])).toEqual(
      expect.arrayContaining([
        ['Quiz 1', '20'],
        ['Assignment 1', '100'],
      ]),
    );
  });

  it('joins REST ids to LTI subs through the roster: learners who never launched have their grade', async () => {
    canvas.setGrade('learner1', 'Quiz 1', 13.995);
    canvas.setGrade('learner2', 'Quiz 1', 0);
    canvas.setGrade('student-view', 'Quiz 1', 20);
    const { grades, notices } = await pull();
    const of = (name: string) => grades.find(({ userId }) => userId === canvas.person(name).sub);
    expect(of('learner1')).toMatchObject({ score: '13.995', maximum: '20', released: true });
    expect(of('learner2')).toMatchObject({ score: '0', state: 'graded' });
    expect(of('learner3')).toMatchObject({ state: 'empty', score: null });
    expect(of('student-view')).toBeUndefined();
    expect(grades.filter(({ score }) => score === '20')).toEqual([]);
    expect(notices.every(({ blocks }) => !blocks)).toBe(true);
    const one = await pull(quizId(), canvas.person('learner1').sub);
    expect(one.grades.map(({ score }) => score)).toEqual(['13.995']);
  });

  it('honours what is unposted, excused and pending', async () => {
    canvas.setGrade('learner4', 'Quiz 1', 18, { posted: false });
    canvas.column('Quiz 1').column.grades.get(canvas.person('learner4').id)!.postedAt = null;
    canvas.setGrade('learner5', 'Quiz 1', null, { excused: true });
    canvas.setGrade('learner6', 'Quiz 1', 19, { pending: true });
    canvas.column('Quiz 1').column.grades.get(canvas.person('learner6').id)!.value = null;
    const { grades } = await pull();
    const of = (name: string) => grades.find(({ userId }) => userId === canvas.person(name).sub);
    expect(of('learner4')).toMatchObject({ score: '18', released: false });
    expect(of('learner5')).toMatchObject({ state: 'excused', score: null });
    expect(of('learner6')).toMatchObject({ state: 'pending', score: null });
    canvas.column('Quiz 1').column.grades.get(canvas.person('learner4').id)!.postedAt = clock.now();
    const posted = (await pull()).grades.find(({ score }) => score === '18');
    expect(posted).toMatchObject({ released: true });
  });

  it('notices at the next reading that a grade was emptied, and a new one', async () => {
    const of = (grades: readonly { userId: string }[], name: string) =>
      grades.find(({ userId }) => userId === canvas.person(name).sub);
    canvas.setGrade('learner7', 'Quiz 1', 17);
    expect(of((await pull()).grades, 'learner7')).toMatchObject({ score: '17' });
    later(30_000);
    canvas.setGrade('learner7', 'Quiz 1', '');
    canvas.setGrade('learner10', 'Quiz 1', 16);
    const { grades } = await pull();
    expect(of(grades, 'learner7')).toMatchObject({ state: 'empty', score: null });
    expect(of(grades, 'learner10')).toMatchObject({ score: '16' });
  });

  it('shows whom the roster does not tell yet as not matched, never matches by name, and matches later', async () => {
    await pull();
    const twin = { ...canvas.person('learner11'), id: '424242', sub: 'enrolled-just-now' };
    canvas.course.people.push({ ...twin, username: 'twin' });
    canvas.setGrade('twin', 'Assignment 1', 100);
    const page = await (async () => {
      const { browser } = await open.enter('teacher');
      const setUp = await browser.get(`${laurel.url}/course/new`);
      const use = keyOf(setUp.text, 'Assignment 1<');
      const typed = { use, [`unit_${use}`]: 'percent', name: 'Seen', canDo: 'x', criteria: 'y' };
      return browser.submit(setUp, { ...typed, do: 'simulate' }, '/course/new');
    })();
    expect(textOf(page)).toContain('1 in Canvas could not be matched to anybody in the LTI roster');
    const ofTwin = async () =>
      (await pull(canvas.column('Assignment 1').column.id)).grades.filter(
        ({ score }) => score === '100',
      );
    expect(await ofTwin()).toEqual([]);
    later(61_000);
    expect(await ofTwin()).toMatchObject([{ userId: 'enrolled-just-now' }]);
    canvas.course.people.pop();
    later(20 * 60_000);
  });

  it('gives letters with their scheme', async () => {
    const essay = canvas.addActivity(canvas.course, {
      name: 'Essay',
      kind: 'assign',
      maximum: 100,
      gradingType: 'letter_grade',
    });
    canvas.setGrade('learner6', essay, 91);
    const listing = (await laurel.grades.listAssessments(open.course)).find(
      ({ source }) => source === 'canvas',
    );
    const listed = listing?.assessments.find(({ title }) => title === 'Essay');
    expect(listed).toMatchObject({ gradedAs: 'letters' });
    expect(listed?.scheme?.slice(0, 2)).toEqual([
      { letter: 'A', from: '94' },
      { letter: 'A-', from: '90' },
    ]);
    const six = (await pull(essay.id)).grades.find(({ score }) => score === '91');
    expect(six).toMatchObject({ letter: 'A-' });
  });

  it('calls an assignment that was deleted gone', async () => {
    await expect(pull('999999')).rejects.toMatchObject({ code: 'assessment_gone' });
  });

  it('gives a badge by itself to a learner who never launched', async () => {
    canvas.setGrade('learner8', 'Assignment 1', 70);
    canvas.setGrade('learner9', 'Assignment 1', 69.99);
    canvas.setGrade('student-view', 'Assignment 1', 100);
    const { browser } = await open.enter('teacher');
    await activateBadge(browser, 'Assignment 1', {
      mark_: '70',
      unit_: 'percent',
      name: 'Canvas badge',
    });
    expect(await laurel.checks.check(open.course)).toMatchObject({ granted: 1 });
  });
});
