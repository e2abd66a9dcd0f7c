import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CanvasLike, Tool } from '../../support/lms/index.js';
import { openCourse } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

/** A status of Canvas's that has more than one meaning is read by its words and by what was asked. */

let laurel: TestLaurel;
let open: Awaited<ReturnType<typeof openCourse>>;
let canvas: CanvasLike;
let tool: Tool;

beforeAll(async () => {
  laurel = await startTestLaurel();
  open = await openCourse('canvas', laurel);
  canvas = open.platform as CanvasLike;
  tool = open.tool;
  await open.enter('teacher');
});
afterAll(() => Promise.all([canvas.close(), laurel.close()]));

const read = (assessmentId: string) =>
  laurel.grades.pull(open.course, { source: 'lti', assessmentId });
const columnUrl = async () => (await laurel.lti.ags.listLineItems(open.course))[0]?.id ?? '';
const score = async (lineItemUrl: string) =>
  (await laurel.lti.ags.openColumn(open.course, lineItemUrl)).postScore({
    userId: canvas.person('learner1').sub,
    scoreGiven: 1,
    scoreMaximum: 1,
    activityProgress: 'Completed',
    gradingProgress: 'FullyGraded',
    timestamp: new Date(),
  });

describe('Canvas’s statuses', () => {
  it.each([422, 404] as const)('%s of a course that is over is said as that', async (status) => {
    const url = await columnUrl();
    canvas.course.concluded = status;
    const over = { code: 'course_concluded' };
    await expect(laurel.lti.ags.listLineItems(open.course)).rejects.toMatchObject(over);
    await expect(read(url)).rejects.toMatchObject(over);
    const [listing] = await laurel.grades.listAssessments(open.course, ['lti']);
    expect(listing?.obstacle).toMatchObject(over);
    delete canvas.course.concluded;
    expect((await read(url)).grades).toEqual([]);
  });

  it('422 of an assignment that is not published is not about the person', async () => {
    const url = await columnUrl();
    tool.link.column!.published = false;
    await expect(score(url)).rejects.toMatchObject({ code: 'column_unpublished' });
    tool.link.column!.published = true;
    expect(await score(url)).toBe('accepted');
  });

  it('412 of a column made by an earlier registration is not a column that is gone', async () => {
    const url = await columnUrl();
    tool.link.column!.clientId = 'the-key-before';
    await expect(read(url)).rejects.toMatchObject({ code: 'other_tool_column' });
    await expect(score(url)).rejects.toMatchObject({ code: 'other_tool_column' });
    tool.link.column!.clientId = tool.clientId;
    canvas.deleteColumn(tool.link.column!);
    await expect(read(url)).rejects.toMatchObject({ code: 'assessment_gone' });
  });
});

describe('a result beside another maximum than its column’s', () => {
  it('says both, for a score that nobody gave is not scaled and a person’s is', async () => {
    const link = canvas.addLink(tool, { title: 'Essay', maximum: 100 });
    const items = await laurel.lti.ags.listLineItems(open.course);
    const url = items.find(({ label }) => label === 'Essay')?.id ?? '';
    canvas.setGrade('learner1', link.column!, 80);
    canvas.setGrade('learner2', link.column!, 60);
    link.column!.grades.get(canvas.person('learner2').id)!.result!.maximum = 5;
    const { grades } = await read(url);
    const of = (name: string) => grades.find(({ userId }) => userId === canvas.person(name).sub);
    expect(of('learner1')).not.toHaveProperty('otherMaximum');
    expect(of('learner2')).toMatchObject({ score: '3', maximum: '5', otherMaximum: '100' });
  });
});
