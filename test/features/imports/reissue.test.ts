import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { courseId } from '../../../src/api/course-id.js';
import { SCOPES } from '../../../src/oauth/index.js';
import { enterAsOperator } from '../../support/enter-as-operator.js';
import { formsOf } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { call, laurel, makeToken, moodle, platformId, useApi } from '../api/use-api.js';
import { bytesOf, serveAssertion, startForeignHost, type ForeignHost } from './foreign-host.js';

useApi({}, { learners: 40 });

const WORDS = 'Issued anew: we gave it on another system before.';
let secret: string;
let host: ForeignHost;
let next = 20;

beforeAll(async () => {
  secret = await makeToken();
});
beforeEach(async () => {
  host = await startForeignHost();
  return () => host.close();
});

/** A learner of the course who has not been given anything. */
const somebody = () => {
  const { email } = moodle.person(`learner${(next += 1)}`);
  return email;
};

async function handIn(bytes: Uint8Array | string, fileName = 'badges.csv', purpose = 'reissue') {
  const [course] = await laurel.lti.contexts.list(platformId);
  if (course === undefined) throw new Error('no course');
  const path = `/imports?course=${courseId(course)}&fileName=${fileName}&purpose=${purpose}`;
  const answer = await fetch(`${laurel.url}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/octet-stream' },
    body: typeof bytes === 'string' ? bytes : new Uint8Array(bytes),
  });
  const { id } = (await answer.json()) as { readonly id: string };
  await laurel.imports.runs.advance(id);
  return read(id);
}
async function read(id: string) {
  const { body } = await call(secret, 'GET', `/imports/${id}`);
  const { data } = (await call(secret, 'GET', `/imports/${id}/entries`)).body;
  return { id, body, entries: data };
}
async function reissue(id: string) {
  const answer = await call(secret, 'POST', `/imports/${id}/reissue`, { body: { words: WORDS } });
  await laurel.imports.runs.advance(id);
  return answer;
}
const csv = (...rows: string[]) =>
  ['Badge Name,Recipient Email,Issued At,Expires At,Assertion URL', ...rows].join('\r\n');
const codesOf = (entries: { outcome: string; problem?: { code: string } }[]) =>
  entries.map(({ outcome, problem }) => [outcome, problem?.code].filter(Boolean).join(' '));

describe('badges that people hold elsewhere, issued anew', () => {
  it('are shown first, and then issued with their first day, their end, and what they are in the place of', async () => {
    const who = somebody();
    const row = `Given by API,${who},2023-05-01,2031-01-01,https://old.example/a/1`;
    const shown = await handIn(csv(row));
    expect(shown.body).toMatchObject({
      state: 'preview',
      purpose: 'reissue',
      counts: { waiting: 1 },
    });
    expect(shown.entries[0]).toMatchObject({ proof: 'none', issuedAt: '2023-05-01T00:00:00.000Z' });
    expect(JSON.stringify(shown)).not.toContain(who);
    const { status } = await reissue(shown.id);
    expect(status).toBe(200);
    const done = await read(shown.id);
    expect(done.body).toMatchObject({ state: 'done', counts: { reissued: 1 } });
    const { awardId } = done.entries[0];
    const { body: award } = await call(secret, 'GET', `/awards/${awardId}`);
    expect(award).toMatchObject({ state: 'active', reason: WORDS });
    const { body: credential } = await call(secret, 'GET', `/awards/${awardId}/credential`);
    const { body: badge } = await call(secret, 'GET', `/credentials/${credential.id}/files/json`);
    expect(badge).toMatchObject({
      awardedDate: '2023-05-01T00:00:00Z',
      validUntil: '2031-01-01T00:00:00Z',
      evidence: [{ id: 'https://old.example/a/1', name: WORDS }],
    });
    expect(badge.validFrom).not.toBe(badge.awardedDate);
    // Nothing of who it was is kept with the import.
    const rows = await laurel.store.connection.collection('import_entries').find().toArray();
    expect(JSON.stringify(rows)).not.toContain(who);
  });

  it('each once, whichever file it comes in, and however often that is confirmed', async () => {
    const [one, other] = [somebody(), somebody()];
    const row = (who: string, n: number) =>
      `given by  api,${who},2023-05-01,,https://old.example/b/${n}`;
    const first = await handIn(csv(row(one, 1), row(one, 1)));
    expect(codesOf(first.entries)).toEqual(['waiting', 'duplicate row_repeated']);
    await Promise.all([reissue(first.id), reissue(first.id)]);
    expect((await read(first.id)).body.counts).toEqual({ reissued: 1, duplicate: 1 });
    const again = await handIn(
      csv(row(one, 1).replace('https:', 'http:'), row(other, 1), row(one, 2)),
    );
    expect(codesOf(again.entries)).toEqual([
      'duplicate reissued_before',
      'duplicate row_repeated',
      'duplicate row_repeated',
    ]);
    expect((await reissue(again.id)).body.state).toBe('done');
    expect((await reissue(again.id)).status).toBe(409);
  });

  it('by two files at once are issued by one', async () => {
    const who = somebody();
    const row = `Given by API,${who},2023-05-01,,https://old.example/c/1`;
    const files = [await handIn(csv(row)), await handIn(csv(row, ''))];
    await Promise.all(files.map(({ id }) => reissue(id)));
    const counts = await Promise.all(files.map(async ({ id }) => (await read(id)).body.counts));
    expect(counts.map((each) => each.reissued ?? 0).sort()).toEqual([0, 1]);
  });

  it('are not, where there is nobody, no badge, no time left, or a decision against it', async () => {
    const who = somebody();
    const taken = somebody();
    const file = await handIn(
      csv(
        'Given by API,stranger@nowhere.example,2023-05-01,,',
        `Unknown badge,${who},2023-05-01,,`,
        `Given by API,${who},2020-05-01,2021-05-01,`,
        `Given by API,${who},2199-05-01,,`,
        `Given by API,${moodle.person('teacher').email},2023-05-01,,`,
        `Given by API,${taken},2023-05-01,,`,
      ),
    );
    expect(codesOf(file.entries)).toEqual([
      'refused person_unknown',
      'refused badge_unknown',
      'refused row_expired',
      'refused row_date',
      'refused person_no_learner',
      'waiting',
    ]);
    await reissue(file.id);
    const { awardId } = (await read(file.id)).entries[5];
    await call(secret, 'POST', `/awards/${awardId}/revoke`, { body: { reason: 'Error' } });
    const again = await handIn(csv(`Given by API,${taken},2023-05-02,,`));
    expect(codesOf(again.entries)).toEqual(['refused taken_here']);
  });

  it('have their proof checked before anything else: a revoked one is not, one whose host is silent waits for a word', async () => {
    const [one, two] = [somebody(), somebody()];
    const of = (who: string, n: string) => {
      const assertion = serveAssertion(host, who, {}, n);
      const badge = {
        ...(host.documents.get('/public/badges/soldering') as object),
        name: 'Given by API',
      };
      host.documents.set('/public/badges/soldering', badge);
      return assertion;
    };
    const right = await handIn(bytesOf(of(one, '1')), 'a.json');
    expect(right.entries).toMatchObject([
      { outcome: 'waiting', proof: 'valid', host: new URL(host.url).host },
    ]);
    const revoked = of(two, '2');
    host.documents.set('/public/assertions/2', 410);
    expect(codesOf((await handIn(bytesOf(revoked), 'b.json')).entries)).toEqual([
      'refused revoked',
    ]);
    const silent = {
      ...of(two, '3'),
      badge: { type: 'BadgeClass', name: 'Given by API', issuer: { name: 'x' } },
    };
    host.documents.set('/public/assertions/3', 503);
    expect((await handIn(bytesOf(silent), 'c.json')).entries).toMatchObject([
      { outcome: 'waiting', proof: 'unknown' },
    ]);
    await reissue(right.id);
    expect((await read(right.id)).body.counts).toEqual({ reissued: 1 });
  });

  it('stay another thing than what a person keeps: that is as it was', async () => {
    const who = somebody();
    const assertion = serveAssertion(host, who);
    const badge = {
      ...(host.documents.get('/public/badges/soldering') as object),
      name: 'Given by API',
    };
    host.documents.set('/public/badges/soldering', badge);
    const file = bytesOf(assertion);
    const kept = await laurel.imports.keepForeign('home-x', file, { from: 'upload' });
    if (kept.outcome !== 'kept') throw new Error(kept.outcome);
    const { id } = await handIn(file, 'kept.json');
    await reissue(id);
    expect((await read(id)).body.counts).toEqual({ reissued: 1 });
    const whole = await laurel.imports.kept.find('home-x', kept.badge.id);
    expect(Buffer.from(whole?.bytes ?? [])).toEqual(Buffer.from(file));
    expect(await laurel.imports.kept.count('home-x')).toBe(1);
  });

  it('ask for the scope of awards, and for words', async () => {
    const { id } = await handIn(csv(`Given by API,${somebody()},2023-05-01,,`));
    const weak = await makeToken(SCOPES.filter((scope) => scope !== 'awards:write'));
    const body = { words: WORDS };
    expect((await call(weak, 'POST', `/imports/${id}/reissue`, { body })).status).toBe(403);
    expect((await call(secret, 'POST', `/imports/${id}/reissue`, { body: {} })).status).toBe(422);
    expect((await call(secret, 'POST', `/imports/${id}/confirm`, { body: {} })).status).toBe(409);
    expect((await call(secret, 'POST', `/imports/${id}/undo`)).status).toBe(409);
    expect((await call(secret, 'POST', `/imports/${id}/cancel`)).body.state).toBe('cancelled');
    const rows = await laurel.store.connection
      .collection('import_entries')
      .find({ importId: id })
      .toArray();
    expect(rows.some((row) => 'opened' in row || 'who' in row)).toBe(false);
  });

  it('that nobody says yes to are given up after 14 days, and what their files said is gone', async () => {
    const { id } = await handIn(csv(`Given by API,${somebody()},2023-05-01,,`));
    await laurel.store.connection
      .collection('imports')
      .updateOne({ _id: id as never }, { $set: { createdAt: new Date('2020-01-01') } });
    await laurel.imports.runs.forgetOld();
    expect((await read(id)).body.state).toBe('cancelled');
  });
});

