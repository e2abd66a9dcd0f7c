import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { courseId } from '../../../src/api/course-id.js';
import { call, laurel, makeToken, platformId, teacher, useApi } from '../api/use-api.js';
import { enterAsOperator } from '../../support/enter-as-operator.js';
import { formsOf } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';

useApi();

const file = (name: string) => new Uint8Array(readFileSync(`test/fixtures/imports/${name}`));
const TYPES = {
  json: 'application/json',
  xml: 'application/xml',
  csv: 'text/csv',
  zip: 'application/zip',
  png: 'image/png',
  svg: 'image/svg+xml',
  ndjson: 'application/octet-stream',
};
async function courseOf(): Promise<string> {
  const [course] = await laurel.lti.contexts.list(platformId);
  if (course === undefined) throw new Error('no course');
  return courseId(course);
}
async function handIn(name: string, secret: string, headers: Record<string, string> = {}) {
  const type = TYPES[name.split('.').at(-1) as keyof typeof TYPES];
  const answer = await fetch(
    `${laurel.url}/api/v1/imports?course=${await courseOf()}&fileName=${name}`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': type, ...headers },
      body: file(name),
    },
  );
  // oxlint-disable-next-line typescript/no-explicit-any
  return { status: answer.status, body: (await answer.json()) as any, headers: answer.headers };
}

describe('a file of another system, by API', () => {
  it.each([
    ['moodle-badges.xml', 2],
    ['badgr-badgeclasses.json', 1],
    ['credly-templates.json', 1],
    ['obf-badges.ndjson', 2],
    ['ob-2.png', 1],
    ['moodle-assertion.json', 1],
  ])(
    '%s is previewed, makes its drafts when that is confirmed, and is undone',
    async (name, drafts) => {
      const secret = await makeToken();
      const made = await handIn(name, secret);
      expect(made.body).toMatchObject({
        state: 'preview',
        counts: { waiting: drafts },
        fileName: name,
      });
      const before = (await call(secret, 'GET', '/achievements')).body.data.length;
      const confirmed = await call(secret, 'POST', `/imports/${made.body.id}/confirm`, {
        body: {},
      });
      expect(confirmed.body).toMatchObject({ state: 'done', counts: { draft: drafts } });
      const after = (await call(secret, 'GET', '/achievements')).body.data;
      expect(after).toHaveLength(before + drafts);
      const entries = (await call(secret, 'GET', `/imports/${made.body.id}/entries`)).body.data;
      const draft = after.find((one: { id: string }) => one.id === entries[0].achievementId);
      expect(draft).toMatchObject({ latestVersion: 0, content: { name: entries[0].name } });
      expect(JSON.stringify(after)).not.toContain('<script');
      const again = await handIn(name, secret);
      expect(again.body.counts).toEqual({ duplicate: drafts });
      const undone = await call(secret, 'POST', `/imports/${made.body.id}/undo`);
      expect(undone.body).toMatchObject({ state: 'undone', counts: { undone: drafts } });
      expect((await call(secret, 'GET', '/achievements')).body.data).toHaveLength(before);
      expect((await call(secret, 'POST', `/imports/${made.body.id}/undo`)).body.code).toBe(
        'import_not_open',
      );
    },
  );

  it('of people’s badges makes one draft of what they earned, and gives nobody anything', async () => {
    const secret = await makeToken();
    const { body } = await handIn('credly-badges.csv', secret);
    expect(body.counts).toEqual({ waiting: 1, refused: 2 });
    const entries = (await call(secret, 'GET', `/imports/${body.id}/entries`)).body.data;
    expect(entries.map((one: { line: number }) => one.line)).toEqual([2, 3, 4]);
    expect(entries[1].problem).toMatchObject({ code: 'row_revoked' });
    expect((await call(secret, 'POST', `/imports/${body.id}/cancel`)).body.state).toBe('cancelled');
    expect((await call(secret, 'POST', `/imports/${body.id}/confirm`, { body: {} })).status).toBe(
      409,
    );
  });

  it('is handed in once by its key', async () => {
    const secret = await makeToken();
    const headers = { 'idempotency-key': 'one-import' };
    const [one, two] = [
      await handIn('ob-2.json', secret, headers),
      await handIn('ob-2.json', secret, headers),
    ];
    expect(two.body.id).toBe(one.body.id);
    expect(two.headers.get('idempotency-replayed')).toBe('true');
  });

  it('asks for its scopes, and is nobody else’s', async () => {
    const secret = await makeToken();
    const { body } = await handIn('ob-2.json', secret);
    expect((await handIn('ob-2.json', await makeToken(['imports:read']))).status).toBe(403);
    const other = await makeToken(undefined, { platformId: 'another' });
    expect((await call(other, 'GET', `/imports/${body.id}`)).status).not.toBe(200);
    expect(
      (await call(secret, 'GET', '/imports')).body.data.map((one: { id: string }) => one.id),
    ).toContain(body.id);
  });

  it('too large is refused before it is opened', async () => {
    const answer = await fetch(`${laurel.url}/api/v1/imports?course=${await courseOf()}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await makeToken()}`,
        'content-type': 'application/octet-stream',
      },
      body: new Uint8Array(9_000_000),
    });
    expect(answer.status).toBe(413);
  });
});

describe('the administrators’ pages of imports', () => {
  it('preview a file, make drafts that the course’s instructors find, and take them back', async () => {
    const { browser: operator } = await enterAsOperator(laurel);
    const page = await operator.get(`${laurel.url}/admin/imports`);
    const form = formsOf(page).find(({ action }) => action.endsWith('/admin/imports'));
    const body = new FormData();
    body.set('_csrf', form?.fields['_csrf'] ?? '');
    const [, value = ''] = /<option value="([^"]+)"/.exec(page.text) ?? [];
    body.set('course', value);
    body.set('file', new Blob([file('moodle-badges.xml')]), 'badges.xml');
    const request = new Request('http://x/', { method: 'POST', body });
    const preview = await operator.request(`${laurel.url}/admin/imports`, {
      method: 'POST',
      headers: { 'content-type': request.headers.get('content-type') ?? '', origin: laurel.url },
      body: Buffer.from(await request.arrayBuffer()),
    });
    const shown = await operator.get(
      new URL(preview.headers.get('location') ?? '', laurel.url).href,
    );
    expect(textOf(shown)).toMatch(
      /Nothing is made yet 2 drafts would be made.*Course finisher.*Waits/,
    );
    const done = await operator.submit(shown, {}, '/confirm');
    expect(textOf(done)).toMatch(/2 made drafts.*Course finisher.*Draft/);
    expect(textOf(await teacher.browser.get(`${laurel.url}/course`))).toContain('Course finisher');
    const undone = await operator.submit(done, {}, '/undo');
    expect(textOf(undone)).toContain('2 taken out again');
    expect(textOf(await teacher.browser.get(`${laurel.url}/course`))).not.toContain(
      'Course finisher',
    );
  });
});
