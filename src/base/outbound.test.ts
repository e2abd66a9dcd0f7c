import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isPublicAddress } from './addresses.js';
import { createOutbound, type Lookup } from './outbound.js';

const servers: Server[] = [];
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((done) => server.once('listening', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

const strict = createOutbound({ userAgent: 'Laurel test' });
const local = createOutbound({ userAgent: 'Laurel test', allowLoopback: true });

describe('isPublicAddress', () => {
  it.each(['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'])('takes %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'localhost',
    '',
  ])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('createOutbound', () => {
  it.each([
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://169.254.169.254/latest',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://localhost/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[64:ff9b::a00:1]/',
    'https://[fc00::1]/',
    'https://127.1/',
    'https://0/',
    'https://017700000001/',
    'https://127.0.0.1./',
    'https://１２７.０.０.１/',
    'ftp://example.com/',
    'data:text/plain,x',
    'http://example.com/',
    'https://user:pass@example.com/',
    'file:///etc/passwd',
  ])('refuses %s', async (url) => {
    await expect(strict.fetch(url)).rejects.toMatchObject({
      status: 502,
      code: expect.stringMatching(/^address_not/),
    });
  });

  it('reaches a private host that the operator vouched for, and only that port', async () => {
    const base = await serve((_req, res) => res.end('campus'));
    const campus = createOutbound({ userAgent: 'x', allowPrivateHosts: [new URL(base).host] });
    expect((await campus.fetch(base)).text()).toBe('campus');
    await expect(campus.fetch('http://127.0.0.1:1/')).rejects.toMatchObject({
      code: 'address_not_allowed',
    });
  });

  it('sends a User-Agent and gives back any status with its body', async () => {
    const base = await serve((req, res) => res.writeHead(404).end(req.headers['user-agent']));
    expect(await local.fetch(base).then((r) => [r.status, r.text()])).toEqual([404, 'Laurel test']);
  });

  it('refuses a redirect unless asked to follow, and then drops headers for another origin', async () => {
    const other = await serve((req, res) => res.end(req.headers.authorization ?? 'none'));
    const base = await serve((_req, res) => res.writeHead(302, { location: other }).end());
    const headers = { authorization: 'Bearer t' };
    await expect(local.fetch(base, { headers })).rejects.toMatchObject({
      code: 'redirect_not_followed',
    });
    expect((await local.fetch(base, { headers, redirects: 1 })).text()).toBe('none');
  });

  it('judges the address a redirect leads to', async () => {
    const base = await serve((_req, res) =>
      res.writeHead(302, { location: 'https://10.0.0.1/' }).end(),
    );
    await expect(local.fetch(base, { redirects: 3 })).rejects.toMatchObject({
      code: 'address_not_allowed',
    });
  });

  it('follows no redirect to where it may not lead, nor to what is no address', async () => {
    const other = await serve((_req, res) => res.end('there'));
    for (const location of [other, 'http://[bad']) {
      const base = await serve((_req, res) => res.writeHead(302, { location }).end());
      const mayLeadTo = (next: URL) => next.origin === new URL(base).origin;
      await expect(local.fetch(base, { redirects: 3, mayLeadTo })).rejects.toMatchObject({
        code: 'redirect_not_followed',
      });
    }
  });

  it('reads no more than it was told to', async () => {
    const base = await serve((_req, res) => res.end('x'.repeat(5000)));
    await expect(local.fetch(base, { maxBytes: 4999 })).rejects.toMatchObject({
      code: 'upstream_too_large',
    });
    expect((await local.fetch(base, { maxBytes: 5000 })).bytes).toHaveLength(5000);
  });

  it('gives up on a server that never answers', async () => {
    const base = await serve(() => undefined);
    await expect(local.fetch(base, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'upstream_timeout',
    });
  });

  it('says in words that a body is no JSON', async () => {
    const base = await serve((_req, res) => res.end('<html>'));
    const response = await local.fetch(base);
    expect(() => response.json()).toThrowError(/did not answer with JSON/);
  });

  describe('for a name', () => {
    /** Resolves every name to `addresses`, and listens on a port of each. */
    async function resolveTo(...addresses: string[]) {
      const base = await serve((_req, res) => res.end('reached'));
      const { port } = new URL(base);
      const asked: string[] = [];
      const lookup: Lookup = (host, _options, callback) => {
        asked.push(host);
        const family = (address: string) => (address.includes(':') ? 6 : 4);
        const found = addresses.map((address) => ({ address, family: family(address) }));
        callback(null, found);
      };
      let connections = 0;
      servers.at(-1)?.on('connection', () => (connections += 1));
      return { lookup, asked, url: `https://rebind.example:${port}/`, count: () => connections };
    }

    it.each([
      [['127.0.0.1']],
      [['::ffff:127.0.0.1']],
      [['::1']],
      [['10.0.0.1']],
      [['169.254.169.254']],
      [['8.8.8.8', '127.0.0.1']],
      [['64:ff9b::7f00:1']],
      [['fe80::1%lo']],
      [['0.0.0.0']],
      [[]],
    ])('that resolves to %j connects to nothing (DNS rebinding)', async (addresses) => {
      const { lookup, asked, url, count } = await resolveTo(...addresses);
      const outbound = createOutbound({ userAgent: 'Laurel test', lookup });
      await expect(outbound.fetch(url)).rejects.toMatchObject({ code: 'address_not_allowed' });
      expect(asked).toEqual(['rebind.example']);
      expect(count()).toBe(0);
    });

    it('that the operator vouched for connects to where it resolves', async () => {
      const { lookup, url, count } = await resolveTo('127.0.0.1');
      const allowPrivateHosts = ['rebind.example'];
      const outbound = createOutbound({ userAgent: 'Laurel test', lookup, allowPrivateHosts });
      expect((await outbound.fetch(url.replace('https:', 'http:'))).text()).toBe('reached');
      expect(count()).toBe(1);
    });

    it('judges a name anew where a redirect leads to it', async () => {
      const { lookup, url, count } = await resolveTo('127.0.0.1');
      const base = await serve((_req, res) => res.writeHead(302, { location: url }).end());
      const allowPrivateHosts = [new URL(base).host];
      const outbound = createOutbound({ userAgent: 'Laurel test', lookup, allowPrivateHosts });
      await expect(outbound.fetch(base, { redirects: 1 })).rejects.toMatchObject({
        code: 'address_not_allowed',
      });
      expect(count()).toBe(0);
    });
  });
});