describe('on the administrators’ page', () => {
  it('it is seen to whom, and decided with words of one’s own', async () => {
    const who = somebody();
    const { browser: operator } = await enterAsOperator(laurel);
    const page = await operator.get(`${laurel.url}/admin/imports`);
    const form = formsOf(page).find(({ action }) => action.endsWith('/admin/imports'));
    const body = new FormData();
    body.set('_csrf', form?.fields['_csrf'] ?? '');
    body.set('course', /<option value="([^"]+)"/.exec(page.text)?.[1] ?? '');
    body.set('purpose', 'reissue');
    body.set('file', new Blob([csv(`Given by API,${who},2023-05-01,,`, 'Nothing,,,,')]), 'old.csv');
    const request = new Request('http://x/', { method: 'POST', body });
    const answer = await operator.request(`${laurel.url}/admin/imports`, {
      method: 'POST',
      headers: { 'content-type': request.headers.get('content-type') ?? '', origin: laurel.url },
      body: Buffer.from(await request.arrayBuffer()),
    });
    const shown = await operator.get(
      new URL(answer.headers.get('location') ?? '', laurel.url).href,
    );
    expect(textOf(shown)).toMatch(/Nothing is issued yet One badge would be issued anew/);
    expect(textOf(shown)).toMatch(/A row of a table has no proof: you answer for it/);
    const refused = await operator.submit(shown, { words: ' ' }, '/confirm');
    expect(refused.status).toBe(422);
    const done = await operator.submit(shown, { words: WORDS }, '/confirm');
    expect(textOf(done)).toMatch(/1 issued anew.*Given by API.*Issued anew/);
    const report = await operator.get(`${done.url}/report.csv`);
    expect(report.text).toContain(
      'old.csv,2,award,Given by API,,,2023-05-01T00:00:00.000Z,none,reissued,,',
    );
    expect(report.text).not.toContain(who);
  });
});
