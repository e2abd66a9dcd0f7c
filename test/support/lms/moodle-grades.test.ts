import { describe, expect, it } from 'vitest';
import { launch } from './index.js';
import type { Json } from './probe-tool.js';
import {
  ags,
  CONTAINER,
  LINE_ITEM,
  moodle,
  probe,
  results,
  RESULTS,
  token,
  tool,
  useMoodle,
} from './use-moodle.js';

useMoodle();

const SCORE = 'application/vnd.ims.lis.v1.score+json';

const score = (lineItem: string, body: object) =>
  probe.call(token, lineItem.replace('/lineitem?', '/lineitem/scores?'), {
    method: 'POST',
    type: SCORE,
    body: { activityProgress: 'Completed', gradingProgress: 'FullyGraded', ...body },
  });

describe("Moodle's line items", () => {
  it("are the tool's own only", async () => {
    const { json, headers } = await probe.call(token, ags.lineitems, { accept: CONTAINER });
    expect(headers.get('content-type')).toBe(`${CONTAINER}; charset=utf-8`);
    expect(json).toEqual([
      {
        id: ags.lineitem,
        label: 'Course badges',
        scoreMaximum: 100,
        resourceId: '',
        tag: '',
        resourceLinkId: tool.link.id,
        ltiLinkId: tool.link.id,
      },
    ]);
  });

  it('are refused to an Accept of */* with a reason', async () => {
    const answer = await probe.call(token, ags.lineitems, { accept: '*/*' });
    expect(answer.status).toBe(400);
    expect(answer.statusText).toBe('No context or unsupported content type');
    expect(answer.json.request.accept).toBe('*/*');
  });

  it('are paged with curly quotes and &amp;', async () => {
    const answer = await probe.call(token, `${ags.lineitems}&limit=1`, { accept: CONTAINER });
    const link = Buffer.from(answer.headers.get('link')!, 'latin1').toString('utf8');
    expect(link).toBe(
      `<${ags.lineitems}&amp;limit=1&amp;from=0>; rel=“first”, ` +
        `<${ags.lineitems}&amp;limit=1&amp;from=0>; rel=“canonical”, ` +
        `<${ags.lineitems}&amp;limit=1&amp;from=1>; rel=“last”`,
    );
  });

  it('are made as manual columns: 201, an echo and the id', async () => {
    const body = { label: 'Badge: Quiz 1', scoreMaximum: 20, tag: 'mirror', weight: 0 };
    const made = await probe.call(token, ags.lineitems, { method: 'POST', type: LINE_ITEM, body });
    expect(made.status).toBe(201);
    expect(made.json).toEqual({ ...body, id: expect.stringMatching(/lineitem\?type_id=1$/) });
    const read = await probe.call(token, made.json.id, { accept: LINE_ITEM });
    expect(read.json).toEqual({
      id: made.json.id,
      label: 'Badge: Quiz 1',
      scoreMaximum: 20,
      resourceId: '',
      tag: 'mirror',
    });
    const gone = await probe.call(token, made.json.id, { method: 'DELETE' });
    expect(gone.status).toBe(204);
    expect((await probe.call(token, made.json.id, { accept: LINE_ITEM })).status).toBe(404);
  });
});

describe("Moodle's results", () => {
  it('show a hidden grade too', async () => {
    const { id } = moodle.person('learner9');
    moodle.setGrade(id, tool.link.column!, 77, { hidden: true });
    const row = (await results(ags.lineitem)).find((one: Json) => one.userId === id);
    expect(row.resultScore).toBe(77);
    tool.link.column!.hidden = false;
    tool.link.column!.grades.clear();
  });

  it('show what a teacher types, a cleared grade as a bare user and a zero as a zero', async () => {
    const { column } = tool.link;
    const [one, two, three] = ['learner1', 'learner2', 'learner3'].map((name) =>
      moodle.person(name),
    );
    moodle.setGrade(one!, column!, 69.995);
    moodle.setGrade(two!, column!, 0);
    moodle.setGrade(three!, column!, 12);
    moodle.setGrade(three!, column!, '');
    const rows = await results(ags.lineitem);
    const idOf = (id: string) => `${ags.lineitem.replace('?', '/results?')}&user_id=${id}`;
    expect(rows).toEqual([
      {
        id: idOf(one!.id),
        userId: one!.id,
        resultScore: 69.995,
        resultMaximum: 100,
        scoreOf: ags.lineitem,
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
      },
      expect.objectContaining({ userId: two!.id, resultScore: 0 }),
      { id: idOf(three!.id), userId: three!.id },
    ]);
  });

  it('crash with a 404 page when asked for a limit', async () => {
    const url = `${ags.lineitem.replace('/lineitem?', '/lineitem/results?')}&limit=1`;
    const answer = await probe.call(token, url, { accept: RESULTS });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toMatch(/text\/html/);
    expect(answer.text).toContain('Call to a member function out() on null');
  });
});

