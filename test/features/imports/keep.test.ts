import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import {
  bakeOlder,
  bytesOf,
  hashOf,
  PUBLIC_PEM,
  serveAssertion,
  signJws,
  startForeignHost,
  type ForeignHost,
} from './foreign-host.js';

const EMAIL = 'Ann@life.example';
const HOME = 'home-of-ann';
const FROM = { from: 'upload', fileName: 'badge.json' } as const;
let laurel: TestLaurel;
let host: ForeignHost;

beforeAll(async () => {
  laurel = await startTestLaurel();
  await laurel.store.connection.collection('home_addresses').insertOne({
    _id: 'ann@life.example' as never,
    address: 'ann@life.example',
    homeId: HOME,
    confirmedAt: new Date(),
  });
  return () => laurel.close();
});

beforeEach(async () => {
  host = await startForeignHost();
  await laurel.imports.kept.removeAll(HOME);
  return () => host.close();
});

const keep = (value: object | string | Uint8Array, source: object = {}) =>
  laurel.imports.keepForeign(HOME, value instanceof Uint8Array ? value : bytesOf(value), {
    ...FROM,
    ...source,
  });
async function kept(value: object | string | Uint8Array) {
  const result = await keep(value);
  if (result.outcome !== 'kept') throw new Error(JSON.stringify(result));
  return result.badge;
}
const found = ({
  checks,
}: {
  checks: readonly { name: string; outcome: string; code: string }[];
}) => Object.fromEntries(checks.map(({ name, outcome, code }) => [name, `${outcome} ${code}`]));

describe('a badge of version 2.0 that its issuer hosts', () => {
  it('is kept byte for byte and checked at its host, with what class and issuer say there', async () => {
    const bytes = bytesOf(`  ${JSON.stringify(serveAssertion(host, EMAIL), null, 3)}\n`);
    const badge = await kept(bytes);
    expect(badge).toMatchObject({
      verdict: 'valid',
      recipient: 'matches',
      version: '2',
      host: new URL(host.url).host,
      facts: { name: 'Soldering, level 1', issuerName: 'Fab Lab Example' },
    });
    expect(badge.facts.description).toBe('Solders through-hole parts.');
    const whole = await laurel.imports.kept.find(HOME, badge.id);
    expect(Buffer.from(whole?.bytes ?? [])).toEqual(Buffer.from(bytes));
    expect(whole?.snapshots.map(({ url }) => new URL(url).pathname)).toEqual([
      '/public/assertions/1',
      '/public/badges/soldering',
      '/public/issuers/fablab',
    ]);
  });

  it('comes out of a picture, whether that holds the badge or its address alone', async () => {
    const assertion = serveAssertion(host, EMAIL);
    const one = await kept(bakeOlder(JSON.stringify(assertion)));
    expect(one).toMatchObject({ format: 'png', verdict: 'valid' });
    expect(one.pictureId).toBeDefined();
    const again = await keep(bakeOlder(String(assertion['id']), 'tEXt'));
    expect(again.outcome).toBe('duplicate');
  });

  it('is not genuine where its host says something else', async () => {
    const assertion = serveAssertion(host, EMAIL);
    const badge = await kept({ ...assertion, issuedOn: '2020-01-01T00:00:00Z' });
    expect(badge.verdict).toBe('invalid');
    expect(found(badge)['proof']).toBe('fail host_differs');
  });

  it('is revoked where its host answers so, with 410 or in words', async () => {
    const assertion = serveAssertion(host, EMAIL);
    host.documents.set('/public/assertions/1', 410);
    expect(found(await kept(assertion))['status']).toBe('fail revoked');
    const other = serveAssertion(host, EMAIL, {}, '2');
    host.documents.set('/public/assertions/2', { id: other['id'], revoked: true });
    expect((await kept(other)).verdict).toBe('invalid');
  });

  it.each([
    ['nothing there any more', 404, 'unknown host_has_none'],
    ['a host in trouble', 503, 'unknown host_away'],
    ['a page instead', '<html>Welcome</html>', 'unknown host_answers_otherwise'],
  ])('is not known with %s: that does not make it wrong', async (_, answer, proof) => {
    const assertion = serveAssertion(host, EMAIL);
    host.documents.set('/public/assertions/1', answer);
    const badge = await kept(assertion);
    expect(badge.verdict).toBe('unknown');
    expect(found(badge)['proof']).toBe(proof);
  });

  it('is not known with a host that is gone; what was proven before stays told', async () => {
    const assertion = serveAssertion(host, EMAIL);
    const badge = await kept(assertion);
    await host.close();
    const again = await laurel.imports.checkAgain(HOME, badge.id);
    expect(again).toMatchObject({ verdict: 'unknown', facts: { name: 'Soldering, level 1' } });
    expect(again?.provenAt).toEqual(badge.provenAt);
    expect((await laurel.imports.kept.find(HOME, badge.id))?.snapshots).toHaveLength(3);
  });

  it('speaks for its own host alone: a class of another issuer makes it no badge of theirs', async () => {
    const other = await startForeignHost();
    serveAssertion(other, EMAIL);
    const assertion = serveAssertion(host, EMAIL, {
      badge: `${other.url}/public/badges/soldering`,
    });
    const badge = await kept(assertion);
    expect(badge.verdict).toBe('unknown');
    expect(found(badge)['issuer-identity']).toBe('unknown host_not_issuers');
    // Until that issuer says that it keeps badges there.
    const issuer = other.documents.get('/public/issuers/fablab') as object;
    const verification = { allowedOrigins: new URL(host.url).host };
    other.documents.set('/public/issuers/fablab', { ...issuer, verification });
    expect((await laurel.imports.checkAgain(HOME, badge.id))?.verdict).toBe('valid');
    await other.close();
  });

  it('has ended where its time is over', async () => {
    const badge = await kept(serveAssertion(host, EMAIL, { expires: '2025-06-01' }));
    expect(found(badge)['validity']).toBe('fail expired');
  });

  it('is told to be somebody else’s where it was issued to another address', async () => {
    expect((await kept(serveAssertion(host, 'bob@life.example'))).recipient).toBe('differs');
  });

  it('is the holder’s whatever the case of its hash and of the address that was hashed', async () => {
    const identity = hashOf('ANN@LIFE.EXAMPLE', 'x').toUpperCase().replace('SHA256', 'sha256');
    const recipient = { type: 'email', hashed: true, salt: 'x', identity };
    expect((await kept(serveAssertion(host, EMAIL, { recipient }))).recipient).toBe('matches');
  });
});

