import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import type { TestStore } from '../../../src/store/index.js';
import { startTestLaurel } from '../../support/start-test-laurel.js';
import {
  browser,
  clock,
  issue,
  laurel,
  order,
  PUBLIC_URL,
  read,
  useBadgePage,
} from './use-badge-page.js';

const SHARED = 'public, max-age=0, s-maxage=30, must-revalidate';
/** The addresses of a badge of which each has an answer of its own. */
const PARTS = ['', '.json', '.png', '.svg', '.jwt', '/card.png', '/art.png', '/qr.svg', '/embed'];

useBadgePage();

/** A session without cookies, as a launch in a frame opens it; gives the token its pages carry. */
async function openFrame(personId: string): Promise<string> {
  const app = express();
  app.use(laurel.web.before);
  app.get('/open', async (req, res) => {
    const session = { subject: { personId }, strength: 'bound', isCookieless: true } as const;
    await laurel.web.sessions.open(req, res, session);
    res.end();
  });
  const { headers } = await request(app).get('/open');
  return headers['x-laurel-frame'] ?? '';
}

describe('the cache of shared pages', () => {
  it('serves the same page again, with every header, and a new one once the badge is revoked', async () => {
    const issued = await issue('cached');
    const path = `/credentials/${issued.id}`;
    const first = await browser(path);
    const second = await browser(path);
    expect(second.text).toBe(first.text);
    const without = ({ headers }: typeof first) => ({
      ...(headers as Record<string, string>),
      'x-request-id': '',
      date: '',
    });
    expect(without(second)).toEqual(without(first));
    await laurel.credentials.revoke(issued.id, { actor: 'operator' });
    expect(read((await browser(path)).text)).toMatch(/^Revoked/);
  });

  it('forgets a page that its learner no longer shares, and any page after five seconds', async () => {
    const issued = await issue('unshared');
    const path = `/credentials/${issued.id}`;
    expect((await browser(path)).status).toBe(200);
    await laurel.credentials.share(issued.id, 'person-1', 'private');
    expect((await browser(path)).status).toBe(403);
    await laurel.credentials.share(issued.id, 'person-1', 'link');
    expect((await browser(path)).status).toBe(200);
    // Behind this process' back, as another process would.
    const badges = laurel.store.connection.collection<{ _id: string }>('credentials');
    await badges.updateOne({ _id: issued.id }, { $set: { visibility: 'private' } });
    expect((await browser(path)).status).toBe(200);
    clock.advance(5_000);
    expect((await browser(path)).status).toBe(403);
  });

  it('keeps nothing of a session without cookies: neither its page nor its token (web/frame-token)', async () => {
    const issued = await issue('frame', { visibility: 'private' });
    const path = `/credentials/${issued.id}`;
    const framed = await openFrame('person-1');
    const own = await browser(path).set('X-Laurel-Frame', framed);
    expect(own.status).toBe(200);
    expect(own.headers['x-laurel-frame']).toBeDefined();
    const stranger = await browser(path);
    expect(stranger.status).toBe(403);
    expect(stranger.headers['x-laurel-frame']).toBeUndefined();
  });

  it.each([
    { 'X-Forwarded-Host': 'evil.example' },
    { 'X-Forwarded-Proto': 'http', 'X-Forwarded-Host': 'evil.example' },
    { Host: 'evil.example' },
    { Forwarded: 'host=evil.example', 'X-Original-URL': '/evil.example', 'X-Host': 'evil.example' },
  ])('keeps nothing of who asked for it: %o', async (poison) => {
    const name = `poisoned ${JSON.stringify(poison)}`;
    const path = `/credentials/${(await issue(name)).id}`;
    const first = await browser(path).set({ ...poison });
    expect(first.status).toBe(200);
    for (const { text, headers } of [first, await browser(path)]) {
      expect(text + JSON.stringify(headers)).not.toContain('evil.example');
    }
    for (const address of ['.json', '/embed', '/qr.svg']) {
      const answer = await request(laurel.app)
        .get(`${path}${address}`)
        .set({ ...poison });
      const body: unknown = answer.body;
      const sent = Buffer.isBuffer(body) ? body.toString() : answer.text;
      expect(sent + JSON.stringify(answer.headers)).not.toContain('evil.example');
    }
  });

  it('holds nobody up for a visitor who asks and does not read', async () => {
    const issued = await issue('slow reader');
    const path = `/credentials/${issued.id}`;
    const server = laurel.app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const head = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nAccept-Language: pl\r\n\r\n`;
    const slow = connect({ port, host: '127.0.0.1' }, () => slow.write(head));
    const held = once(server, 'request') as Promise<[unknown, ServerResponse]>;
    // Rendered, but on its way for ever.
    const [, answer] = await held;
    answer.end = () => answer;
    const url = `http://127.0.0.1:${port}${path}`;
    const headers = { accept: 'text/html', 'accept-language': 'pl' };
    const other = await fetch(url, { headers, signal: AbortSignal.timeout(10_000) });
    expect(other.status).toBe(200);
    slow.destroy();
    server.close().closeAllConnections();
  });

  it('gives caches what everybody may see: each part of a shared badge, and nothing of a private one', async () => {
    const issued = await issue('parts');
    const path = `/credentials/${issued.id}`;
    for (const part of PARTS) {
      const answer = await browser(path + part);
      expect([part, answer.status, answer.headers['cache-control']]).toEqual([part, 200, SHARED]);
      expect(answer.headers['vary']).toMatch(/Cookie, .*X-Laurel-Frame, Accept-Encoding$/);
      const tag = String(answer.headers['etag']);
      expect(tag).toMatch(/^"[\w-]{22,43}(-gzip)?"$/);
      const again = await browser(path + part).set('If-None-Match', tag);
      expect([part, again.status, again.text ?? '']).toEqual([part, 304, '']);
    }
    await laurel.credentials.share(issued.id, 'person-1', 'private');
    for (const part of PARTS) {
      const answer = await browser(path + part);
      expect([403, 404]).toContain(answer.status);
      expect(answer.headers['cache-control']).toBe('no-store');
    }
    await laurel.credentials.share(issued.id, 'person-1', 'public');
    for (const part of PARTS) expect((await browser(path + part)).status).toBe(200);
  });

  it('tells who has a page of it as soon as it changed, and not before', async () => {
    const issued = await issue('held');
    const path = `/credentials/${issued.id}`;
    const tag = String((await browser(path)).headers['etag']);
    clock.advance(5_000);
    // The clock of the tests stands at a full minute or shortly after it.
    expect((await browser(path).set('If-None-Match', tag)).status).toBe(304);
    expect((await browser(path).set('If-None-Match', tag)).status).toBe(304);
    expect((await browser(path)).status).toBe(200);
    await laurel.credentials.suspend(issued.id, { actor: 'operator' });
    expect((await browser(path).set('If-None-Match', tag)).status).toBe(200);
    await laurel.credentials.share(issued.id, 'person-1', 'private');
    expect((await browser(path).set('If-None-Match', tag)).status).toBe(403);
  });

  it('gives whoever sends a cookie or another proof an answer of their own', async () => {
    const path = `/credentials/${(await issue('proofs')).id}`;
    await browser(path);
    for (const proof of [{ Cookie: 'a=b' }, { 'X-Laurel-Frame': 'x' }, { Authorization: 'x' }]) {
      const own = await browser(path).set({ ...proof });
      expect(own.headers['cache-control']).not.toContain('public');
    }
    const asked = await browser(`${path}?lang=de`);
    expect(asked.headers['cache-control']).toContain('private');
    expect(asked.headers['set-cookie']).toBeDefined();
  });

  it('keeps languages, forms and codings apart', async () => {
    const path = `/credentials/${(await issue('apart')).id}`;
    for (let turn = 0; turn < 2; turn += 1) {
      const de = await browser(path).set('Accept-Language', 'de');
      const pl = await browser(path).set('Accept-Language', 'pl');
      expect([de.text, pl.text].map((html) => /<html[^>]*lang="(\w+)/.exec(html)?.[1])).toEqual([
        'de',
        'pl',
      ]);
      const json = await request(laurel.app).get(path).set('Accept', 'application/ld+json');
      expect(json.headers['content-type']).toMatch(/^application\/ld\+json/);
      expect(json.headers['access-control-allow-origin']).toBe('*');
      const framed = await browser(`${path}/embed`).set('Sec-Fetch-Dest', 'iframe');
      const alone = await browser(`${path}/embed`);
      expect(framed.text).not.toBe(alone.text);
      const brotli = await browser(path).set('Accept-Encoding', 'br').buffer(false);
      expect(brotli.headers['content-encoding']).toBe('br');
    }
  });

  it('serves nothing private from another process for longer than five seconds', async () => {
    // It ends with the other process.
    const store = { ...(laurel.store as TestStore), close: () => Promise.resolve() };
    const other = await startTestLaurel({ clock, env: { PUBLIC_URL }, store });
    const issued = await issue('two processes');
    const path = `/credentials/${issued.id}`;
    const ask = ({ app }: Pick<typeof laurel, 'app'>) =>
      request(app).get(path).set('Accept', 'text/html');
    expect([(await ask(laurel)).status, (await ask(other)).status]).toEqual([200, 200]);
    await laurel.credentials.share(issued.id, 'person-1', 'private');
    expect((await ask(laurel)).status).toBe(403);
    clock.advance(5_000);
    expect((await ask(other)).status).toBe(403);
    await other.close();
  });

  it('shows a corrected badge at once', async () => {
    const wrong = await issue('corrected');
    const path = `/credentials/${wrong.id}`;
    const before = String((await browser(path)).headers['etag']);
    await laurel.credentials.supersede(
      wrong.id,
      order('corrected', { recipient: { ...order('x').recipient, verifiedName: 'Grace Hopper' } }),
      { actor: 'operator' },
    );
    const after = await browser(path).set('If-None-Match', before);
    expect([after.status, after.text.includes('Grace Hopper')]).toEqual([200, true]);
    const json = await request(laurel.app).get(path).set('Accept', 'application/json');
    expect(JSON.stringify(json.body)).toContain('Grace Hopper');
  });

  it('gives no status list for longer than it said, whatever was kept', async () => {
    const issued = await issue('listed');
    const { credentialStatus } = JSON.parse(issued.json) as {
      credentialStatus: { statusListCredential: string };
    };
    const list = new URL(credentialStatus.statusListCredential).pathname;
    const ask = async () => {
      const { headers, text, status } = await request(laurel.app).get(list);
      return { status, text, caching: headers['cache-control'] };
    };
    const before = await ask();
    expect(before).toMatchObject({ status: 200, caching: 'public, max-age=60, must-revalidate' });
    await laurel.credentials.revoke(issued.id, { actor: 'operator' });
    expect((await ask()).text).not.toBe(before.text);
  });

  it('keeps the documents of issuers as bytes, and drops them when a key changes', async () => {
    await issue('a key');
    const { headers } = await request(laurel.app).get('/.well-known/did.json');
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=300',
      'content-type': 'application/did+json; charset=utf-8',
      'access-control-allow-origin': '*',
    });
    const tag = String(headers['etag']);
    const held = () => request(laurel.app).get('/.well-known/did.json').set('If-None-Match', tag);
    expect((await held()).status).toBe(304);
    const identity = { id: 'default', profileId: 'did:web:badges.example.edu' };
    await laurel.credentials.keys.rotate(identity);
    expect((await held()).status).toBe(200);
  });
});
