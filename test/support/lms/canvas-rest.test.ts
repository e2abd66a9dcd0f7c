import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBrowser, startCanvasLike, type CanvasLike } from './index.js';
import type { ApiKey } from './canvas/oauth.js';
import type { Json } from './probe-tool.js';

const REDIRECT = 'http://localhost:1/canvas/callback';

let time = new Date('2026-11-21T10:00:00Z').getTime();
const clock = { now: () => new Date(time) };
let canvas: CanvasLike;
let key: ApiKey;
let token: string;

beforeAll(async () => {
  canvas = await startCanvasLike({ clock });
  key = canvas.oauth.registerKey({ redirectUris: [REDIRECT] });
});
afterAll(() => canvas.close());
beforeEach(() => {
  token = canvas.oauth.issueToken(key, canvas.person('teacher'));
});

async function get(path: string, bearer = token) {
  const url = path.startsWith('http') ? path : `${canvas.baseUrl}${path}`;
  const headers = { authorization: `Bearer ${bearer}`, 'user-agent': 'probe/1.0' };
  const answer = await fetch(url, { headers });
  const text = await answer.text();
  const json: Json = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined;
  return { status: answer.status, headers: answer.headers, text, json };
}
const exchange = async (fields: Record<string, string>) => {
  const answer = await fetch(`${canvas.baseUrl}/login/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: key.clientId,
      client_secret: key.clientSecret,
      redirect_uri: REDIRECT,
      ...fields,
    }),
  });
  return { status: answer.status, json: (await answer.json()) as Json };
};
const ask = (changes: Record<string, string> = {}) => {
  const query = {
    client_id: key.clientId,
    response_type: 'code',
    redirect_uri: REDIRECT,
    state: 's1',
    ...changes,
  };
  return `${canvas.baseUrl}/login/oauth2/auth?${new URLSearchParams(query).toString()}`;
};
const submissions = (query = '') =>
  `/api/v1/courses/${canvas.course.id}/students/submissions?student_ids[]=all${query}`;

/** Signs in, opens the consent page and presses a button; gives where the browser is sent. */
async function consent(action: 'accept' | 'deny', as = 'teacher'): Promise<URL> {
  const browser = createBrowser();
  await browser.get(`${canvas.baseUrl}/act-as?user=${as}&next=/style.css`);
  const page = await browser.get(ask());
  expect(page.text).toContain('is requesting access');
  const query = Object.fromEntries(new URL(ask()).searchParams);
  const answer = await browser.request(`${canvas.baseUrl}/login/oauth2/${action}`, {
    method: 'POST',
    body: new URLSearchParams(query),
  });
  return new URL(answer.headers.get('location')!);
}

describe("Canvas's OAuth2", () => {
  it('goes from consent to a code, to tokens, to a refresh', async () => {
    const back = await consent('accept');
    expect(back.searchParams.get('state')).toBe('s1');
    const code = back.searchParams.get('code')!;
    const first = await exchange({ grant_type: 'authorization_code', code });
    expect(first.json).toMatchObject({
      token_type: 'Bearer',
      expires_in: 3600,
      user: { id: Number(canvas.person('teacher').id) },
    });
    expect((await get('/api/v1/users/self', first.json.access_token)).status).toBe(200);
    const again = await exchange({ grant_type: 'authorization_code', code });
    expect(again).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    time += 3601_000;
    expect(await get('/api/v1/users/self', first.json.access_token)).toMatchObject({
      status: 401,
      json: { errors: [{ message: 'Invalid access token.' }] },
    });
    const { refresh_token } = first.json;
    const refreshed = await exchange({ grant_type: 'refresh_token', refresh_token });
    expect(refreshed.json).not.toHaveProperty('refresh_token');
    expect((await get('/api/v1/users/self', refreshed.json.access_token)).status).toBe(200);
    canvas.oauth.revoke(canvas.person('teacher'));
    expect((await get('/api/v1/users/self', refreshed.json.access_token)).status).toBe(401);
    const revoked = await exchange({ grant_type: 'refresh_token', refresh_token });
    expect(revoked).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  it('tells the tool when consent is denied', async () => {
    expect((await consent('deny')).searchParams.get('error')).toBe('access_denied');
  });

  it('refuses unknown clients and redirect addresses without redirecting', async () => {
    const browser = createBrowser();
    await browser.get(`${canvas.baseUrl}/act-as?user=teacher&next=/style.css`);
    expect((await browser.request(ask({ client_id: '1' }))).status).toBe(401);
    expect((await browser.request(ask({ redirect_uri: 'http://evil.test/' }))).status).toBe(400);
  });

  it('refuses a wrong secret', async () => {
    const answer = await exchange({ grant_type: 'refresh_token', client_secret: 'wrong' });
    expect(answer).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  });

  it('enforces the scopes of a key that has them', async () => {
    const limited = canvas.oauth.registerKey({
      redirectUris: [REDIRECT],
      scopes: ['url:GET|/api/v1/courses/:course_id/assignments'],
    });
    const bearer = canvas.oauth.issueToken(limited, canvas.person('teacher'));
    const path = `/api/v1/courses/${canvas.course.id}`;
    expect((await get(`${path}/assignments`, bearer)).status).toBe(200);
    expect((await get(`${path}/users`, bearer)).status).toBe(401);
  });
});

describe("Canvas's REST API", () => {
  it('lists every assignment, native ones included, for a teacher and for no learner', async () => {
    const path = `/api/v1/courses/${canvas.course.id}/assignments`;
    const { json } = await get(path);
    expect(json.map((one: Json) => [one.name, one.points_possible])).toEqual([
      ['Quiz 1', 20],
      ['Quiz 2', 10],
      ['Assignment 1', 100],
    ]);
    const learner = canvas.oauth.issueToken(key, canvas.person('learner1'));
    expect((await get(path, learner)).status).toBe(401);
  });

  it('names people by ids that are not their LTI subs', async () => {
    canvas.attempt('learner1', 'Quiz 1', 14);
    const quiz = canvas.column('Quiz 1').column;
    const { json } = await get(submissions(`&assignment_ids[]=${quiz.id}&per_page=100`));
    const { id, sub } = canvas.person('learner1');
    const row = json.find((one: Json) => String(one.user_id) === id);
    expect(row).toMatchObject({ score: 14, workflow_state: 'graded', excused: false });
    expect(JSON.stringify(json)).not.toContain(sub);
    expect(json).toHaveLength(13);
  });

  it('tells pending, excused and unposted apart', async () => {
    canvas.setGrade('learner2', 'Quiz 1', 12, { posted: false });
    canvas.column('Quiz 1').column.grades.get(canvas.person('learner2').id)!.postedAt = null;
    canvas.setGrade('learner3', 'Quiz 1', null, { excused: true });
    canvas.setGrade('learner4', 'Quiz 1', null, { pending: true });
    const quiz = canvas.column('Quiz 1').column;
    const { json } = await get(submissions(`&assignment_ids[]=${quiz.id}&per_page=100`));
    const of = (name: string) =>
      json.find((one: Json) => String(one.user_id) === canvas.person(name).id);
    expect(of('learner2')).toMatchObject({ score: 12, posted_at: null });
    expect(of('learner3')).toMatchObject({ score: null, excused: true });
    expect(of('learner4')).toMatchObject({ score: null, workflow_state: 'pending_review' });
  });

  it('gives what was graded since a time', async () => {
    time += 60_000;
    canvas.setGrade('learner5', 'Quiz 2', 9);
    const since = async (at: number) => {
      const { json } = await get(submissions(`&graded_since=${new Date(at).toISOString()}`));
      return json.map((one: Json) => String(one.user_id));
    };
    expect(await since(time - 1)).toEqual([canvas.person('learner5').id]);
    // Strictly later, and emptying a grade is none of it.
    expect(await since(time)).toEqual([]);
    time += 60_000;
    canvas.setGrade('learner5', 'Quiz 2', '');
    expect(await since(time - 1)).toEqual([]);
  });

  it('is paged by Link headers that keep every parameter', async () => {
    const seen: unknown[] = [];
    let next: string | undefined = submissions('&per_page=7');
    while (next) {
      const page: Awaited<ReturnType<typeof get>> = await get(next);
      expect(page.status).toBe(200);
      seen.push(...page.json.map((one: Json) => one.id));
      next = /<([^>]+)>; rel="next"/.exec(page.headers.get('link')!)?.[1];
    }
    expect(seen).toHaveLength(13 * 3);
    expect(new Set(seen).size).toBe(13 * 3);
  });

  it('throttles: the quota is told, runs out with 403, and comes back with time', async () => {
    canvas.api.quota.capacity = 3;
    time += 3600_000;
    token = canvas.oauth.issueToken(key, canvas.person('teacher'));
    const first = await get('/api/v1/users/self');
    expect(first.headers.get('x-rate-limit-remaining')).toBe('2');
    await get('/api/v1/users/self');
    await get('/api/v1/users/self');
    const over = await get('/api/v1/users/self');
    expect(over.status).toBe(403);
    expect(over.text).toBe('403 Forbidden (Rate Limit Exceeded)');
    time += 1000;
    expect((await get('/api/v1/users/self')).status).toBe(200);
    canvas.api.quota.capacity = 700;
  });

  it('gives letters by the grading scheme, and complete or incomplete', async () => {
    const essay = canvas.addActivity(canvas.course, {
      name: 'Essay',
      kind: 'assign',
      maximum: 100,
      gradingType: 'letter_grade',
    });
    canvas.setGrade('learner6', essay, 91);
    const { json } = await get(submissions(`&assignment_ids[]=${essay.id}&per_page=100`));
    const row = json.find((one: Json) => String(one.user_id) === canvas.person('learner6').id);
    expect(row).toMatchObject({ score: 91, grade: 'A-' });
  });
});
