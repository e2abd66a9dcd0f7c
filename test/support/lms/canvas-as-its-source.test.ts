import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launch, startCanvasLike, type CanvasLike, type Tool } from './index.js';
import { globalId } from './push.js';
import { LTI, SERVICE_SCOPES } from './names.js';
import { ProbeTool, type Json } from './probe-tool.js';

/** What Canvas's source says and its documentation does not (`docs/canvas-unverified.md`). */

const SUBMISSION = 'https://canvas.instructure.com/lti/submission';
const AGS = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint';
const SETTINGS = 'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings';

// A little ahead: what is signed by the machine’s clock is not from the future here.
let time = Date.now() + 30_000;
const clock = { now: () => new Date(time) };
let canvas: CanvasLike;
let probe: ProbeTool;
let tool: Tool;
let token: string;
let bearer: string;
let ags: { lineitems: string; lineitem: string };

beforeAll(async () => {
  canvas = await startCanvasLike({ clock });
  probe = await ProbeTool.start();
  tool = canvas.registerTool({ url: probe.url });
  probe.authorizationUrl = tool.authorizationUrl;
  token = (await probe.askToken(tool, SERVICE_SCOPES)).json.access_token;
  await launch(canvas, { as: 'teacher' });
  ags = probe.lastLaunch.claims[AGS];
  const key = canvas.oauth.registerKey({ redirectUris: ['http://localhost:1/callback'] });
  bearer = canvas.oauth.issueToken(key, canvas.person('teacher'));
});
afterAll(() => Promise.all([canvas.close(), probe.close()]));
beforeEach(() => void (time += 1_000));

const score = (name: string, body: object) =>
  probe.call(token, `${ags.lineitem}/scores`, {
    method: 'POST',
    type: 'application/vnd.ims.lis.v1.score+json',
    body: {
      userId: canvas.person(name).sub,
      activityProgress: 'Completed',
      gradingProgress: 'FullyGraded',
      timestamp: clock.now().toISOString(),
      ...body,
    },
  });
const rowOf = async (name: string) =>
  (await probe.call(token, `${ags.lineitem}/results?user_id=${canvas.person(name).sub}`)).json[0];
const gradeOf = (name: string) => tool.link.column!.grades.get(canvas.person(name).id);
const rest = async (query: string) => {
  const url = `${canvas.baseUrl}/api/v1/courses/${canvas.course.id}/students/submissions?${query}`;
  const headers = { authorization: `Bearer ${bearer}`, 'user-agent': 'probe/1.0' };
  const answer = await fetch(url, { headers });
  return { status: answer.status, headers: answer.headers, json: (await answer.json()) as Json };
};
const column = () => tool.link.column!;
const restRow = async (name: string) => {
  const ids = `student_ids[]=${canvas.person(name).id}&assignment_ids[]=${column().id}`;
  return (await rest(ids)).json[0];
};

describe('A score that Canvas takes', () => {
  it('yields to any score that is there, the tool’s own too, while the result row is overwritten', async () => {
    const yields = { [SUBMISSION]: { prioritize_non_tool_grade: true, new_submission: false } };
    await score('learner1', { scoreGiven: 40, scoreMaximum: 100, ...yields });
    time += 1_000;
    await score('learner1', { scoreGiven: 90, scoreMaximum: 100, ...yields });
    expect(gradeOf('learner1')?.value).toBe(40);
    expect(await rowOf('learner1')).toMatchObject({ resultScore: 90 });
  });

  it.each(['Pending', 'Failed', 'NotReady', 'FullyGraded'])(
    'erases the grade as %s without a score that counts, unless it preserves',
    async (gradingProgress) => {
      canvas.setGrade('learner2', column(), 70);
      const given = gradingProgress === 'FullyGraded' ? {} : { scoreGiven: 1, scoreMaximum: 1 };
      const preserve = { new_submission: false, preserve_score: true };
      time += 1_000;
      await score('learner2', { gradingProgress, ...given, [SUBMISSION]: preserve });
      expect(gradeOf('learner2')?.value).toBe(70);
      time += 1_000;
      const yields = { new_submission: false, prioritize_non_tool_grade: true };
      await score('learner2', { gradingProgress, ...given, [SUBMISSION]: yields });
      expect(gradeOf('learner2')?.value).toBeNull();
    },
  );

  it('is there and waits for a person as PendingManual', async () => {
    const body = { scoreGiven: 3, scoreMaximum: 4, gradingProgress: 'PendingManual' };
    await score('learner3', { ...body, [SUBMISSION]: { new_submission: false } });
    expect(await restRow('learner3')).toMatchObject({
      score: 75,
      workflow_state: 'pending_review',
    });
  });

  it('needs a maximum that is not 0, and an assignment that is published', async () => {
    expect((await score('learner4', { scoreGiven: 0, scoreMaximum: 0 })).status).toBe(422);
    expect((await score('learner4', { scoreGiven: 1 })).status).toBe(422);
    column().published = false;
    const refused = await score('learner4', { scoreGiven: 1, scoreMaximum: 1 });
    column().published = true;
    expect(refused).toMatchObject({ status: 422, json: { errors: [{ field: 'grade' }] } });
  });

  it('is malformed with 400 as a stale one is', async () => {
    const body = { scoreGiven: 1, scoreMaximum: 1 };
    expect((await score('learner4', { ...body, timestamp: 'yesterday' })).status).toBe(400);
    expect((await score('learner4', { ...body, activityProgress: '' })).status).toBe(400);
  });
});

