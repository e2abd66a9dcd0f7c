import express, { type Express } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createLogger, createSealer, createTestClock, parseSettings } from '../base/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import {
  createWeb,
  parseForm,
  requireBound,
  requireSession,
  type SessionStrength,
} from './index.js';

const OWN = 'https://laurel.test';
const settings = parseSettings({ PUBLIC_URL: OWN, LOG_LEVEL: 'silent' }, 'test');
const clock = createTestClock();
const sealer = createSealer([new Uint8Array(32).fill(7)]);
const draft = z.object({ title: z.string().min(1), mark: z.coerce.number().max(100) });

let store: TestStore;
let app: Express;

beforeAll(async () => {
  store = await startTestStore();
  app = buildApp(store);
  await store.buildIndexes();
});
afterAll(() => store.close());

function buildApp({ connection }: Pick<TestStore, 'connection'>): Express {
  const web = createWeb({
    settings,
    log: createLogger('silent'),
    clock,
    connection,
    sealer,
    frameAncestors: () => [
      'https://lms.example',
      "https://evil.example; script-src 'unsafe-inline'",
    ],
    isForeignWelcome: (req) => req.path === '/launch',
  });
  const built = express();
  built.use(...web.before);
  built.post('/launch', async (req, res) => {
    const { strength, isCookieless } = req.body as Record<string, string>;
    await web.sessions.open(req, res, {
      subject: { user: 'u1' },
      strength: (strength ?? 'bound') as SessionStrength,
      locale: 'en',
      isCookieless: isCookieless === 'true',
    });
    web.proceed(res, '/look');
  });
  built.get('/look', (req, res) => {
    const session = requireSession(req);
    res.json({ user: session.subject.user, csrf: session.csrfToken, query: req.query });
  });
  built.post('/act', (req, res) => {
    requireBound(req);
    const form = parseForm(req, draft);
    if (form.ok) res.redirect(303, '/look');
    else res.status(422).json(form);
  });
  built.post('/open', (req, res) => void res.json(req.body));
  built.get('/break', () => {
    throw new Error('the password is hunter2');
  });
  built.use(...web.after);
  return built;
}

async function launch(fields: Record<string, string> = {}) {
  const res = await request(app).post('/launch').type('form').send(fields);
  const cookie = String(res.headers['set-cookie'] ?? '').split(';')[0] ?? '';
  return { res, cookie, frame: res.headers['x-laurel-frame'] };
}

async function csrfOf(cookie: string): Promise<string> {
  const res = await request(app).get('/look').set('Cookie', cookie);
  return (res.body as { csrf: string }).csrf;
}

describe('security headers', () => {
  it('forbid inline script and style, and let nobody but the recorded origins frame', async () => {
    const res = await request(app).get('/nowhere');
    const policy = String(res.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).toMatch(/frame-ancestors https:\/\/lms\.example$/);
    expect(res.headers['x-frame-options']).toBeUndefined();
    expect(res.headers['cross-origin-opener-policy']).toBeUndefined();
    expect(res.headers['strict-transport-security']).toContain('max-age');
    expect(res.headers['x-content-type-options']).toBe('nosniff');
    expect(res.headers['referrer-policy']).toBe('same-origin');
  });
});

describe('a session in a cookie', () => {
  it('survives in a frame: SameSite=None, Secure, Partitioned, HttpOnly, no Domain', async () => {
    const { res } = await launch();
    const cookie = String(res.headers['set-cookie']);
    expect(cookie).toMatch(/^__Host-laurel=/);
    for (const attribute of ['SameSite=None', 'Secure', 'Partitioned', 'HttpOnly', 'Path=/']) {
      expect(cookie).toContain(attribute);
    }
    expect(cookie).not.toContain('Domain');
    expect(res.status).toBe(303);
  });

  it('is known by its cookie, and not without', async () => {
    const { cookie } = await launch();
    const known = await request(app).get('/look').set('Cookie', cookie);
    expect(known.body).toMatchObject({ user: 'u1' });
    expect(known.headers['cache-control']).toBe('no-store');
    expect((await request(app).get('/look')).status).toBe(401);
  });

  it('keeps only a hash of its secret in the store', async () => {
    const { cookie } = await launch();
    const secret = cookie.split('=')[1] ?? '';
    const stored = await store.connection.collection('sessions').find().toArray();
    expect(stored.length).toBeGreaterThan(0);
    expect(JSON.stringify(stored)).not.toContain(secret);
  });

  it('is replaced by a new launch in the same browser', async () => {
    const { cookie } = await launch();
    await request(app).post('/launch').set('Cookie', cookie).type('form').send({});
    expect((await request(app).get('/look').set('Cookie', cookie)).status).toBe(401);
  });

  it('is renewed by use and ends 12 hours after it was opened', async () => {
    const { cookie } = await launch();
    const look = () => request(app).get('/look').set('Cookie', cookie);
    for (let hours = 2; hours < 12; hours += 2) {
      clock.advance(2 * 3_600_000);
      expect((await look()).status).toBe(200);
    }
    clock.advance(2 * 3_600_000);
    expect((await look()).status).toBe(401);
  });

  it('ends after three hours without use', async () => {
    const { cookie } = await launch();
    clock.advance(3 * 3_600_000);
    expect((await request(app).get('/look').set('Cookie', cookie)).status).toBe(401);
  });
});

