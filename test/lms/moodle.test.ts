import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as jose from 'jose';
import { launch, startMoodleLike, type MoodleLike, type Tool } from './index.js';
import { LTI, NRPS_SCOPE, SERVICE_SCOPES } from './platform.js';
import { ProbeTool, type Json } from './probe-tool.js';

const LINE_ITEM = 'application/vnd.ims.lis.v2.lineitem+json';
const CONTAINER = 'application/vnd.ims.lis.v2.lineitemcontainer+json';
const RESULTS = 'application/vnd.ims.lis.v2.resultcontainer+json';
const SCORE = 'application/vnd.ims.lis.v1.score+json';
const MEMBERS = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';

let moodle: MoodleLike;
let probe: ProbeTool;
let tool: Tool;
let token: string;
let ags: { lineitems: string; lineitem: string };

beforeAll(async () => {
  moodle = await startMoodleLike();
  probe = await ProbeTool.start();
  tool = moodle.registerTool({ url: probe.url });
  probe.authorizationUrl = tool.authorizationUrl;
  token = (await probe.askToken(tool, SERVICE_SCOPES)).json.access_token;
  await launch(moodle, { as: 'teacher' });
  ags = probe.lastLaunch.claims['https://purl.imsglobal.org/spec/lti-ags/claim/endpoint'];
});
afterAll(() => Promise.all([moodle.close(), probe.close()]));

const results = async (lineItem: string) => {
  const url = lineItem.replace('/lineitem?', '/lineitem/results?');
  return (await probe.call(token, url, { accept: RESULTS })).json;
};
const score = (lineItem: string, body: object) =>
  probe.call(token, lineItem.replace('/lineitem?', '/lineitem/scores?'), {
    method: 'POST',
    type: SCORE,
    body: { activityProgress: 'Completed', gradingProgress: 'FullyGraded', ...body },
  });

describe('A launch from Moodle', () => {
  it('starts with a POST that names issuer, client, deployment and target', () => {
    expect(Object.keys(probe.logins.at(-1)!)).toEqual([
      'iss',
      'target_link_uri',
      'login_hint',
      'lti_message_hint',
      'client_id',
      'lti_deployment_id',
    ]);
  });

  it('lives 60 seconds, has a string as aud, no azp and a bare context type', async () => {
    await launch(moodle, { as: 'learner1' });
    const { claims } = probe.lastLaunch;
    expect(claims.exp - claims.iat).toBe(60);
    expect(claims.aud).toBe(tool.clientId);
    expect(claims.azp).toBeUndefined();
    expect(claims[`${LTI}context`].type).toEqual(['CourseSection']);
    expect(claims.sub).toMatch(/^\d+$/);
    expect(claims[`${LTI}roles`]).toEqual([
      'http://purl.imsglobal.org/vocab/lis/v2/membership#Learner',
    ]);
    expect(claims['https://purl.imsglobal.org/spec/lti-ags/claim/endpoint'].lineitem).toContain(
      '?type_id=1',
    );
  });

  it('verifies by the JWKS, and not when a stranger signed it', async () => {
    const keys = jose.createRemoteJWKSet(new URL(tool.jwksUrl));
    const good = await launch(moodle, { as: 'learner2' });
    const options = { issuer: moodle.issuer, audience: tool.clientId };
    await expect(jose.jwtVerify(good.idToken, keys, options)).resolves.toBeDefined();
    moodle.onIdToken = (draft) => ({ ...draft, signWith: 'foreign' });
    const forged = await launch(moodle, { as: 'learner2' });
    moodle.onIdToken = null;
    await expect(jose.jwtVerify(forged.idToken, keys, options)).rejects.toThrow(/signature/);
  });

  it('is refused for a redirect_uri that is registered but for a query', async () => {
    const login = moodle.startLaunch({ as: 'teacher' }).fields;
    const query = probe.authorization(login);
    const teacher = moodle.person('teacher');
    const exact = await moodle.authorize(query, teacher);
    const other = { ...query, redirect_uri: `${query.redirect_uri}?dl=1` };
    expect(exact).toMatchObject({ ok: true });
    expect(await moodle.authorize(other, teacher)).toMatchObject({ ok: false, status: 404 });
  });

  it('is denied to another person than the login hint names', async () => {
    const query = probe.authorization(moodle.startLaunch({ as: 'teacher' }).fields);
    const answer = await moodle.authorize(query, moodle.person('learner1'));
    expect(answer).toMatchObject({ ok: true, fields: { error: 'access_denied' } });
  });

  it('sends neither name nor e-mail when the tool is anonymous', async () => {
    tool.settings.privacy = 'anonymous';
    await launch(moodle, { as: 'learner1' });
    tool.settings.privacy = 'public';
    expect(probe.lastLaunch.claims).not.toHaveProperty('name');
    expect(probe.lastLaunch.claims).not.toHaveProperty('email');
  });
});