describe('What nobody graded', () => {
  it('is unscaled in AGS, and said to be the policy’s by REST', async () => {
    await score('learner5', { scoreGiven: 1, scoreMaximum: 5 });
    time += 1_000;
    canvas.gradeMissing('learner5', column(), 50);
    expect(await rowOf('learner5')).toMatchObject({ resultScore: 50, resultMaximum: 5 });
    const row = { score: 50, grader_id: null, late_policy_status: 'missing', missing: true };
    expect(await restRow('learner5')).toMatchObject({ ...row, workflow_state: 'graded' });
    expect((await restRow('learner5')).posted_at).not.toBeNull();
  });

  it('is less than what was entered where the work was late; the tool’s own result stays', async () => {
    await score('learner6', { scoreGiven: 90, scoreMaximum: 100 });
    canvas.deductLate('learner6', column(), 20);
    expect(await restRow('learner6')).toMatchObject({
      score: 70,
      entered_score: 90,
      points_deducted: 20,
    });
    expect(await rowOf('learner6')).toMatchObject({ resultScore: 90 });
  });

  it('keeps its score when handed in again, and is not graded then', async () => {
    canvas.setGrade('learner7', column(), 80);
    canvas.resubmit('learner7', column());
    const row = { score: 80, workflow_state: 'submitted', grade_matches_current_submission: false };
    expect(await restRow('learner7')).toMatchObject(row);
  });

  it('stays graded where a grade was emptied', async () => {
    canvas.setGrade('learner7', column(), 80);
    canvas.setGrade('learner7', column(), '');
    expect(await restRow('learner7')).toMatchObject({ score: null, workflow_state: 'graded' });
  });
});

describe('A course that is over', () => {
  it.each([422, 404] as const)(
    'answers AGS with %s, has no roster, and REST has its rows',
    async (concluded) => {
      canvas.course.concluded = concluded;
      expect((await probe.call(token, ags.lineitems)).status).toBe(concluded);
      expect((await probe.call(token, `${ags.lineitem}/results`)).status).toBe(concluded);
      const roster = `${canvas.baseUrl}/api/lti/courses/${canvas.course.id}/names_and_roles`;
      expect(await probe.call(token, roster)).toMatchObject({ status: 200, json: { members: [] } });
      const all = `student_ids[]=all&assignment_ids[]=${column().id}`;
      expect((await rest(all)).json.length).toBeGreaterThan(0);
      expect((await rest(`${all}&enrollment_state=active`)).json).toEqual([]);
      delete canvas.course.concluded;
    },
  );
});

