import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { issue, laurel, useBadgePage } from './use-badge-page.js';

useBadgePage();

describe('POST /api/verify', () => {
  const post = (body: string | object, type = 'application/json') =>
    request(laurel.app).post('/api/verify').set('Content-Type', type).send(body);

  it('takes a badge as JSON, wrapped or bare, and by its address', async () => {
    const { id, json } = await issue('api');
    const badge = JSON.parse(json);
    const url = `https://badges.example.edu/credentials/${id}`;
    for (const body of [badge, { credential: badge, email: 'Ada@Example.edu' }, { url }]) {
      const { body: result } = await post(body);
      expect([result.verdict, result.kind]).toEqual(['valid', 'open-badge-3']);
    }
    expect((await post(json, 'application/vc')).body.verdict).toBe('valid');
  });

  it('answers what is no request with problem+json (RFC 9457)', async () => {
    for (const body of [{}, { nothing: 1 }, { url: 'file:///etc/passwd' }]) {
      const answer = await post(body);
      expect([answer.status, answer.body.code]).toEqual([400, 'nothing_to_verify']);
      expect(answer.headers['content-type']).toContain('application/problem+json');
    }
  });

  it('refuses more than 1 MB, and takes a little less', async () => {
    const of = (size: number) => post(JSON.stringify({ credential: 'x'.repeat(size) }));
    expect((await of(1_100_000)).status).toBe(413);
    expect((await of(900_000)).body.kind).toBe('unreadable');
  });

  it('answers a bomb of brackets with a verdict', async () => {
    const { status, body } = await post('['.repeat(400_000) + ']'.repeat(400_000));
    expect([status, body.kind]).toEqual([200, 'unreadable']);
  });

  it('does not fetch from this machine or a private network', async () => {
    const answer = await post({ url: 'https://192.168.0.1/badge' });
    expect([answer.status, answer.body.code]).toEqual([502, 'badge_unreachable']);
  });

  it('does not give away a private badge by its address', async () => {
    const { id } = await issue('p', { visibility: 'private' });
    const answer = await post({ url: `https://badges.example.edu/credentials/${id}` });
    expect(answer.body.code).toBe('badge_unreachable');
  });
});
