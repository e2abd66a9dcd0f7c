import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueFor, verifyAtAnother } from '../../support/two-names-badges.js';
import { openTwoNames, saveSchool, useHost, type TwoNames } from '../../support/two-names.js';

const HOST = 'badges.school.example';
const PAGE = { headers: { accept: 'text/html' } };

let world: TwoNames;
let publicHost: string;
beforeAll(async () => {
  world = await openTwoNames();
  publicHost = new URL(world.laurel.url).host;
  await saveSchool(world, 'p1', 'First School');
  await saveSchool(world, 'p2', 'Second School');
  await useHost(world, 'p1', HOST);
});
afterAll(() => world.close());

describe('a request by the name of an issuer’s own host', () => {
  it('gets its public documents and pages', async () => {
    const { credential, badge, made } = await issueFor(world, 'p1', 'served');
    const list = new URL(badge.credentialStatus.statusListCredential).pathname;
    const paths = [
      '/.well-known/did.json',
      '/.well-known/jwks.json',
      '/issuers/p1',
      list,
      `${list}/suspension`,
      `${list}/refresh`,
      `/credentials/${credential.id}`,
      `/credentials/${credential.id}.json`,
      `/credentials/${credential.id}/qr.svg`,
      `/credentials/${credential.id}/card.png`,
      `/achievements/${made.id}`,
      `/achievements/${made.id}/versions/1`,
      `/achievements/${made.id}/versions/1/image.svg`,
      '/public/logo.svg',
    ];
    for (const path of paths)
      expect([path, (await world.ask(HOST, path, PAGE)).status]).toEqual([path, 200]);
    const did = JSON.parse((await world.ask(HOST, '/.well-known/did.json')).text) as object;
    expect(did).toMatchObject({ id: `did:web:${HOST}` });
    const keys = JSON.parse((await world.ask(HOST, '/.well-known/jwks.json')).text) as {
      keys: { iss: string }[];
    };
    expect(new Set(keys.keys.map(({ iss }) => iss))).toEqual(new Set([`did:web:${HOST}`]));
    const root = await world.ask(`${HOST.toUpperCase()}.:443`, '/', PAGE);
    expect(root).toMatchObject({ status: 302, headers: { location: '/issuers/p1' } });
    const verify = await world.ask(HOST, '/verify', PAGE);
    expect(verify.headers['location']).toBe(`${world.laurel.url}/verify`);
  });

  it('gets its JWT’s key there, too', async () => {
    const { credential } = await issueFor(world, 'p1', 'as-jwt');
    const { bytes } = await world.laurel.credentials.file(credential, 'jwt', {
      t: (key: string) => key,
      tag: 'en',
    } as never);
    const [head = ''] = Buffer.from(bytes).toString().split('.');
    const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
    expect(kid).toMatch(`https://${HOST}/issuers/p1/keys/`);
    expect((await world.ask(HOST, new URL(kid).pathname)).status).toBe(200);
    expect((await verifyAtAnother(world, Buffer.from(bytes).toString())).verdict).toBe('valid');
  });

  it('gets nothing of another issuer, and nothing of LTI, administration, API or sessions', async () => {
    const { credential, badge, made } = await issueFor(world, 'p2', 'other');
    const list = new URL(badge.credentialStatus.statusListCredential).pathname;
    const paths = [
      ...[`/credentials/${credential.id}`, `/credentials/${credential.id}.json`, list],
      ...['/issuers/p2', '/issuers/default', '/issuers/p2/did.json', '/issuers/p1/did.json'],
      ...[`/achievements/${made.id}`, `/achievements/${made.id}/versions/1/image.svg`],
      ...['/admin', '/admin/enter', '/admin/issuer', '/my', '/course', '/home', '/profiles/x'],
      ...['/lti/keys', '/lti/login', '/lti/launch', '/register', '/lti/canvas.json'],
      ...['/api/docs', '/api/openapi.json', '/api/v1/issuers', '/api/verify', '/oauth/token'],
      ...['/.well-known/oauth-authorization-server', '/help/learners', '/help/errors'],
      ...['/achievements/art.svg', '/CREDENTIALS/x', '/credentials/%2e%2e/admin', '/email/x'],
      ...['//admin', '/./admin', '/public/../admin', '/interactions/x', '/verify/x'],
    ];
    for (const path of paths) {
      const answer = await world.ask(HOST, path, PAGE);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it('is read alone, with no cookie looked at and none set', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])
      for (const path of ['/admin/enter', '/api/verify', '/lti/launch', '/'])
        expect((await world.ask(HOST, path, { method })).status).toBe(405);
    const { credential } = await issueFor(world, 'p1', 'private');
    await world.laurel.credentials.share(credential.id, 'person-1', 'private');
    const headers = { ...PAGE.headers, cookie: 'laurel=x; laurel-lang=de', 'x-laurel-frame': 'x' };
    const hidden = await world.ask(HOST, `/credentials/${credential.id}?lang=fr`, { headers });
    expect(hidden.status).toBe(403);
    expect(hidden.headers['set-cookie']).toBeUndefined();
    const page = await world.ask(HOST, '/issuers/p1?lang=fr', { headers });
    expect(page.status).toBe(200);
    expect(page.headers['set-cookie']).toBeUndefined();
  });

  it('by a name that nobody has is misdirected, and told nothing', async () => {
    for (const host of ['evil.example', '127.0.0.1', 'localhost', 'x', `x.${HOST}`, `${HOST}:8443`])
      for (const path of ['/', '/verify', '/.well-known/did.json', '/admin', '/public/logo.svg']) {
        const answer = await world.ask(host, path);
        expect([host, path, answer.status, answer.text]).toEqual([
          host,
          path,
          421,
          'Misdirected request\n',
        ]);
        expect(answer.headers['set-cookie']).toBeUndefined();
      }
    // Whoever watches the process asks by its address.
    expect((await world.ask('10.0.0.7:3000', '/healthz')).status).toBe(200);
    const forwarded = { headers: { 'x-forwarded-host': publicHost } };
    expect((await world.ask('evil.example', '/verify', forwarded)).status).toBe(421);
    expect((await world.ask(publicHost, '/verify', PAGE)).status).toBe(200);
  });
});
