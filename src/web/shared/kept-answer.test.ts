import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Request, Response } from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { keepAnswer, sendKept, SHARED } from './kept-answer.js';

const TEXT = 'a page. '.repeat(400);
const kept = keepAnswer(
  { 'cache-control': 'private, no-cache', 'content-type': 'text/html', vary: 'Accept, cookie' },
  TEXT,
)!;

/** What is sent to who asks with these headers, bytes as they are. */
async function ask(headers: Record<string, string>, answer = kept) {
  const server = createServer((req, res) =>
    sendKept(Object.assign(req, { id: 'one' }) as Request, res as Response, answer),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const got = await request(server)
    .get('/')
    .set({ 'accept-encoding': 'identity', ...headers })
    .buffer(true)
    .parse((res, done) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => done(null, Buffer.concat(chunks)));
    });
  server.close();
  return { ...got, headers: got.headers as Record<string, string>, bytes: got.body as Buffer };
}

describe('keepAnswer', () => {
  it('is shared for seconds, told apart by what a session and a coding change', () => {
    expect(kept.headers).toEqual({
      'cache-control': SHARED,
      'content-type': 'text/html; charset=utf-8',
      vary: 'Accept, cookie, X-Laurel-Frame, Accept-Encoding',
    });
  });

  it('leaves what is open to all as it was said', () => {
    const open = { 'cache-control': 'public, max-age=300', 'content-type': 'image/png' };
    expect(keepAnswer(open, Buffer.alloc(3))?.headers).toEqual({
      ...open,
      vary: 'Accept-Encoding',
    });
  });

  it.each([
    { 'cache-control': 'no-store' },
    { 'set-cookie': ['a=b'] },
    { 'x-laurel-frame': 'token' },
  ])('keeps nothing that is for one reader: %o', (headers) => {
    expect(keepAnswer(headers, TEXT)).toBeNull();
  });
});

describe('sendKept', () => {
  it.each([
    ['br, gzip', 'br'],
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['br; q=0.0', undefined],
    ['identity', undefined],
    ['brr, xgzip', undefined],
  ])('packs for who takes %s: %s', async (accepted, coding) => {
    const { headers, bytes } = await ask({ 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe(coding);
    // The client has unpacked it.
    expect(bytes.toString()).toBe(TEXT);
    expect(headers['etag']).toBe(`"${kept.hash}${coding === undefined ? '' : `-${coding}`}"`);
    expect(Number(headers['content-length']) < 200).toBe(coding !== undefined);
  });

  it('leaves what is small, or packed by itself, as it is', async () => {
    const png = keepAnswer({ 'content-type': 'image/png' }, Buffer.alloc(5_000))!;
    const small = keepAnswer({ 'content-type': 'text/html' }, 'small')!;
    for (const one of [png, small]) {
      const { headers } = await ask({ 'accept-encoding': 'br, gzip' }, one);
      expect(headers['content-encoding']).toBeUndefined();
    }
  });

  it('answers 304 to who has it, in whichever coding, and 200 to who has another or reloads', async () => {
    for (const tag of [`"${kept.hash}"`, `"${kept.hash}-br"`, `W/"x", W/"${kept.hash}-gzip"`]) {
      const { status, headers } = await ask({ 'if-none-match': tag });
      expect(status).toBe(304);
      expect(tag).toContain(headers['etag']);
      expect(headers).toMatchObject({ 'cache-control': SHARED, vary: kept.headers['vary'] });
      expect(headers).not.toHaveProperty('content-type');
    }
    expect((await ask({ 'if-none-match': '*' })).status).toBe(304);
    expect((await ask({ 'if-none-match': `"${kept.hash}-zstd"` })).status).toBe(200);
    expect((await ask({ 'if-none-match': '"other"' })).status).toBe(200);
    const reload = { 'if-none-match': `"${kept.hash}"`, 'cache-control': 'no-cache' };
    expect((await ask(reload)).status).toBe(200);
  });
});
