import { beforeAll, expect, it } from 'vitest';
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

const post = (path: string, body?: object) => call(token, 'POST', path, { body });
const read = async (query = '', secret = token) => {
  await laurel.feed.tell();
  return call(secret, 'GET', `/events${query}`);
};
const typesOf = ({ body }: Awaited<ReturnType<typeof call>>): string[] =>
  body.data.map(({ type }: { type: string }) => type);

it('the feed tells of a badge from its set-up to its end, each time once', async () => {
  const { body: award } = await post('/awards', { ruleId, userId, reason: 'By the registry' });
  const act = (what: string) => post(`/awards/${award.id}/${what}`, { reason: 'Inquiry' });
  await act('suspend');
  await act('reinstate');
  await act('revoke');
  await act('reinstate');
  await post(`/rules/${ruleId}/pause`);
  await post(`/rules/${ruleId}/resume`);
  const answer = await read();
  const types = typesOf(answer);
  expect(types.slice(0, 3)).toEqual(['achievement.published', 'rule.activated', 'award.given']);
  expect(types).toEqual(
    expect.arrayContaining([
      ...['credential.suspended', 'credential.reinstated', 'award.revoked', 'award.reinstated'],
    ]),
  );
  expect(types.slice(-2)).toEqual(['rule.paused', 'rule.resumed']);
  const given = answer.body.data.filter(
    ({ type, data }: { type: string; data: { awardId: string } }) =>
      type === 'award.given' && data.awardId === award.id,
  );
  expect(given).toHaveLength(1);
  expect(given[0].data).toMatchObject({ awardId: award.id, ruleId, courseId: award.courseId });
  expect((await call(token, 'GET', `/awards/${award.id}`)).body.isIssued).toBe(true);
  const text = JSON.stringify(answer.body);
  for (const personal of ['Ada', `"${userId}"`, '@']) expect(text).not.toContain(personal);
  for (const { data } of answer.body.data) expect(data.achievementId).not.toContain('/');
  expect(typesOf(await read())).toEqual(types);
});

it('is read on from the last event that one has, page by page, by type', async () => {
  const { body: whole } = await read();
  const walked: object[] = [];
  let path = '/events?limit=2';
  for (let more = true; more;) {
    const { body, headers } = await call(token, 'GET', path);
    walked.push(...body.data);
    more = body.hasMore;
    expect(headers.get('link') !== null).toBe(more);
    path = `/events?limit=2&cursor=${body.next}`;
  }
  expect(walked).toEqual(whole.data);
  const [, second] = whole.data;
  expect((await read(`?after=${second.id}`)).body.data).toEqual(whole.data.slice(2));
  // At the end there is a place to go on from.
  const end = await call(token, 'GET', path);
  expect([end.status, end.body.data, end.body.hasMore]).toEqual([200, [], false]);
  await post(`/rules/${ruleId}/pause`);
  await laurel.feed.tell();
  expect(typesOf(await call(token, 'GET', path))).toEqual(['rule.paused']);
  expect(new Set(typesOf(await read('?types=award.given,award.revoked')))).toEqual(
    new Set(['award.given', 'award.revoked']),
  );
  expect((await read('?types=award.eaten')).status).toBe(422);
});

it('is nobody else’s: another tenant’s token sees nothing of it, and its event ids are unknown there', async () => {
  const other = await makeToken(['events:read'], { platformId, deploymentId: 'another' });
  expect((await read('', other)).body.data).toEqual([]);
  const { body } = await read();
  const strange = await read(`?after=${body.data[0].id}`, other);
  expect([strange.status, strange.body.code]).toEqual([410, 'event_gone']);
  const all = await makeToken(['events:read'], { platformId: null });
  expect((await read('', all)).body.data).toEqual(body.data);
  const without = await makeToken(['awards:read']);
  expect((await read('', without)).status).toBe(403);
  expect((await read('?cursor=nonsense')).status).toBe(404);
});

it('tells of a course that cannot be read, once, and that it can be again', async () => {
  await post(`/rules/${ruleId}/resume`);
  const rule = await laurel.rules.store.find(ruleId);
  if (rule === null) throw new Error('the rule is gone');
  moodle.faults.outage = true;
  await laurel.checks.check(rule.tenant);
  await laurel.checks.check(rule.tenant);
  moodle.faults.outage = false;
  await laurel.checks.check(rule.tenant);
  const { body } = await read('?types=check.failed,check.recovered');
  expect(body.data.map(({ type }: { type: string }) => type)).toEqual([
    ...['check.failed', 'check.recovered'],
  ]);
});