describe('a state-changing request', () => {
  const fields = { title: 'Statistics', mark: '70' };
  const act = (cookie: string, csrf: string) =>
    request(app)
      .post('/act')
      .set('Cookie', cookie)
      .type('form')
      .send({ ...fields, _csrf: csrf });

  it('is taken with the token of its session, in a field or a header', async () => {
    const { cookie } = await launch();
    const csrf = await csrfOf(cookie);
    expect((await act(cookie, csrf)).status).toBe(303);
    const byHeader = request(app).post('/act').set('Cookie', cookie).set('X-CSRF-Token', csrf);
    expect((await byHeader.type('form').send(fields)).status).toBe(303);
  });

  it("is refused without a token and with another session's", async () => {
    const { cookie } = await launch();
    const { cookie: other } = await launch();
    expect((await act(cookie, '')).status).toBe(403);
    expect((await act(cookie, await csrfOf(other))).status).toBe(403);
  });

  it('is refused from another site, by Sec-Fetch-Site or by Origin', async () => {
    const { cookie } = await launch();
    const csrf = await csrfOf(cookie);
    expect((await act(cookie, csrf).set('Sec-Fetch-Site', 'cross-site')).status).toBe(403);
    expect((await act(cookie, csrf).set('Sec-Fetch-Site', 'same-site')).status).toBe(403);
    expect((await act(cookie, csrf).set('Origin', 'https://evil.example')).status).toBe(403);
    expect((await act(cookie, csrf).set('Origin', 'null')).status).toBe(403);
    expect((await act(cookie, csrf).set('Origin', OWN)).status).toBe(303);
    expect((await act(cookie, csrf).set('Sec-Fetch-Site', 'same-origin')).status).toBe(303);
  });

  it('is refused in a session that was only confirmed: it may look, not act', async () => {
    const { cookie } = await launch({ strength: 'confirmed' });
    const look = await request(app).get('/look').set('Cookie', cookie);
    expect(look.status).toBe(200);
    const refused = await act(cookie, (look.body as { csrf: string }).csrf);
    expect(refused.status).toBe(403);
    expect((refused.body as { code: string }).code).toBe('session_confirmed_only');
  });
});

describe('a session without cookies', () => {
  const get = (frame: string, fields: object = {}) =>
    request(app)
      .post('/look')
      .type('form')
      .send({ _method: 'get', _frame: frame, ...fields });

  it('travels in a form field, with a new token in each answer and nothing to cache', async () => {
    const { res, frame = '' } = await launch({ isCookieless: 'true' });
    expect(res.headers['set-cookie']).toBeUndefined();
    const looked = await get(frame);
    expect(looked.body).toMatchObject({ user: 'u1' });
    expect(looked.headers['x-laurel-frame']).not.toBe(frame);
    expect(looked.headers['cache-control']).toBe('no-store');
  });

  it('is not begun for somebody by another site that posts a token of its own (login CSRF)', async () => {
    const { frame = '' } = await launch({ isCookieless: 'true' });
    const from = (site: string) => get(frame).set('Sec-Fetch-Site', site);
    expect((await from('cross-site')).status).toBe(403);
    expect((await from('same-site')).status).toBe(403);
    expect((await get(frame).set('Origin', 'https://evil.example')).status).toBe(403);
    expect((await from('same-origin')).body).toMatchObject({ user: 'u1' });
  });

  it('goes on by a posted form, never by an address that holds the token', async () => {
    const { res, frame = '' } = await launch({ isCookieless: 'true' });
    expect(res.status).toBe(200);
    expect(res.headers.location).toBeUndefined();
    expect(res.text).toMatch(/<form method="post" action="\/look"/);
    expect(res.text).toContain(`value="${frame}"`);
  });

  it('serves a posted get with its fields as the query', async () => {
    const { frame = '' } = await launch({ isCookieless: 'true' });
    const looked = await get(frame, { q: 'ada & bob' });
    expect((looked.body as { query: object }).query).toEqual({ q: 'ada & bob' });
  });

  it('acts with frame and form token, and is carried through the redirect', async () => {
    const { frame = '' } = await launch({ isCookieless: 'true' });
    const csrf = ((await get(frame)).body as { csrf: string }).csrf;
    const fields = { title: 'A', mark: '1', _frame: frame };
    const acted = await request(app)
      .post('/act')
      .type('form')
      .send({ ...fields, _csrf: csrf });
    expect(acted.status).toBe(200);
    expect(acted.text).toMatch(/action="\/look"/);
    expect((await request(app).post('/act').type('form').send(fields)).status).toBe(403);
  });

  it('ends with a forged or outdated token', async () => {
    const { frame = '' } = await launch({ isCookieless: 'true' });
    expect((await get(`${frame}x`)).status).toBe(401);
    clock.advance(61 * 60_000);
    expect((await get(frame)).status).toBe(401);
  });

  it('takes no other method from a field', async () => {
    const res = await request(app).post('/open').type('form').send({ _method: 'delete' });
    expect(res.body).toEqual({ _method: 'delete' });
  });
});

