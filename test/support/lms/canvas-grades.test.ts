import { describe, expect, it } from 'vitest';
import { ags, canvas, get, probe, token, tool, useCanvas } from './use-canvas.js';

useCanvas();

const SUBMISSION = 'https://canvas.instructure.com/lti/submission';

const TYPES = {
  item: 'application/vnd.ims.lis.v2.lineitem+json',
  score: 'application/vnd.ims.lis.v1.score+json',
};

const rowOf = async (name: string) =>
  (await get(`${ags.lineitem}/results?user_id=${canvas.person(name).sub}`))[0];

const score = (name: string, body: object, url = ags.lineitem) =>
  probe.call(token, `${url}/scores`, {
    method: 'POST',
    type: TYPES.score,
    body: {
      userId: canvas.person(name).sub,
      activityProgress: 'Completed',
      gradingProgress: 'FullyGraded',
      timestamp: new Date().toISOString(),
      ...body,
    },
  });

describe("Canvas's line items", () => {
  it('are real assignments when made, and gone when deleted', async () => {
    const body = { label: 'Badge: Data', scoreMaximum: 10, tag: 'badge' };
    const made = await probe.call(token, ags.lineitems, {
      method: 'POST',
      type: TYPES.item,
      body,
    });
    expect(made).toMatchObject({ status: 201, json: body });
    expect(made.json).not.toHaveProperty('resourceLinkId');
    expect(canvas.column('Badge: Data').column).toMatchObject({ kind: 'assign', published: true });
    expect(await get(`${ags.lineitems}?tag=badge`)).toEqual([made.json]);
    expect((await probe.call(token, made.json.id, { method: 'DELETE' })).status).toBe(204);
    expect((await probe.call(token, made.json.id)).status).toBe(404);
  });

  it('that are coupled cannot be deleted: 401', async () => {
    expect((await probe.call(token, ags.lineitem, { method: 'DELETE' })).status).toBe(401);
  });

  it("are the tool's own only", async () => {
    const other = canvas.registerTool({ url: probe.url, name: 'Other' });
    const theirs = `${ags.lineitems}/${other.link.column!.lineItemId}`;
    expect((await probe.call(token, theirs)).status).toBe(412);
    expect((await probe.call(token, `${theirs}/results`)).status).toBe(200);
    expect(await get(ags.lineitems)).toHaveLength(1);
  });
});

describe("Canvas's results", () => {
  it('have one row for each result that exists, no timestamp and no nulls', async () => {
    canvas.setGrade('learner1', tool.link.column!, 69.995);
    canvas.setGrade('learner2', tool.link.column!, 0);
    canvas.setGrade('learner3', tool.link.column!, null, { pending: true });
    canvas.setGrade('learner4', tool.link.column!, 50);
    canvas.setGrade('learner4', tool.link.column!, '');
    expect(await get(`${ags.lineitem}/results`)).toEqual([
      {
        id: expect.stringContaining(`${ags.lineitem}/results/`),
        scoreOf: ags.lineitem,
        userId: canvas.person('learner1').sub,
        resultScore: 69.995,
        resultMaximum: 100,
      },
      expect.objectContaining({ userId: canvas.person('learner2').sub, resultScore: 0 }),
      {
        id: expect.any(String),
        scoreOf: ags.lineitem,
        userId: canvas.person('learner4').sub,
        resultMaximum: 100,
      },
    ]);
  });

  it('show grades that are not posted', async () => {
    canvas.setGrade('learner5', tool.link.column!, 88, { posted: false });
    expect((await rowOf('learner5')).resultScore).toBe(88);
  });

  it('are paged by ten with a proper Link header', async () => {
    for (let n = 1; n <= 12; n += 1) canvas.setGrade(`learner${n}`, tool.link.column!, 50 + n);
    const first = await probe.call(token, `${ags.lineitem}/results`);
    expect(first.json).toHaveLength(10);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link')!)![1]!;
    expect(await get(next)).toHaveLength(2);
  });
});

describe("Canvas's scores", () => {
  it('are answered with the result and come back as they were sent', async () => {
    const answer = await score('learner6', { scoreGiven: 4, scoreMaximum: 5 });
    expect(answer.json.resultUrl).toContain(`${ags.lineitem}/results/`);
    expect(await rowOf('learner6')).toMatchObject({ resultScore: 4, resultMaximum: 5 });
    expect(
      canvas.column(tool.link.column!).column.grades.get(canvas.person('learner6').id),
    ).toMatchObject({ value: 80, byTool: true });
  });

  it("scale a teacher's later grade to the maximum last sent", async () => {
    canvas.setGrade('learner6', tool.link.column!, 90);
    expect(await rowOf('learner6')).toMatchObject({ resultScore: 4.5, resultMaximum: 5 });
  });

  it("overwrite a teacher's grade unless they are asked to yield; the result row in any case", async () => {
    canvas.setGrade('learner7', tool.link.column!, 90);
    const later = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
    await score('learner7', {
      scoreGiven: 10,
      scoreMaximum: 100,
      timestamp: later(1),
      [SUBMISSION]: { prioritize_non_tool_grade: true, new_submission: false },
    });
    const kept = tool.link.column!.grades.get(canvas.person('learner7').id)!;
    expect(kept.value).toBe(90);
    expect((await rowOf('learner7')).resultScore).toBe(10);
    await score('learner7', { scoreGiven: 10, scoreMaximum: 100, timestamp: later(2) });
    expect((await rowOf('learner7')).resultScore).toBe(10);
    expect(kept.value).toBe(10);
  });

  it('make a new attempt unless new_submission is false', async () => {
    const attempts = () => tool.link.column!.grades.get(canvas.person('learner8').id)!.attempt;
    await score('learner8', { scoreGiven: 1, scoreMaximum: 1 });
    expect(attempts()).toBe(1);
    const timestamp = new Date(Date.now() + 1000).toISOString();
    const quiet = { [SUBMISSION]: { new_submission: false } };
    await score('learner8', { scoreGiven: 1, scoreMaximum: 1, timestamp, ...quiet });
    expect(attempts()).toBe(1);
  });

  it('get 400 when stale, 422 for somebody who is not a student', async () => {
    const old = { scoreGiven: 1, scoreMaximum: 1, timestamp: '2020-01-01T00:00:00Z' };
    expect((await score('learner8', old)).status).toBe(400);
    expect((await score('teacher', { ...old, timestamp: new Date().toISOString() })).status).toBe(
      422,
    );
  });

  it('are stored while PendingManual', async () => {
    await score('learner9', {
      scoreGiven: 3,
      scoreMaximum: 4,
      gradingProgress: 'PendingManual',
      timestamp: new Date(Date.now() + 1000).toISOString(),
    });
    expect(await rowOf('learner9')).toMatchObject({ resultScore: 3, resultMaximum: 4 });
  });
});
