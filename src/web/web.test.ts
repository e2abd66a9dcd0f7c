import request from 'supertest';
import { describe, expect, it } from 'vitest';
import type { TestStore } from '../store/index.js';
import { app, buildApp, csrfOf, launch, useWeb } from './testing/use-web.js';

useWeb();

describe('security headers', () => {
  it('forbid inline script and style, and let nobody but the recorded origins frame', async () => {
    const { cookie } = await launch();
    const res = await request(app).get('/look').set('Cookie', cookie);
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
    const act = () => request(app).post('/act');
    const large = await act()
      .type('form')
      .send(`a=${'x'.repeat(300_000)}`);
    expect(large.status).toBe(413);
    const broken = await act().type('multipart/form-data; boundary=b').send('secret');
    expect(broken.status).toBe(400);
    expect(broken.text).not.toContain('secret');
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
