import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { browser, clock, issue, laurel, read, useBadgePage } from './use-badge-page.js';

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
});
