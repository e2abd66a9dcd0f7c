import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as jose from 'jose';
import { createBrowser, launch, startCanvasLike, type CanvasLike, type Tool } from './index.js';
import { LTI, NRPS_SCOPE, SERVICE_SCOPES } from './platform.js';
import { ProbeTool, type Json } from './probe-tool.js';

const SUBMISSION = 'https://canvas.instructure.com/lti/submission';
const AGS = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint';
const TYPES = {
  item: 'application/vnd.ims.lis.v2.lineitem+json',
  score: 'application/vnd.ims.lis.v1.score+json',
};

let canvas: CanvasLike;
let probe: ProbeTool;
let tool: Tool;
let token: string;
let ags: { lineitems: string; lineitem: string };

beforeAll(async () => {
  canvas = await startCanvasLike();
  probe = await ProbeTool.start();
  tool = canvas.registerTool({ url: probe.url });
  probe.authorizationUrl = tool.authorizationUrl;
  token = (await probe.askToken(tool, SERVICE_SCOPES)).json.access_token;
  await launch(canvas, { as: 'teacher' });
  ags = probe.lastLaunch.claims[AGS];
});
afterAll(() => Promise.all([canvas.close(), probe.close()]));

const get = async (url: string) => (await probe.call(token, url)).json;
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

describe('Canvas', () => {
  it('has different origins for issuer, sign-in and the frame', () => {
    const hosts = [canvas.issuer, tool.authorizationUrl, canvas.baseUrl].map(
      (url) => new URL(url).host,
    );
    expect(new Set(hosts).size).toBe(3);
    expect(canvas.frameUrl(tool.link)).toContain(canvas.baseUrl);
  });
});

describe('A launch from Canvas', () => {
  it('offers platform storage and names the deployment', () => {
    expect(probe.logins.at(-1)).toMatchObject({
      iss: canvas.issuer,
      client_id: tool.clientId,
      lti_deployment_id: tool.deploymentId,
      lti_storage_target: 'post_message_forwarding',
    });
  });

  it('has a UUID, 40 hex digits, an hour and full URIs', async () => {
    const { idToken } = await launch(canvas, { as: 'learner1' });
    const { claims } = probe.lastLaunch;
    expect(claims.sub).toMatch(/^[0-9a-f]{8}-/);
    expect(claims.sub).not.toBe(canvas.person('learner1').id);
    expect(claims[`${LTI}context`]).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{40}$/),
      type: ['http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering'],
    });
    expect(claims.exp - claims.iat).toBe(3600);
    expect(claims[AGS].lineitem).not.toContain('?');
    expect(claims[`${LTI}custom`]).toMatchObject({
      canvas_user_id: canvas.person('learner1').id,
      canvas_course_id: canvas.course.id,
    });
    const keys = jose.createRemoteJWKSet(new URL(tool.jwksUrl));
    const options = { issuer: canvas.issuer, audience: tool.clientId };
    await expect(jose.jwtVerify(idToken, keys, options)).resolves.toBeDefined();
  });

  it('by course navigation has no line item and the course as its link', async () => {
    await launch(canvas, { as: 'learner1', placement: 'course_navigation' });
    const { claims } = probe.lastLaunch;
    expect(claims[AGS]).not.toHaveProperty('lineitem');
    expect(claims[`${LTI}resource_link`].id).toBe(canvas.course.contextId);
  });

  it('is consumed once', async () => {
    const query = probe.authorization(canvas.startLaunch({ as: 'teacher' }).fields);
    const teacher = canvas.person('teacher');
    expect(await canvas.authorize(query, teacher)).toHaveProperty('fields.id_token');
    expect(await canvas.authorize(query, teacher)).toHaveProperty(
      'fields.error',
      'launch_no_longer_valid',
    );
  });

  it('needs the session of the person it names', async () => {
    const query = probe.authorization(canvas.startLaunch({ as: 'teacher' }).fields);
    expect(await canvas.authorize(query, null)).toHaveProperty('fields.error', 'login_required');
    expect(await canvas.authorize(query, canvas.person('learner1'))).toHaveProperty(
      'fields.error',
      'login_required',
    );
  });
});