describe("Moodle's scores", () => {
  const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

  it('are scaled to the column and answered 200 with nothing', async () => {
    const { id } = moodle.person('learner5');
    const answer = await score(ags.lineitem, {
      userId: id,
      scoreGiven: 35.5,
      scoreMaximum: 50,
      timestamp: at(0),
      comment: 'from tool',
    });
    expect(answer).toMatchObject({ status: 200, text: '' });
    const row = (await results(ags.lineitem)).find((one: Json) => one.userId === id);
    expect(row).toMatchObject({ resultScore: 71, comment: 'from tool' });
  });

  it('leave a grade that a teacher typed as it was', async () => {
    const { id } = moodle.person('learner6');
    moodle.setGrade(id, tool.link.column!, 83);
    const answer = await score(ags.lineitem, {
      userId: id,
      scoreGiven: 71,
      scoreMaximum: 100,
      timestamp: at(5),
    });
    expect(answer.status).toBe(200);
    const row = (await results(ags.lineitem)).find((one: Json) => one.userId === id);
    expect(row.resultScore).toBe(83);
  });

  it('get 409 unless newer by whole seconds', async () => {
    const { id } = moodle.person('learner5');
    const stale = { userId: id, scoreGiven: 1, scoreMaximum: 10, timestamp: at(-60) };
    expect((await score(ags.lineitem, stale)).status).toBe(409);
    expect((await score(ags.lineitem, { ...stale, timestamp: at(2) })).status).toBe(200);
  });

  it('get 400 for somebody who cannot be graded', async () => {
    const { id } = moodle.person('teacher');
    const body = { userId: id, scoreGiven: 1, scoreMaximum: 10, timestamp: at(0) };
    expect((await score(ags.lineitem, body)).status).toBe(400);
  });

  it('are dropped while PendingManual', async () => {
    const { id } = moodle.person('learner7');
    const body = { userId: id, scoreGiven: 9, scoreMaximum: 10, timestamp: at(0) };
    await score(ags.lineitem, { ...body, gradingProgress: 'PendingManual' });
    const row = (await results(ags.lineitem)).find((one: Json) => one.userId === id);
    expect(row).not.toHaveProperty('resultScore');
  });
});

describe('The mirror column', () => {
  it('follows the quiz, is stale until a regrade, does not scale, and freezes', async () => {
    const body = { label: 'Badge: Quiz 1', scoreMaximum: 20 };
    const made = await probe.call(token, ags.lineitems, { method: 'POST', type: LINE_ITEM, body });
    const item: string = made.json.id;
    moodle.setIdNumber('Quiz 1', 'quiz1');
    moodle.setCalculation('Badge: Quiz 1', '=[[quiz1]]');
    const { id } = moodle.person('learner3');
    moodle.attempt(id, 'Quiz 1', 14);
    const mine = async () => (await results(item)).find((one: Json) => one.userId === id);
    expect(await mine()).toBeUndefined();
    moodle.openGradebook();
    expect(await mine()).toMatchObject({ resultScore: 14, resultMaximum: 20 });
    moodle.attempt(id, 'Quiz 1', 15);
    expect(await mine()).toMatchObject({ resultScore: 15 });
    // A quiz changed from 20 to 40 points clips: 30 of 40 reads 20 of 20.
    moodle.setMaximum('Quiz 1', 40);
    await launch(moodle, { as: 'learner3' });
    expect(await mine()).toMatchObject({ resultScore: 20, resultMaximum: 20 });
    moodle.setMaximum('Quiz 1', 20);
    moodle.openGradebook();
    expect(await mine()).toMatchObject({ resultScore: 15 });
    // The same maximum is harmless; another freezes.
    const put = (scoreMaximum: number) =>
      probe.call(token, item, { method: 'PUT', type: LINE_ITEM, body: { ...body, scoreMaximum } });
    await put(20);
    moodle.attempt(id, 'Quiz 1', 16);
    expect(await mine()).toMatchObject({ resultScore: 16 });
    await put(40);
    moodle.openGradebook();
    moodle.attempt(id, 'Quiz 1', 20);
    expect(await mine()).toMatchObject({ resultScore: 32, resultMaximum: 40 });
    await probe.call(token, item, { method: 'DELETE' });
  });

  it('stops with every other mirror when one source is deleted, until that item goes', async () => {
    const make = async (label: string, formula: string) => {
      const body = { label, scoreMaximum: 100 };
      const made = await probe.call(token, ags.lineitems, {
        method: 'POST',
        type: LINE_ITEM,
        body,
      });
      moodle.setCalculation(label, formula);
      return made.json.id as string;
    };
    const extra = moodle.addActivity(moodle.course, { name: 'Extra', kind: 'quiz', maximum: 100 });
    moodle.setIdNumber(extra, 'extra');
    moodle.setIdNumber('Assignment 1', 'assign1');
    const broken = await make('Mirror of Extra', '=[[extra]]');
    const healthy = await make('Mirror of Assignment', '=[[assign1]]');
    moodle.openGradebook();
    const { id } = moodle.person('learner8');
    const mine = async () => (await results(healthy)).find((one: Json) => one.userId === id);
    moodle.attempt(id, 'Assignment 1', 60);
    expect((await mine()).resultScore).toBe(60);
    moodle.deleteColumn(extra);
    moodle.attempt(id, 'Assignment 1', 90);
    expect(moodle.openGradebook()).toBe(false);
    expect((await mine()).resultScore).toBe(60);
    await probe.call(token, broken, { method: 'DELETE' });
    moodle.openGradebook();
    expect((await mine()).resultScore).toBe(90);
  });

  it('is frozen for a learner by any score, even one without points', async () => {
    const body = { label: 'Frozen', scoreMaximum: 100 };
    const made = await probe.call(token, ags.lineitems, { method: 'POST', type: LINE_ITEM, body });
    moodle.setCalculation('Frozen', '=[[assign1]]');
    moodle.openGradebook();
    const { id } = moodle.person('learner8');
    const timestamp = new Date(Date.now() + 5000).toISOString();
    await score(made.json.id, { userId: id, timestamp });
    moodle.attempt(id, 'Assignment 1', 95);
    moodle.openGradebook();
    const row = (await results(made.json.id)).find((one: Json) => one.userId === id);
    expect(row.resultScore).toBe(90);
  });
});
