import * as jose from 'jose';
import { describe, expect, it } from 'vitest';
import { launch, startMoodleLike } from './index.js';
import { LTI, NRPS_SCOPE, SERVICE_SCOPES } from './names.js';
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

const MEMBERS = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';

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
