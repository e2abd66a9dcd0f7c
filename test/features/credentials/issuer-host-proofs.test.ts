import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IN_ORDER, issueFor, verifyAtAnother } from '../../support/two-names-badges.js';
import { openTwoNames, saveSchool, useHost, type TwoNames } from '../../support/two-names.js';

const HOST = 'badges.school.example';
const HOUR = 3_600_000;
const PAGE = { headers: { accept: 'text/html' } };

let world: TwoNames;
let publicHost: string;
beforeAll(async () => {
  world = await openTwoNames();
  publicHost = new URL(world.laurel.url).host;
  await saveSchool(world, 'p1', 'First School');
  await saveSchool(world, 'p2', 'Second School');
  await useHost(world, 'p1', HOST);
  await issueFor(world, 'p1', 'on-host');
});
afterAll(() => world.close());

describe('the proof of a host in use', () => {
  const current = () => world.laurel.credentials.hosts.current('p1');
  const lookAfter = async (ms: number) => {
    world.clock.advance(ms);
    return world.laurel.credentials.hosts.lookAgain();
  };

  it('is looked for once a day; a name server that fails loses nothing', async () => {
    expect(await lookAfter(HOUR)).toBe(0);
    world.records.set(`_laurel.${HOST}`, Object.assign(new Error('down'), { code: 'ESERVFAIL' }));
    expect(await lookAfter(24 * HOUR)).toBe(1);
    expect(await lookAfter(HOUR)).toBe(1);
    expect((await current())!.lostAt).toBeUndefined();
  });

  it('that is gone stops new badges from naming the host, and nothing else', async () => {
    const held = (await world.laurel.credentials.findByAward('on-host'))!;
    world.records.set(`_laurel.${HOST}`, []);
    await lookAfter(HOUR);
    expect((await current())!.lostAt).toBeUndefined();
    await lookAfter(HOUR);
    expect((await current())!.lostAt).toBeDefined();
    const { badge } = await issueFor(world, 'p1', 'while-lost');
    expect(badge.issuer.id).toMatch(/:issuers:p1$/);
    expect(badge.id).toMatch(world.laurel.url);
    const path = `/credentials/${held.id}`;
    expect((await world.ask(HOST, path, PAGE)).status).toBe(200);
    expect(await verifyAtAnother(world, held.json)).toEqual(IN_ORDER);
    expect(JSON.stringify(await world.laurel.audit.list({ limit: 50 }))).toContain(
      'issuerHost.lost',
    );
  });

  it('that is found again has new badges name it again', async () => {
    const { token } = (await current())!;
    world.records.set(`_laurel.${HOST}`, [[`laurel-issuer=${token}`]]);
    await lookAfter(HOUR);
    expect((await issueFor(world, 'p1', 'found-again')).badge.issuer.id).toBe(`did:web:${HOST}`);
  });

  it('given up: served for good, nobody else’s; asked for again, it is proven anew', async () => {
    const { hosts: own } = world.laurel.credentials;
    await own.giveUp('p1', 'operator');
    expect((await issueFor(world, 'p1', 'given-up')).badge.id).toMatch(world.laurel.url);
    const held = (await world.laurel.credentials.findByAward('on-host'))!;
    expect((await world.ask(HOST, `/credentials/${held.id}`, PAGE)).status).toBe(200);
    expect(await verifyAtAnother(world, held.json)).toEqual(IN_ORDER);
    await expect(own.ask('p2', HOST, 'operator')).rejects.toMatchObject({ code: 'host_taken' });
    await expect(own.ask('p2', 'badges.schoo1.example', 'operator')).rejects.toMatchObject({
      code: 'host_refused',
      wording: 'lookalike',
    });
    await useHost(world, 'p2', 'badges.second.example');
    expect((await issueFor(world, 'p2', 'second')).badge.issuer.id).toBe(
      'did:web:badges.second.example',
    );
    world.clock.advance(10_000);
    const again = await own.ask('p1', HOST, 'operator');
    expect(again.state).toBe('asked');
    expect((await own.prove('p1', 'operator')).dns).toBe('missing');
    // It is served all the while.
    expect((await world.ask(HOST, `/credentials/${held.id}`, PAGE)).status).toBe(200);
    world.clock.advance(10_000);
    await useHost(world, 'p1', HOST);
    expect((await issueFor(world, 'p1', 'again')).badge.issuer.id).toBe(`did:web:${HOST}`);
  });

  it('by a file holds as long as the name leads here', async () => {
    const { hosts: own } = world.laurel.credentials;
    await saveSchool(world, 'p3', 'Third School');
    const { token } = await own.ask('p3', 'badges.third.example', 'operator');
    const file = 'https://badges.third.example/.well-known/laurel-issuer.txt';
    world.files.set(file, `laurel-issuer=${token}\n`);
    await own.prove('p3', 'operator');
    expect(await own.current('p3')).toMatchObject({ state: 'proven', method: 'file' });
    world.files.delete(file);
    world.leadHere.add('badges.third.example');
    await own.use('p3', 'operator', publicHost);
    const { text } = await world.ask('badges.third.example', '/.well-known/laurel-issuer.txt');
    expect(text).toBe(`laurel-issuer=${token}\n`);
    await lookAfter(24 * HOUR);
    expect((await own.current('p3'))!.missingSince).toBeUndefined();
  });
});
