import { request } from 'node:http';
import * as jose from 'jose';
import { describe, expect, it } from 'vitest';
import { createBrowser, launch, startCanvasLike } from './index.js';
import { LTI, NRPS_SCOPE, SERVICE_SCOPES } from './names.js';
import type { Json } from './probe-tool.js';
import { AGS, ags, canvas, get, probe, token, tool, useCanvas } from './use-canvas.js';

useCanvas();

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
