import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { app, clock, csrfOf, launch, OWN, store, useWeb } from './testing/use-web.js';

useWeb();

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