describe('a badge of version 1', () => {
  const older = (more: object = {}) => ({
    uid: 'f2c20',
    recipient: { type: 'email', hashed: false, identity: EMAIL },
    issuedOn: 1_741_082_400,
    badge: `${host.url}/public/badges/soldering`,
    verify: { type: 'hosted', url: `${host.url}/badges/f2c20.json` },
    ...more,
  });

  it('is checked at the address that it names, with seconds for a time', async () => {
    serveAssertion(host, EMAIL);
    host.documents.set('/badges/f2c20.json', older());
    const badge = await kept(older());
    expect(badge).toMatchObject({ version: '1', verdict: 'valid', recipient: 'matches' });
    expect(badge.facts.issuedAt).toBe('2025-03-04T10:00:00.000Z');
  });

  it('names nobody who could be asked: then it is not known', async () => {
    const badge = await kept({ recipient: EMAIL, badge: { name: 'Cook', issuer: { name: 'A' } } });
    expect(found(badge)['proof']).toBe('unknown host_not_named');
    expect(badge).toMatchObject({ verdict: 'unknown', facts: { name: 'Cook', issuerName: 'A' } });
  });
});

describe('a badge that was signed before version 3.0', () => {
  const signed = (more: object = {}): Record<string, unknown> => {
    const assertion = serveAssertion(host, EMAIL);
    const creator = `${host.url}/public/issuers/fablab/key`;
    const issuer = host.documents.get('/public/issuers/fablab') as object;
    host.documents.set('/public/issuers/fablab', { ...issuer, publicKey: creator });
    host.documents.set('/public/issuers/fablab/key', { id: creator, publicKeyPem: PUBLIC_PEM });
    return { ...assertion, verification: { type: 'SignedBadge', creator }, ...more };
  };

  it('is valid by the key that its issuer names, without its own address being asked', async () => {
    const badge = await kept(signJws(signed()));
    expect(badge).toMatchObject({ format: 'jwt', verdict: 'valid', recipient: 'matches' });
    expect(host.asked).not.toContain('/public/assertions/1');
  });

  it('is not, by a key that the badge alone calls its issuer’s', async () => {
    const evil = await startForeignHost();
    const creator = `${evil.url}/key`;
    evil.documents.set('/key', {
      id: creator,
      owner: `${host.url}/public/issuers/fablab`,
      publicKeyPem: PUBLIC_PEM,
    });
    const badge = await kept(signJws(signed({ verification: { type: 'SignedBadge', creator } })));
    expect(found(badge)['issuer-identity']).toBe('fail key_not_listed');
    await evil.close();
  });

  it('is not known, by a key that stands on a page of its issuer’s site, where anybody may have written it', async () => {
    const creator = `${host.url}/forum/post/1`;
    const verify = { type: 'signed', url: creator };
    host.documents.set('/forum/post/1', `Hello!\n${PUBLIC_PEM}`);
    const of1 = signed({ verification: undefined, verify });
    expect(found(await kept(signJws(of1)))['proof']).toBe('unknown key_unreachable');
    await laurel.imports.kept.removeAll(HOME);
    host.documents.set('/forum/post/1', PUBLIC_PEM);
    expect(found(await kept(signJws(of1)))['proof']).toBe('pass signed');
  });

  it('is not, after a change, and not by “none”', async () => {
    const jws = signJws(signed());
    const [head, , signature] = jws.split('.');
    const payload = Buffer.from(JSON.stringify(signed({ issuedOn: '2000-01-01' }))).toString(
      'base64url',
    );
    expect(found(await kept(`${head}.${payload}.${signature}`))['proof']).toBe(
      'fail signature_wrong',
    );
    await laurel.imports.kept.removeAll(HOME);
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(found(await kept(`${none}.${payload}.`))['proof']).toBe('fail algorithm_refused');
  });

  it('is revoked where its issuer’s list names it', async () => {
    const assertion = signed();
    const issuer = host.documents.get('/public/issuers/fablab') as object;
    host.documents.set('/public/issuers/fablab', { ...issuer, revocationList: `${host.url}/gone` });
    host.documents.set('/gone', {
      type: 'RevocationList',
      revokedAssertions: [{ id: assertion['id'] }],
    });
    expect(found(await kept(signJws(assertion)))['status']).toBe('fail revoked');
  });
});