describe("Canvas's token endpoint", () => {
  it('takes an assertion once, for its own address alone', async () => {
    const jti = 'twice';
    expect(await probe.askToken(tool, [NRPS_SCOPE], undefined, { jti })).toMatchObject({
      status: 200,
      type: expect.stringMatching(/^application\/json/),
    });
    expect((await probe.askToken(tool, [NRPS_SCOPE], undefined, { jti })).status).toBe(400);
    const toIssuer = await probe.askToken(tool, [NRPS_SCOPE], undefined, { aud: canvas.issuer });
    expect(toIssuer.status).toBe(400);
  });

  it('refuses a scope that the administrator cut', async () => {
    const answer = await probe.askToken(tool, [NRPS_SCOPE, 'https://cut']);
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_scope' } });
  });

  it('gives tokens that end', async () => {
    const { access_token } = (await probe.askToken(tool, [NRPS_SCOPE])).json;
    const refused = await probe.call(access_token, ags.lineitems);
    expect(refused).toMatchObject({ status: 401, json: { errors: { type: 'unauthorized' } } });
    expect((await probe.call('nonsense', ags.lineitems)).status).toBe(401);
  });
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
    expect((await probe.call(token, theirs)).status).toBe(401);
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

  it("overwrite a teacher's grade unless they are asked to yield", async () => {
    canvas.setGrade('learner7', tool.link.column!, 90);
    const later = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
    await score('learner7', {
      scoreGiven: 10,
      scoreMaximum: 100,
      timestamp: later(1),
      [SUBMISSION]: { prioritize_non_tool_grade: true, new_submission: false },
    });
    expect((await rowOf('learner7')).resultScore).toBe(90);
    await score('learner7', { scoreGiven: 10, scoreMaximum: 100, timestamp: later(2) });
    expect((await rowOf('learner7')).resultScore).toBe(10);
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

describe("Canvas's roster", () => {
  const url = () => `${canvas.baseUrl}/api/lti/courses/${canvas.course.id}/names_and_roles`;

  it('has full role URIs and names the test student', async () => {
    const { members } = await get(url());
    expect(members).toHaveLength(14);
    const test = members.find((one: Json) => one.user_id === canvas.person('student-view').sub);
    expect(test.roles).toContain('http://purl.imsglobal.org/vocab/lti/system/person#TestUser');
  });

  it('has pages of fifty at most', async () => {
    const big = await startCanvasLike({ learners: 120 });
    const other = big.registerTool({ url: probe.url });
    const { access_token } = (await probe.askToken(other, SERVICE_SCOPES)).json;
    const first = `${big.baseUrl}/api/lti/courses/${big.course.id}/names_and_roles?limit=500`;
    const page = await probe.call(access_token, first);
    expect(page.json.members).toHaveLength(50);
    const last = /<([^>]+)>; rel="last"/.exec(page.headers.get('link')!)![1]!;
    expect((await probe.call(access_token, last)).json.members).toHaveLength(22);
    await big.close();
  });

  it('gives nobody for an unknown role', async () => {
    expect((await get(`${url()}?role=Learner`)).members).toEqual([]);
    const learner = encodeURIComponent('http://purl.imsglobal.org/vocab/lis/v2/membership#Learner');
    expect((await get(`${url()}?role=${learner}`)).members).toHaveLength(13);
  });

  it('carries REST ids in the messages that rlid brings', async () => {
    const { members } = await get(`${url()}?rlid=${tool.link.id}`);
    const person = canvas.person('learner3');
    const one = members.find((member: Json) => member.user_id === person.sub);
    expect(one.message[0][`${LTI}custom`].canvas_user_id).toBe(person.id);
  });

  it('loses a person whom a teacher removes from the course', async () => {
    const browser = createBrowser();
    await browser.get(`${canvas.baseUrl}/act-as?user=teacher&next=/style.css`);
    const people = `${canvas.baseUrl}/courses/${canvas.course.id}/people`;
    const leaver = canvas.person('learner12');
    await browser.post(people, { remove: leaver.id });
    const ids = (await get(url())).members.map((one: Json) => one.user_id);
    expect(ids).not.toContain(leaver.sub);
    expect(ids).toContain(canvas.person('learner11').sub);
    leaver.enrolled = true;
  });

  it('has no names for an anonymous tool', async () => {
    tool.settings.privacy = 'anonymous';
    const { members } = await get(url());
    tool.settings.privacy = 'public';
    expect(members[0]).not.toHaveProperty('name');
    expect(members[0]).not.toHaveProperty('email');
  });
});

describe("Canvas's services", () => {
  it('need a User-Agent', async () => {
    const ask = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        const options = { headers: { authorization: `Bearer ${token}`, ...headers } };
        request(ags.lineitems, options, (res) => {
          res.resume();
          resolve(res.statusCode!);
        })
          .on('error', reject)
          .end();
      });
    expect(await ask({})).toBe(403);
    expect(await ask({ 'user-agent': 'probe/1.0' })).toBe(200);
  });
});

describe('One hosted Canvas with several schools', () => {
  it('launches one client in deployments of their own', async () => {
    const other = canvas.deploy(tool, { course: canvas.addCourse({ title: 'Elsewhere' }) });
    await launch(canvas, { as: 'teacher', link: other.link });
    const { claims } = probe.lastLaunch;
    expect(claims.aud).toBe(tool.clientId);
    expect(claims[`${LTI}deployment_id`]).toBe(other.deploymentId);
    expect(other.deploymentId).not.toBe(tool.deploymentId);
  });

  it('may name an issuer that is nobody’s address', async () => {
    const hosted = await startCanvasLike({ issuer: 'https://canvas.instructure.com' });
    const installed = hosted.registerTool({ url: probe.url });
    probe.authorizationUrl = installed.authorizationUrl;
    await launch(hosted, { as: 'teacher' });
    expect(probe.lastLaunch.claims.iss).toBe('https://canvas.instructure.com');
    probe.authorizationUrl = tool.authorizationUrl;
    await hosted.close();
  });
});

describe('A copied course', () => {
  it('brings links and assignments, no grades, and says where it came from', async () => {
    const copy = canvas.copyCourse(canvas.course);
    const link = copy.links[0]!;
    expect(link.id).not.toBe(tool.link.id);
    expect(link.column!.grades.size).toBe(0);
    tool.settings.custom.history = '$Context.id.history';
    await launch(canvas, { as: 'teacher', link });
    expect(probe.lastLaunch.claims[`${LTI}custom`].history).toBe(canvas.course.contextId);
    expect(probe.lastLaunch.claims[`${LTI}context`].id).toBe(copy.contextId);
  });
});
