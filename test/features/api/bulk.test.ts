import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { call, laurel, makeToken, platformId, ruleId, useApi } from './use-api.js';

useApi();

let token: string;
const user = (at: number) => `bulk-user-${at}`;
beforeAll(async () => {
  token = await makeToken();
  const course = { platformId, deploymentId: '1', contextId: 'x' };
  const known = Array.from({ length: 1_200 }, (_, at) => ({
    userId: user(at),
    email: `User${at}@known.test`,
    roles: [],
  }));
  await laurel.people.takeRoster(course, known as never);
});

const csv = { 'content-type': 'text/csv' };
const send = (body: string, headers: Record<string, string> = csv, query = '') =>
  call(token, 'POST', `/awards:bulk?rule=${ruleId}&reason=Registry${query}`, { body, headers });
const done = async (id: string) => {
  await laurel.bulk.run(id);
  return (await call(token, 'GET', `/bulk/${id}`)).body;
};
const rowsOf = async (id: string, query = '') =>
  (await call(token, 'GET', `/bulk/${id}/rows?limit=100${query}`)).body.data;
const holds = async (at: number) => {
  const awards = await laurel.awards.store.listByPerson(`${platformId}/${user(at)}`);
  return awards.filter(({ state }) => state === 'active').length;
};
const listOf = (from: number, to: number) =>
  `user_id\n${Array.from({ length: to - from }, (_, at) => user(from + at)).join('\n')}\n`;