describe("Moodle's token endpoint", () => {
  it('answers JSON under a text/html label', async () => {
    const answer = await probe.askToken(tool, [NRPS_SCOPE]);
    expect(answer).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
    expect(answer.json).toMatchObject({
      token_type: 'Bearer',
      expires_in: 3600,
      scope: NRPS_SCOPE,
    });
  });

  it('accepts the issuer as audience, and refuses anybody else', async () => {
    const byIssuer = await probe.askToken(tool, [NRPS_SCOPE], undefined, { aud: moodle.issuer });
    expect(byIssuer.status).toBe(200);
    const other = await probe.askToken(tool, [NRPS_SCOPE], undefined, { aud: 'https://other' });
    expect(other).toMatchObject({ status: 400, json: { error: 'invalid_client' } });
  });

  it('refuses an unknown scope and an unknown client', async () => {
    expect(await probe.askToken(tool, ['https://nothing'])).toMatchObject({
      status: 400,
      json: { error: 'invalid_scope' },
    });
    const unknown = await probe.askToken(tool, [NRPS_SCOPE], undefined, { sub: 'nobody' });
    expect(unknown).toMatchObject({ status: 400, json: { error: 'invalid_client' } });
  });

  it("looks at the tool's JWKS again when a key is new", async () => {
    await probe.rotate('probe-2');
    expect((await probe.askToken(tool, [NRPS_SCOPE])).status).toBe(200);
  });

  it('gives a token that does what its scopes say', async () => {
    const { access_token } = (await probe.askToken(tool, [NRPS_SCOPE])).json;
    const refused = await probe.call(access_token, ags.lineitems, { accept: CONTAINER });
    expect(refused).toMatchObject({ status: 401, statusText: 'Unauthorized' });
  });
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

describe("Moodle's service calls", () => {
  it('refuse a body under another media type', async () => {
    const body = { label: 'Plain', scoreMaximum: 10 };
    const post = (type: string) => probe.call(token, ags.lineitems, { method: 'POST', type, body });
    expect((await post('application/json')).status).toBe(400);
    const made = await post(LINE_ITEM);
    expect(made.status).toBe(201);
    await probe.call(token, made.json.id, { method: 'DELETE' });
  });

  it('let a tool delete even a coupled line item: 204', async () => {
    const link = moodle.addLink(tool, { title: 'Doomed' });
    const item = ags.lineitem.replace(tool.link.column!.id, link.column!.id);
    expect((await probe.call(token, item, { method: 'DELETE' })).status).toBe(204);
    expect(link.column).toBeUndefined();
  });

  it('read, by its number, a line item that is not the tool’s own, and change it never', async () => {
    const quiz = moodle.column('Quiz 1').column;
    const item = ags.lineitem.replace(`/${tool.link.column!.id}/`, `/${quiz.id}/`);
    const read = await probe.call(token, item, { accept: LINE_ITEM });
    expect(read.json).toMatchObject({ label: 'Quiz 1', scoreMaximum: 20 });
    expect(read.json).not.toHaveProperty('resourceId');
    expect((await probe.call(token, item, { method: 'DELETE' })).status).toBe(403);
  });

  it('give tokens an hour', async () => {
    let time = Date.now();
    const other = await startMoodleLike({ clock: { now: () => new Date(time) } });
    const mine = other.registerTool({ url: probe.url });
    const asked = await probe.askToken(mine, SERVICE_SCOPES, new Date(time));
    const url = `${other.baseUrl}/mod/lti/services.php/2/lineitems?type_id=1`;
    const status = async () =>
      (await probe.call(asked.json.access_token, url, { accept: CONTAINER })).status;
    expect(await status()).toBe(200);
    time += 3601_000;
    expect(await status()).toBe(401);
    await other.close();
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

describe("Moodle's roster", () => {
  const url = () => `${moodle.baseUrl}/mod/lti/services.php/CourseSection/2/bindings/1/memberships`;
  const members = async (query = '') => probe.call(token, `${url()}${query}`, { accept: MEMBERS });

  it('has short role names, and a non-editing teacher as a Learner', async () => {
    const { json } = await members();
    expect(json.members).toHaveLength(14);
    const byId = (name: string) =>
      json.members.find((one: Json) => one.user_id === moodle.person(name).id);
    expect(byId('nonediting').roles).toEqual(['Learner']);
    expect(byId('teacher').roles).toEqual(['Instructor']);
    expect(byId('learner4')).toMatchObject({ status: 'Active', name: 'دانا الحسيني' });
  });

  it('loses the role on its next link', async () => {
    const { headers } = await members('?role=Learner&limit=5');
    expect(headers.get('link')).toBe(`<${url()}?limit=5&from=5>; rel="next"`);
  });

  it('shows by rlid only those who may see the restricted activity', async () => {
    moodle.attempt('learner1', 'Quiz 1', 14);
    moodle.attempt('learner2', 'Quiz 1', 13);
    moodle.restrict(tool.link, 'Quiz 1', 70);
    const { json } = await members(`?rlid=${tool.link.id}`);
    moodle.restrict(tool.link, null);
    const ids = json.members.map((one: Json) => one.user_id);
    expect(ids.sort()).toEqual(
      ['learner1', 'nonediting', 'teacher'].map((name) => moodle.person(name).id).sort(),
    );
    expect(json.members[0].message[0]).toHaveProperty(`${LTI}message_type`);
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

describe('Faults', () => {
  it('spoil service calls and nothing else', async () => {
    moodle.faults.add({ kind: 'throttle429', match: '/lineitems', times: 1, retryAfter: 7 });
    const answer = await probe.call(token, ags.lineitems, { accept: CONTAINER });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect((await probe.call(token, ags.lineitems, { accept: CONTAINER })).status).toBe(200);
    moodle.faults.outage = true;
    await expect(probe.call(token, ags.lineitems, { accept: CONTAINER })).rejects.toThrow();
    expect((await fetch(`${moodle.baseUrl}/people`)).status).toBe(200);
    moodle.faults.clear();
  });

  it('cut a body short, or double and reorder its rows', async () => {
    const url = ags.lineitem.replace('/lineitem?', '/lineitem/results?');
    const whole = await results(ags.lineitem);
    moodle.faults.add({ kind: 'cut', times: 1 });
    await expect(probe.call(token, url, { accept: RESULTS })).rejects.toThrow();
    moodle.faults.add({ kind: 'duplicate', times: 1 });
    expect(await results(ags.lineitem)).toHaveLength(whole.length * 2);
    moodle.faults.add({ kind: 'reorder', times: 1 });
    const order = await results(ags.lineitem);
    expect(order).toHaveLength(whole.length);
    expect(order).toEqual(expect.arrayContaining(whole));
    expect(moodle.faults.injected.map(({ kind }) => kind)).toContain('reorder');
  });

  it('are the same for the same seed', async () => {
    const run = async () => {
      moodle.faults.clear();
      moodle.faults.injected.length = 0;
      moodle.faults.byChance({ seed: 7, rate: 0.5, kinds: ['error500', 'duplicate'] });
      for (let i = 0; i < 10; i += 1) await probe.call(token, ags.lineitems, { accept: CONTAINER });
      moodle.faults.clear();
      return moodle.faults.injected.map(({ kind }) => kind);
    };
    expect(await run()).toEqual(await run());
  });
});
