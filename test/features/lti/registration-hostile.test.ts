import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrowser } from '../../support/lms/index.js';
import { invite, usePlatforms } from './use-platforms.js';

usePlatforms();

describe('registration against a hostile configuration (SSRF)', () => {
  let server: Server;
  let base: string;
  let answer: (path: string) => [number, Record<string, string>, string];

  beforeAll(async () => {
    server = createServer((req, res) => {
      const [status, headers, body] = answer(req.url ?? '');
      res.writeHead(status, headers).end(body);
    }).listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close().closeAllConnections());

  const attempt = async (configuration: string) => {
    const url = new URL(await invite());
    url.searchParams.set('openid_configuration', configuration);
    return createBrowser().get(url.href);
  };

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/openid',
    'http://example.com/openid',
    'file:///etc/passwd',
    'https://user:word@example.com/',
    'gopher://127.0.0.1/',
  ])('does not fetch %s', async (address) => {
    const page = await attempt(address);
    expect([422, 502]).toContain(page.status);
  });

  it('does not follow a redirect', async () => {
    answer = () => [302, { location: 'http://169.254.169.254/' }, ''];
    expect((await attempt(`${base}/openid`)).status).toBe(502);
  });

  it('reads no oversized configuration', async () => {
    answer = () => [200, {}, `{"x":"${'y'.repeat(300_000)}"}`];
    expect((await attempt(`${base}/openid`)).status).toBe(502);
  });

  it.each([
    'issuer',
    'authorization_endpoint',
    'token_endpoint',
    'jwks_uri',
    'registration_endpoint',
  ])('refuses a private or foreign %s', async (name) => {
    for (const address of ['http://10.0.0.1/x', 'https://elsewhere.example/x', 'javascript:x']) {
      const fine = {
        issuer: base,
        authorization_endpoint: `${base}/a`,
        token_endpoint: `${base}/t`,
        jwks_uri: `${base}/j`,
        registration_endpoint: `${base}/r`,
      };
      answer = () => [200, {}, JSON.stringify(fine)];
      expect((await attempt(`${base}/openid`)).status).toBe(200);
      answer = () => [200, {}, JSON.stringify({ ...fine, [name]: address })];
      expect((await attempt(`${base}/openid`)).status).toBe(422);
    }
  });
});