describe('keeping', () => {
  it('finds a badge that is there already, whatever file it comes in, and replaces it where asked to', async () => {
    const assertion = serveAssertion(host, EMAIL);
    const badge = await kept(assertion);
    const id = String(assertion['id']);
    expect((await keep({ ...assertion, id: `${id}/` })).outcome).toBe('duplicate');
    const result = await keep(JSON.stringify(assertion, null, 1), { replaces: true });
    expect(result).toMatchObject({ outcome: 'replaced', badge: { id: badge.id } });
    expect(await laurel.imports.kept.count(HOME)).toBe(1);
  });

  it('refuses badges of this installation, what is none, and several at once', async () => {
    const own = { ...serveAssertion(host, EMAIL), id: `${laurel.url}/credentials/x` };
    expect(await keep(own)).toMatchObject({ outcome: 'refused', code: 'own_badge' });
    expect(await keep('hello')).toMatchObject({ outcome: 'refused', code: 'not_json' });
    expect(await keep('{"type":"BadgeClass","name":"x"}')).toMatchObject({ code: 'no_badge' });
    const two = [serveAssertion(host, EMAIL), serveAssertion(host, EMAIL, {}, '2')];
    expect(await keep(two)).toMatchObject({ code: 'several_badges' });
  });

  it('never fetches an address of a private network', async () => {
    const badge = await kept({
      ...serveAssertion(host, EMAIL),
      id: 'https://10.0.0.7/assertion',
    });
    expect(found(badge)['proof']).toBe('unknown host_away');
  });
});