describe('badges given to many', () => {
  it('are taken, worked on, and told row by row', async () => {
    const taken = await send(listOf(0, 700));
    expect([taken.status, taken.body.state, taken.body.rows]).toEqual([202, 'checking', 700]);
    const { id } = taken.body;
    expect(taken.headers.get('location')).toBe(`${laurel.url}/api/v1/bulk/${id}`);
    const over = await done(id);
    expect([over.state, over.counts]).toEqual(['done', { given: 700 }]);
    const seen: string[] = [];
    for (let path: string | null = `/bulk/${id}/rows?limit=99`; path !== null;) {
      const {
        body,
      }: { body: { data: { userId: string; result: string }[]; next: string | null } } = await call(
        token,
        'GET',
        path,
      );
      seen.push(...body.data.filter(({ result }) => result === 'given').map((row) => row.userId));
      path = body.next === null ? null : `/bulk/${id}/rows?limit=99&cursor=${body.next}`;
    }
    expect(new Set(seen).size).toBe(700);
    const [row] = await rowsOf(id);
    const { body: badge } = await call(token, 'GET', `/awards/${row.awardId}/credential`);
    expect(badge.state).toBe('valid');
  });

  it('and sent again give nothing twice', async () => {
    const { body } = await send(listOf(690, 710));
    const over = await done(body.id);
    expect(over.counts).toEqual({ has: 10, given: 10 });
    expect(await holds(695)).toBe(1);
  });

  it('with a key are one job, however often they are sent', async () => {
    const headers = { ...csv, 'idempotency-key': 'bulk-1' };
    const first = await send(listOf(720, 725), headers);
    const again = await send(listOf(720, 725), headers);
    expect([again.status, again.body]).toEqual([202, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const other = await send(listOf(720, 726), headers);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    // What came in and was not used is not kept.
    expect(await laurel.store.connection.collection('award_jobs').countDocuments()).toBe(3);
  });

  it('are shown first where that is asked for, then started', async () => {
    const body = `email;reason\nuser730@known.test;x\nUSER731@KNOWN.TEST;y\nuser0@known.test;z\n`;
    const { id } = (await send(body, csv, '&dryRun=true')).body;
    const shown = await done(id);
    expect([shown.state, shown.counts]).toEqual(['ready', { give: 2, has: 1 }]);
    expect(await holds(730)).toBe(0);
    const started = await call(token, 'POST', `/bulk/${id}/start`, { body: {} });
    expect([started.status, started.body.state]).toEqual([202, 'running']);
    expect((await done(id)).counts).toEqual({ given: 2, has: 1 });
    expect(await holds(731)).toBe(1);
    // Of those who were given it nothing is kept but who they are.
    expect((await rowsOf(id))[0]).not.toHaveProperty('email');
  });

  it('with a bad row give nothing, unless such rows are to be left out', async () => {
    const body = JSON.stringify([
      { userId: user(740) },
      { userId: 'nobody-at-all' },
      { userId: user(740) },
      { userId: user(741), ruleId: 'another-tenants' },
    ]);
    const json = { 'content-type': 'application/json' };
    const { id } = (await send(body, json)).body;
    expect((await done(id)).state).toBe('refused');
    expect(await holds(740)).toBe(0);
    const problems = (await rowsOf(id, '&result=problem')).map(
      ({ line, problem }: { line: number; problem: { code: string } }) => [line, problem.code],
    );
    expect(problems).toEqual([
      [2, 'unknown_person'],
      [3, 'repeated'],
      [4, 'unknown_rule'],
    ]);
    const skipping = await send(body, json, '&skipProblems=true');
    expect((await done(skipping.body.id)).counts).toEqual({ given: 1, problem: 3 });
  });

  it('are found by the id of the student information system, where the roster tells it', async () => {
    const roster = await laurel.grades.roster(
      (await laurel.rules.store.find(ruleId))?.tenant ?? (undefined as never),
    );
    const member = [...(roster?.members.values() ?? [])].find(
      ({ sisId, isLearner }) => sisId && isLearner,
    );
    expect(member?.sisId).toBeTruthy();
    const { body } = await send(`sis id\n${member?.sisId ?? ''}\n`);
    expect((await done(body.id)).counts).toEqual({ given: 1 });
    expect((await rowsOf(body.id))[0].userId).toBe(member?.userId);
  });

  it('go on where a worker died between giving and noting it, each person once', async () => {
    const { id } = (await send(listOf(750, 760))).body;
    await done(id);
    const rows = laurel.store.connection.collection<{ _id: string; rows: object[] }>(
      'award_job_rows',
    );
    const before = await rows.findOne({ _id: `${id}.0` });
    const planned = before?.rows.map((row) => ({ ...row, outcome: 'give' }));
    await rows.updateOne({ _id: `${id}.0` }, { $set: { phase: 'checked', rows: planned ?? [] } });
    const jobs = laurel.store.connection.collection<{ _id: string }>('award_jobs');
    await jobs.updateOne({ _id: id }, { $set: { state: 'running', next: 0 } });
    expect((await done(id)).counts).toEqual({ given: 10 });
    expect(await holds(755)).toBe(1);
  });

  it('are stopped between two batches: what is done stays done and is told', async () => {
    const { id } = (await send(listOf(760, 765))).body;
    const stopped = await call(token, 'POST', `/bulk/${id}/cancel`);
    expect([stopped.status, stopped.body.state]).toEqual([202, 'cancelled']);
    const over = await done(id);
    expect([over.state, over.counts]).toEqual(['cancelled', { waiting: 5 }]);
    expect(await holds(760)).toBe(0);
    const late = await call(token, 'POST', `/bulk/${id}/start`, { body: {} });
    expect([late.status, late.body.code]).toEqual([409, 'bulk_not_ready']);
  });

  it('of another tenant do not exist', async () => {
    const { id } = (await send(listOf(770, 771))).body;
    const other = await laurel.lti.platforms.add({
      name: 'Other',
      issuer: 'https://other.example',
      clientId: 'c',
      family: 'moodle',
      authorizationUrl: 'https://other.example/a',
      tokenUrl: 'https://other.example/t',
      jwksUrl: 'https://other.example/j',
    });
    const stranger = await makeToken(undefined, { platformId: other.id });
    for (const path of [`/bulk/${id}`, `/bulk/${id}/rows`])
      expect((await call(stranger, 'GET', path)).status).toBe(404);
    for (const path of [`/bulk/${id}/cancel`, `/bulk/${id}/start`])
      expect((await call(stranger, 'POST', path, { body: {} })).status).toBe(404);
    const path = `/awards:bulk?rule=${ruleId}&reason=x`;
    const theirs = await call(stranger, 'POST', path, { body: listOf(770, 771), headers: csv });
    expect(theirs.status).toBe(404);
    const operator = await makeToken(undefined, { platformId: null });
    expect((await call(operator, 'GET', `/bulk/${id}`)).status).toBe(200);
  });

  it.each<[string, () => Uint8Array[], number, string]>([
    ['no text', () => [Buffer.from([0x61, 0xc3, 0x28]), Buffer.alloc(2_000_000, 0x61)], 202, ''],
    [
      'too much',
      () => Array.from({ length: 40 }, () => Buffer.alloc(1_048_576, 0x61)),
      413,
      'bulk_too_large',
    ],
  ])(
    'that are %s are answered as such while the rest still comes in',
    async (_, parts, status, code) => {
      const answer = await fetch(`${laurel.url}/api/v1/awards:bulk?rule=${ruleId}&reason=x`, {
        method: 'POST',
        headers: { ...csv, authorization: `Bearer ${token}` },
        body: Readable.toWeb(Readable.from(parts())) as ReadableStream,
        duplex: 'half',
      });
      const body = (await answer.json()) as { id: string; code?: string };
      expect([answer.status, body.code ?? '']).toEqual([status, code]);
      if (status === 202) expect(await done(body.id)).toMatchObject({ state: 'refused' });
    },
  );

  it('that a teacher brought are on the pages of their course alone: no token reads or starts them', async () => {
    const { id } = (await send(listOf(780, 781), csv, '&dryRun=true')).body;
    const jobs = laurel.store.connection.collection('award_jobs');
    await jobs.updateOne({ _id: id }, { $set: { isTeachers: true } });
    for (const path of [`/bulk/${id}`, `/bulk/${id}/rows`])
      expect((await call(token, 'GET', path)).status).toBe(404);
    for (const path of [`/bulk/${id}/cancel`, `/bulk/${id}/start`])
      expect((await call(token, 'POST', path, { body: {} })).status).toBe(404);
  });

  it.each([
    [
      'compressed',
      { ...csv, 'content-encoding': 'gzip' },
      gzipSync('x'.repeat(1_000_000)).toString('latin1'),
    ],
    ['of another kind', { 'content-type': 'application/zip' }, 'PK'],
    ['in no encoding', { 'content-type': 'text/csv; charset=utf-7' }, 'user_id\nx'],
  ])('that come %s are refused', async (_, headers, body) => {
    const answer = await send(body, headers);
    expect([answer.status, answer.body.code]).toEqual([415, 'request_unreadable']);
  });
});