describe('parseForm', () => {
  it('gives errors beside the fields and keeps what was typed', async () => {
    const { cookie } = await launch();
    const csrf = await csrfOf(cookie);
    const res = await request(app)
      .post('/act')
      .set('Cookie', cookie)
      .type('form')
      .send({ title: '', mark: '170', _csrf: csrf });
    expect(res.body).toEqual({
      ok: false,
      values: { title: '', mark: '170' },
      errors: { title: 'Please fill this in.', mark: 'Please enter 100 or less.' },
    });
  });

  it('reads multipart forms with files', async () => {
    const { cookie } = await launch();
    const res = await request(app)
      .post('/act')
      .set('Cookie', cookie)
      .field({ title: 'A', mark: '7', _csrf: await csrfOf(cookie) })
      .attach('art', Buffer.from('png'), 'art.png');
    expect(res.status).toBe(303);
  });
});

describe('the error handler', () => {
  it('gives a person a page in words with a reference, and nothing of the error', async () => {
    const res = await request(app).get('/break').set('Accept', 'text/html');
    expect(res.status).toBe(500);
    expect(res.text).toContain('Something went wrong');
    expect(res.text).toContain(String(res.headers['x-request-id']));
    expect(res.text).not.toContain('hunter2');
  });

  it('gives a program application/problem+json (RFC 9457)', async () => {
    const res = await request(app).get('/nowhere').set('Accept', 'application/json');
    expect(res.status).toBe(404);
    expect(res.type).toBe('application/problem+json');
    expect(JSON.parse(res.text)).toMatchObject({ status: 404, code: 'page_not_found' });
  });

  it('answers unreadable, oversized and unknown bodies 4xx without quoting them', async () => {
    const post = () => request(app).post('/open');
    const broken = await post().type('json').send('{"secret":');
    expect(broken.status).toBe(400);
    expect(broken.text).not.toContain('secret');
    expect(
      (
        await post()
          .type('json')
          .send(`"${'x'.repeat(1_100_000)}"`)
      ).status,
    ).toBe(413);
    expect((await post().type('multipart/form-data; boundary=b').send('nonsense')).status).toBe(
      400,
    );
    expect((await request(app).get('/%E0%A4%A')).status).toBeLessThan(500);
  });

  it('answers 503 in words while the store is away', async () => {
    const { cookie } = await launch();
    const away = buildApp({
      connection: { readyState: 0, model: () => ({}) } as unknown as TestStore['connection'],
    });
    const res = await request(away).get('/look').set('Cookie', cookie).set('Accept', 'text/html');
    expect(res.status).toBe(503);
    expect(res.text).toContain('Nothing is lost');
    expect(res.headers['retry-after']).toBe('30');
  });
});

describe('static files', () => {
  it('are cached for good under their content’s hash, and shortly without', async () => {
    const page = await request(app).get('/nowhere').set('Accept', 'text/html');
    const address = /\/public\/laurel\.css\?v=[\w-]+/.exec(page.text)?.[0] ?? '';
    const file = await request(app).get(address);
    expect(file.type).toBe('text/css');
    expect(file.headers['cache-control']).toContain('immutable');
    const plain = await request(app).get('/public/laurel.css?v=old');
    expect(plain.headers['cache-control']).not.toContain('immutable');
    expect((await request(app).get('/public/../package.json')).status).toBe(404);
    expect((await request(app).get('/public/%2e%2e/package.json')).status).toBe(404);
  });
});
