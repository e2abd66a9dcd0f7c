import { describe, expect, it } from 'vitest';
import { assessmentKey } from '../../../src/course/set-up/choices.js';
import { activateBadge } from '../../support/activate-badge.js';
import { textOf } from '../../support/open-course.js';
import { laurel, open } from '../../support/use-course.js';
import { moodle, pull, token, useMoodleCourse } from './use-moodle-course.js';

useMoodleCourse();

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
      [...text.matchAll(/name="use" value="(\w+)"[^>]*><span>([^<]*)</g)].flatMap(([, key, name]) =>
        name === title ? [key] : [],
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
    await activateBadge(browser, 'Quiz 1<', { mark_: '70', unit_: 'percent', name: 'Quiz badge' });
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
