import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  IN_ORDER,
  issueFor,
  verifyAtAnother,
  verifyByForeigner,
} from '../../support/two-names-badges.js';
import { openTwoNames, saveSchool, type TwoNames } from '../../support/two-names.js';

const HOST = 'badges.school.example';
const PAGE = { headers: { accept: 'text/html' } };

let world: TwoNames;
let publicHost: string;
beforeAll(async () => {
  world = await openTwoNames();
  publicHost = new URL(world.laurel.url).host;
  await saveSchool(world, 'p1', 'First School');
  await saveSchool(world, 'p2', 'Second School');
});
afterAll(() => world.close());

describe('before any host is in use', () => {
  it('a request is answered by whatever name the proxy calls this process', async () => {
    expect((await world.ask('10.0.0.7:3000', '/verify', PAGE)).status).toBe(200);
  });

  it('names a host, which is nobody’s until its proof is found', async () => {
    const { hosts } = world.laurel.credentials;
    await expect(hosts.ask('p1', '192.0.2.1', 'operator')).rejects.toMatchObject({
      code: 'host_refused',
      wording: 'number',
    });
    const asked = await hosts.ask('p1', `https://${HOST.toUpperCase()}/`, 'operator');
    expect(asked).toMatchObject({ host: HOST, state: 'asked', isHeld: false });
    await expect(hosts.ask('p1', 'other.school.example', 'operator')).rejects.toMatchObject({
      code: 'host_there',
    });
    // Asking alone keeps nobody else from asking.
    await hosts.ask('p2', HOST, 'operator');
    expect(await hosts.prove('p1', 'operator')).toEqual({ dns: 'missing', file: 'unknown' });
    await expect(hosts.prove('p1', 'operator')).rejects.toMatchObject({ code: 'host_too_soon' });
    await expect(hosts.use('p1', 'operator', publicHost)).rejects.toMatchObject({
      code: 'host_not_proven',
    });
    const { badge } = await issueFor(world, 'p1', 'before');
    expect(badge.id).toMatch(world.laurel.url);
  });

  it('is not proven by another’s token, nor by a file that this installation would hand out', async () => {
    const { hosts } = world.laurel.credentials;
    const { token } = (await hosts.current('p2'))!;
    world.records.set(`_laurel.${HOST}`, [[`laurel-issuer=${token}`]]);
    world.leadHere.add(HOST);
    world.clock.advance(10_000);
    expect(await hosts.prove('p1', 'operator')).toEqual({ dns: 'missing', file: 'missing' });
    expect((await world.ask(HOST, '/.well-known/laurel-issuer.txt')).status).toBe(404);
  });

  it('is proven once, also when two workers prove it for two issuers at one instant', async () => {
    const { hosts } = world.laurel.credentials;
    const tokens = await Promise.all(
      ['p1', 'p2'].map(async (id) => (await hosts.current(id))!.token),
    );
    world.records.set(
      `_laurel.${HOST}`,
      tokens.map((token) => [`laurel-issuer=${token}`]),
    );
    world.clock.advance(10_000);
    const ends = await Promise.allSettled(['p1', 'p2'].map((id) => hosts.prove(id, 'operator')));
    const states = await Promise.all(
      ['p1', 'p2'].map(async (id) => (await hosts.current(id))!.state),
    );
    expect(states.toSorted()).toEqual(['asked', 'proven']);
    expect(ends.filter(({ status }) => status === 'rejected')).toMatchObject([
      { reason: { code: 'host_taken' } },
    ]);
    const loser = states[0] === 'asked' ? 'p1' : 'p2';
    await hosts.giveUp(loser, 'operator');
    if (loser === 'p2') return;
    // The tests below are of the first school's host.
    await hosts.giveUp('p2', 'operator');
    const { token } = await hosts.ask('p1', HOST, 'operator');
    world.records.set(`_laurel.${HOST}`, [[`laurel-issuer=${token}`]]);
    world.clock.advance(10_000);
    await hosts.prove('p1', 'operator');
  });

  it('is put to use only where its name leads here, and the proxy passes names on', async () => {
    const { hosts } = world.laurel.credentials;
    world.leadHere.delete(HOST);
    await expect(hosts.use('p1', 'operator', publicHost)).rejects.toMatchObject({
      code: 'host_elsewhere',
    });
    world.leadHere.add(HOST);
    await expect(hosts.use('p1', 'operator', '127.0.0.1:3000')).rejects.toMatchObject({
      code: 'host_header_lost',
    });
    await hosts.use('p1', 'operator', publicHost);
    await hosts.use('p1', 'operator', publicHost);
    expect(await hosts.current('p1')).toMatchObject({ state: 'inUse', host: HOST });
    const log = await world.laurel.audit.list({ limit: 50 });
    const said = JSON.stringify(log);
    for (const action of ['issuerHost.asked', 'issuerHost.proven', 'issuerHost.used'])
      expect(said).toContain(action);
  });
});

