import { beforeAll, describe, expect, it } from 'vitest';
import { call, laurel, makeToken, moodle, platformId, ruleId, useApi } from './use-api.js';

useApi();

let token: string;
let userId: string;
beforeAll(async () => {
  token = await makeToken();
  userId = moodle.person('learner2').sub;
  await laurel.people.takeRoster({ platformId, deploymentId: '1', contextId: 'x' }, [
    { userId, name: 'Ada Lovelace', roles: [] } as never,
  ]);
});

const give = (key: string, reason = 'By the registry') =>
  call(token, 'POST', '/awards', {
    body: { ruleId, userId, reason },
    headers: { 'idempotency-key': key },
  });

describe('an award by API', () => {
  it('is given once for a key: the same answer again', async () => {
    const first = await give('k-1');
    expect([first.status, first.body.state, first.body.givenBy]).toEqual([201, 'active', 'hand']);
    expect(first.headers.get('location')).toBe(`${laurel.url}/api/v1/awards/${first.body.id}`);
    const again = await give('k-1');
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it('with the same key and another body is refused', async () => {
    const answer = await give('k-1', 'Another reason');
    expect([answer.status, answer.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('that is there is refused, and the refusal is kept for its key', async () => {
    for (const replayed of [null, 'true']) {
      const answer = await give('k-2');
      expect([answer.status, answer.body.code]).toEqual([409, 'already_awarded']);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.headers.get('idempotency-replayed')).toBe(replayed);
    }
  });

  it('is listed, read, and its badge has files', async () => {
    const { body: list } = await call(token, 'GET', `/awards?rule=${ruleId}&limit=1`);
    expect(list.data).toHaveLength(1);
    const [award] = list.data;
    const { body: badge } = await call(token, 'GET', `/awards/${award.id}/credential`);
    expect([badge.state, badge.awardId]).toEqual(['valid', award.id]);
    const file = await call(token, 'GET', `/credentials/${badge.id}/files/json`);
    expect(file.body).toMatchObject({ type: ['VerifiableCredential', 'OpenBadgeCredential'] });
    const png = await call(token, 'GET', `/credentials/${badge.id}/files/png`);
    expect(png.headers.get('content-type')).toBe('image/png');
    const none = await call(token, 'GET', `/credentials/${badge.id}/files/exe`);
    expect(none.status).toBe(404);
  });

  it('is suspended and reinstated, revoked and reinstated', async () => {
    const { body: list } = await call(token, 'GET', '/awards');
    const id: string = list.data[0].id;
    const badge = async () => (await call(token, 'GET', `/awards/${id}/credential`)).body.state;
    const act = (what: string) =>
      call(token, 'POST', `/awards/${id}/${what}`, { body: { reason: 'Inquiry' } });
    expect((await act('suspend')).status).toBe(200);
    expect(await badge()).toBe('suspended');
    expect((await act('reinstate')).status).toBe(200);
    expect(await badge()).toBe('valid');
    const revoked = await act('revoke');
    expect([revoked.body.state, typeof revoked.body.undoUntil]).toEqual(['revoked', 'string']);
    expect((await act('revoke')).status).toBe(200);
    expect((await act('reinstate')).body.state).toBe('active');
    expect(await badge()).toBe('valid');
  });

  it('is written down: who called what', async () => {
    const calls = await laurel.audit.list({ action: 'api.called' });
    expect(calls.length).toBeGreaterThan(5);
    expect(calls.every(({ actor }) => actor.startsWith('token:'))).toBe(true);
    const [given] = await laurel.audit.list({ action: 'award.award' });
    expect(given?.actor).toMatch(/^token:/);
  });

  it('to somebody whom the platform never told of is refused', async () => {
    const body = { ruleId, userId: 'nobody-at-all', reason: 'x' };
    expect((await call(token, 'POST', '/awards', { body })).status).toBe(404);
  });
});

it('a rule is paused and resumed, against the revision that was read', async () => {
  const read = await call(token, 'GET', `/rules/${ruleId}`);
  expect([read.status, read.body.state]).toEqual([200, 'active']);
  const tag = read.headers.get('etag') ?? '';
  const paused = await call(token, 'POST', `/rules/${ruleId}/pause`, {
    headers: { 'if-match': tag },
  });
  expect([paused.status, paused.body.state]).toEqual([200, 'paused']);
  const late = await call(token, 'POST', `/rules/${ruleId}/resume`, {
    headers: { 'if-match': tag },
  });
  expect([late.status, late.body.code]).toEqual([412, 'revision_passed']);
  const resumed = await call(token, 'POST', `/rules/${ruleId}/resume`);
  expect(resumed.body.state).toBe('active');
});

it('an achievement is made, changed against its revision, and published', async () => {
  const { body: courses } = await call(token, 'GET', '/courses');
  const courseId: string = courses.data[0].id;
  const content = { name: 'Made by API', description: 'do it', criteria: 'Do it.' };
  const made = await call(token, 'POST', '/achievements', { body: { courseId, content } });
  expect([made.status, made.body.latestVersion]).toEqual([201, 0]);
  const path = `/achievements/${made.body.id}`;
  const blind = await call(token, 'PUT', path, { body: content });
  expect([blind.status, blind.body.code]).toEqual([428, 'if_match_missing']);
  const headers = { 'if-match': made.headers.get('etag') ?? '' };
  const put = (name: string) => call(token, 'PUT', path, { body: { ...content, name }, headers });
  expect((await put('Changed by API')).body.content.name).toBe('Changed by API');
  expect((await put('Too late')).status).toBe(412);
  const version = await call(token, 'POST', `${path}/publish`);
  expect([version.body.version, version.body.content.name]).toEqual([1, 'Changed by API']);
  expect((await call(token, 'GET', `${path}/versions`)).body.data).toHaveLength(1);
});

it('a course is checked when asked for, and a person is found, exported and erased', async () => {
  const { body: courses } = await call(token, 'GET', '/courses');
  const asked = await call(token, 'POST', `/courses/${courses.data[0].id}/checks`);
  expect(asked.status).toBe(202);
  const { body: people } = await call(token, 'GET', `/people?userId=${userId}`);
  expect(people.data).toHaveLength(1);
  const path = `/people/${people.data[0].id}`;
  expect((await call(token, 'GET', `${path}/data`)).body).toHaveProperty('person');
  const { body: erased } = await call(token, 'POST', `${path}/erase`);
  expect([typeof erased.erasedAt, erased.name]).toEqual(['string', undefined]);
});