describe('REST', () => {
  const all = () => `student_ids[]=all&assignment_ids[]=${column().id}&per_page=100`;

  it('refuses an assignment that is not published, or is not there', async () => {
    const refusal = { status: 403, json: { error: 'invalid assignment ids requested' } };
    expect(await rest('student_ids[]=all&assignment_ids[]=999999')).toMatchObject(refusal);
    column().published = false;
    expect(await rest(all())).toMatchObject(refusal);
    column().published = true;
  });

  it('shows a teacher of one section that section, silently, and nobody else by name', async () => {
    canvas.person('learner1').section = 'A';
    canvas.person('teacher').limitedTo = 'A';
    expect((await rest(all())).json).toHaveLength(1);
    const other = `student_ids[]=${canvas.person('learner2').id}&assignment_ids[]=${column().id}`;
    expect((await rest(other)).status).toBe(401);
    delete canvas.person('teacher').limitedTo;
  });

  it('counts invited, inactive and concluded learners among all, the roster does not', async () => {
    canvas.person('learner10').enrollment = 'invited';
    canvas.person('learner11').enrollment = 'inactive';
    canvas.person('learner12').enrollment = 'concluded';
    const whole = (await rest(all())).json.length as number;
    expect((await rest(`${all()}&enrollment_state=active`)).json).toHaveLength(whole - 3);
    const roster = `${canvas.baseUrl}/api/lti/courses/${canvas.course.id}/names_and_roles`;
    const { members } = (await probe.call(token, roster)).json;
    expect(members.map((one: Json) => one.user_id)).not.toContain(canvas.person('learner11').sub);
    for (const n of [10, 11, 12]) delete canvas.person(`learner${n}`).enrollment;
  });

  it('pages submissions by bookmarks, and names no last page', async () => {
    const { headers } = await rest(`student_ids[]=all&assignment_ids[]=${column().id}&per_page=5`);
    expect(headers.get('link')).toMatch(/page=bookmark%3A[\w-]+[^>]*>; rel="next"/);
    expect(headers.get('link')).not.toContain('rel="last"');
  });

  it('may ask for patience with 429', async () => {
    const { quota } = canvas.api;
    Object.assign(quota, { status: 429, capacity: 0 });
    const headers = { authorization: `Bearer ${bearer}`, 'user-agent': 'probe/1.0' };
    const answer = await fetch(`${canvas.baseUrl}/api/v1/users/self`, { headers });
    Object.assign(quota, { status: 403, capacity: 700 });
    expect(answer.status).toBe(429);
  });
});

describe('A launch', () => {
  it('of a visitor to a public course says nothing of who they are', async () => {
    await launch(canvas, { as: canvas.visitor, placement: 'course_navigation' });
    const { claims } = probe.lastLaunch;
    expect(claims).not.toHaveProperty('sub');
    expect(claims[`${LTI}roles`]).toEqual([
      'http://purl.imsglobal.org/vocab/lis/v2/system/person#None',
    ]);
  });

  it('without names has no ids of the registrar either', async () => {
    tool.settings.privacy = 'anonymous';
    await launch(canvas, { as: 'learner1' });
    tool.settings.privacy = 'public';
    expect(probe.lastLaunch.claims).not.toHaveProperty(`${LTI}lis`);
  });

  it('names the storage beside the id_token, and lets a query follow a registered address', async () => {
    const query = probe.authorization(canvas.startLaunch({ as: 'teacher' }).fields);
    const redirect_uri = `${query['redirect_uri']}?from=canvas`;
    const answer = await canvas.authorize({ ...query, redirect_uri }, canvas.person('teacher'));
    expect(answer).toMatchObject({
      redirectUri: redirect_uri,
      fields: { lti_storage_target: 'post_message_forwarding' },
    });
  });

  it('tells a history by imports, one of a single quiz too, or that finding it took too long', async () => {
    const other = canvas.addCourse({ title: 'Elsewhere' });
    const target = canvas.addCourse({ title: 'Target' });
    canvas.importContent(other, target);
    tool.settings.custom['history'] = '$Context.id.history';
    const historyOf = async () => {
      await launch(canvas, { as: 'teacher', course: target, placement: 'course_navigation' });
      return probe.lastLaunch.claims[`${LTI}custom`].history as string;
    };
    expect(await historyOf()).toBe(other.contextId);
    canvas.historyTimesOut = true;
    expect(await historyOf()).toBe('timed out');
    canvas.historyTimesOut = false;
  });

  it.each([
    ['assignment_selection', false],
    ['link_selection', false],
    ['module_index_menu_modal', true],
  ])('for deep linking from %s takes links of the tool alone', async (placement, auto_create) => {
    await launch(canvas, { as: 'teacher', message: 'deep-linking', placement });
    const settings = probe.lastLaunch.claims[SETTINGS];
    expect(settings).toMatchObject({ accept_types: ['ltiResourceLink'], auto_create });
    expect(settings).not.toHaveProperty('accept_lineitem');
  });
});

it('a Live Event names everything by global ids', () => {
  expect(globalId('355')).toBe('21070000000000355');
});