describe('a badge of an issuer on its own host', () => {
  it('names that host in all of its addresses', async () => {
    const { badge } = await issueFor(world, 'p1', 'on-host');
    const at = `https://${HOST}/`;
    expect(badge.id).toMatch(at);
    expect(badge.issuer.id).toBe(`did:web:${HOST}`);
    expect(badge.credentialStatus.statusListCredential).toMatch(at);
    expect(badge.credentialSubject.achievement.id).toMatch(at);
    expect(badge.credentialSubject.achievement.image.id).toMatch(at);
    expect(JSON.stringify(badge)).not.toContain(publicHost);
  });

  it('verifies elsewhere with the first host off, by another installation and another’s library', async () => {
    const { credential } = await issueFor(world, 'p1', 'verified');
    const theirs = await verifyByForeigner(world, credential.json);
    expect(theirs).toMatchObject({ verified: true, isTakenBack: false });
    expect(theirs.asked.every((url) => url.startsWith(`https://${HOST}/`))).toBe(true);
    expect(await verifyAtAnother(world, credential.json)).toEqual(IN_ORDER);
    expect((await world.laurel.credentials.verify(credential.json)).verdict).toBe('valid');
    await world.laurel.credentials.revoke(credential.id, {
      actor: 'operator',
      reason: 'error',
    });
    world.clock.advance(120_000);
    expect((await verifyAtAnother(world, credential.json)).state).toBe('revoked');
    expect((await verifyByForeigner(world, credential.json)).isTakenBack).toBe(true);
  });

  it('leaves badges issued before as they were: served below PUBLIC_URL, verifying as before', async () => {
    const { credentials } = world.laurel;
    const before = (await credentials.findByAward('before'))!;
    const badge = JSON.parse(before.json) as { id: string; issuer: { id: string } };
    const answer = await world.ask(publicHost, new URL(badge.id).pathname, {
      headers: { accept: 'application/vc' },
    });
    expect(answer).toMatchObject({ status: 200, text: before.json });
    expect((await credentials.verify(before.json)).verdict).toBe('valid');
    const did = await world.ask(publicHost, '/issuers/p1/did.json');
    expect(JSON.parse(did.text)).toMatchObject({ id: badge.issuer.id });
  });

  it('is recognised here by name, whichever host it names', async () => {
    const { issuers } = world.laurel.credentials;
    expect(await issuers.nameOf(`did:web:${HOST}`)).toBe('First School');
    expect(await issuers.nameOf(`https://${HOST}/issuers/p1`)).toBe('First School');
    expect(await issuers.nameOf(`https://${HOST}/issuers/p2`)).toBeNull();
    expect(await issuers.nameOf(`did:web:${HOST}:issuers:p1`)).toBeNull();
    expect(await issuers.nameOf('did:web:other.example')).toBeNull();
    expect((await issuers.known()).map(({ id }) => id)).toContain(`did:web:${HOST}`);
    expect(await world.laurel.credentials.findFormerIssuer()).toBeNull();
  });
});
