import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutbound, createLogger, createTestClock, UNDO_MS } from '../base/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { createWorkers } from '../workers/index.js';
import { createSkills, INSTALLATION, type Skills } from './index.js';

const OWNER = { platformId: 'p', deploymentId: '' };
const SEAT = { platformId: 'p', deploymentId: 'd' };
const HEAD = 'conceptType,conceptUri,skillType,preferredLabel,altLabels,status,description';
const row = (id: string, name: string) => `K,https://x.eu/skill/${id},knowledge,${name},,released,`;

const clock = createTestClock(new Date('2026-03-02T09:00:00Z'));
const workers = createWorkers({ log: createLogger('silent') });
const outbound = createOutbound({ userAgent: 'test', allowLoopback: true });
const queued: string[] = [];
let store: TestStore;
let skills: Skills;
let server: Server;
let answer = { status: 200, body: '' };

beforeAll(async () => {
  store = await startTestStore();
  skills = createSkills({
    connection: store.connection,
    clock,
    workers,
    strangersOutbound: outbound,
    audit: { record: () => Promise.resolve() },
    work: { soon: (_name, data) => Promise.resolve(void queued.push((data as { id: string }).id)) },
  });
  await store.buildIndexes();
  server = createServer((_req, res) => res.writeHead(answer.status).end(answer.body));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  server.close();
  workers.close();
  await outbound.close();
  await store.close();
});

const load = async (name: string, text: string | Uint8Array, owner = OWNER, language = 'en') => {
  clock.advance(1_000);
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const begun = await skills.loads.begin({ owner, actor: 'test', file: { name, bytes }, language });
  for (const id of queued.splice(0)) await skills.loads.advance(id);
  return (await skills.loads.find(owner, begun.id))!;
};
const sample = async (name: string, owner = OWNER) =>
  load(name, await readFile(new URL(`../../config/skills/${name}`, import.meta.url)), owner);
const find = async (text: string, language = 'en', owner = SEAT) =>
  (await skills.search(owner, { text, language })).map(({ name }) => name);

describe('frameworks', () => {
  it('are loaded by file, found by words, other names and codes, in the reader’s language', async () => {
    for (const name of ['skills_en.csv', 'skills_fr.csv', 'Content Model Reference.txt'])
      expect(await sample(name)).toMatchObject({ state: 'done', oddCount: 0 });
    for (const name of ['data-literacy.case.json', 'working-together.ctdl.json'])
      expect(await sample(name)).toMatchObject({ state: 'done', oddCount: 0 });
    expect(await find('stat')).toEqual(['statistics']);
    expect(await find('exploration données', 'fr')).toEqual(['exploration de données']);
    expect(await find('fouille', 'fr')).toEqual(['exploration de données']);
    expect(await find('repartir', 'es')).toEqual(['Repartir tareas']);
    // What a framework has in English alone is found in English.
    expect(await find('mathem', 'fr')).toEqual(['Mathematics']);
    expect(await find('2.A.1.e')).toEqual(['Mathematics']);
    expect(await find('DL.1.')).toEqual(['Read a table', 'Read a chart']);
    expect(await find('')).toEqual([]);
    expect(await find('.*$gt')).toEqual([]);
  });

  it('say what a skill is a part of, and how badges name it', async () => {
    const [found] = await skills.search(SEAT, { text: 'DL.2.1', language: 'en' });
    expect(found).toMatchObject({
      name: 'Clean data',
      within: 'Working with data',
      framework: 'Data Literacy for Everybody',
      kind: 'CASE',
      targetType: 'CFItem',
      code: 'DL.2.1',
    });
    expect(await skills.findMany(SEAT, [found!.id, 'nonsense', '../../x'])).toEqual([found]);
    // Another tenant neither finds it nor reads it by its id.
    const other = { platformId: 'q', deploymentId: 'd' };
    expect(await find('Clean', 'en', other)).toEqual([]);
    expect(await skills.findMany(other, [found!.id])).toEqual([]);
  });

  it('are updated by a second file: new names, new skills; what is there no more is not offered, and still known', async () => {
    const owner = { platformId: 'again', deploymentId: '' };
    const of = (text: string) => find(text, 'en', owner);
    await load(
      'skills_en.csv',
      [HEAD, row('1', 'baking bread'), row('2', 'milling')].join('\n'),
      owner,
    );
    const [milling] = await skills.search(owner, { text: 'milling', language: 'en' });
    const second = await load(
      'skills_en.csv',
      [HEAD, row('1', 'bread making'), row('3', 'sowing')].join('\n'),
      owner,
    );
    expect(second).toMatchObject({ state: 'done', skills: 2, retired: 1 });
    expect(await of('bread')).toEqual(['bread making']);
    expect(await of('baking')).toEqual([]);
    expect(await of('milling')).toEqual([]);
    expect((await skills.findMany(owner, [milling!.id]))[0]?.name).toBe('milling');
    const [framework, ...more] = await skills.listOwn(owner);
    expect(more).toEqual([]);
    expect(framework).toMatchObject({ counts: { en: 2 }, languages: ['en'] });
  });

  it('a nearer one is taken instead of the same of the installation', async () => {
    const owner = { platformId: 'near', deploymentId: 'd' };
    await load('skills_en.csv', [HEAD, row('9', 'fishing')].join('\n'), INSTALLATION);
    expect(await find('fishing', 'en', owner)).toEqual(['fishing']);
    await load('skills_en.csv', [HEAD, row('9', 'fly fishing')].join('\n'), owner);
    expect(await find('fishing', 'en', owner)).toEqual(['fly fishing']);
  });

  it('are removed, brought back, and gone after a while', async () => {
    const owner = { platformId: 'gone', deploymentId: '' };
    await load('skills_en.csv', [HEAD, row('1', 'weaving')].join('\n'), owner);
    const [{ id } = { id: '' }] = await skills.listOwn(owner);
    await expect(skills.remove(OWNER, id, 'test')).rejects.toMatchObject({
      code: 'framework_unknown',
    });
    await skills.remove(owner, id, 'test');
    expect(await find('weaving', 'en', owner)).toEqual([]);
    await skills.restore(owner, id, 'test');
    expect(await find('weaving', 'en', owner)).toEqual(['weaving']);
    await skills.remove(owner, id, 'test');
    clock.advance(UNDO_MS + 1_000);
    await skills.sweep();
    expect(await skills.listOwn(owner)).toEqual([]);
    const left = await store.connection.collection('skills').countDocuments({ frameworkId: id });
    expect(left).toBe(0);
  });
});

describe('loads', () => {
  it('tell which line was left out, and keep the rest', async () => {
    const owner = { platformId: 'odd', deploymentId: '' };
    const text = [HEAD, row('1', 'one'), row('2', '"two'), row('3', 'three')].join('\n');
    const told = await load('skills_en.csv', text, owner);
    expect(told).toMatchObject({ state: 'done', skills: 2, oddCount: 1 });
    expect(told.odd).toEqual([{ file: '', line: 3, code: 'quote' }]);
  });

  it('that are large go on in the background, and can be repeated after a crash', async () => {
    const owner = { platformId: 'large', deploymentId: '' };
    const rows = Array.from({ length: 4_000 }, (_, n) => row(String(n), `skill number ${n}`));
    clock.advance(1_000);
    const bytes = new TextEncoder().encode([HEAD, ...rows].join('\n'));
    const file = { name: 'skills_en.csv', bytes };
    const { id, state } = await skills.loads.begin({ owner, actor: 'test', file });
    expect(state).toBe('waiting');
    expect(queued.splice(0)).toEqual([id]);
    // A worker died at it: after a while it is begun again.
    clock.advance(11 * 60_000);
    await skills.sweep();
    expect(queued.splice(0)).toContain(id);
    await Promise.all([skills.loads.advance(id), skills.loads.advance(id)]);
    expect(await skills.loads.find(owner, id)).toMatchObject({ state: 'done', skills: 4_000 });
    expect(await store.connection.collection('skill_load_parts').countDocuments()).toBe(0);
    expect((await skills.listOwn(owner))[0]?.counts).toEqual({ en: 4_000 });
  });

  it('come from an address, by the guarded way out', async () => {
    const owner = { platformId: 'address', deploymentId: '' };
    const { port } = server.address() as AddressInfo;
    const from = async (url: string) => {
      const { id } = await skills.loads.begin({ owner, actor: 'test', url });
      for (const one of queued.splice(0)) await skills.loads.advance(one);
      return skills.loads.find(owner, id);
    };
    const url = `http://127.0.0.1:${port}/ims/case/v1p1/CFPackages/x`;
    answer = {
      status: 200,
      body: '{"CFPackage":{"CFDocument":{"identifier":"x","title":"T"},"CFItems":[{"uri":"https://x.eu/1","fullStatement":"Swims."}]}}',
    };
    expect(await from(url)).toMatchObject({ state: 'done', skills: 1, frameworkName: 'T' });
    expect((await skills.listOwn(owner))[0]?.address).toBe(url);
    answer = { status: 404, body: 'no' };
    expect(await from(url)).toMatchObject({ state: 'failed', problem: 'not_there' });
    expect(await from('http://192.168.1.1/secret')).toMatchObject({ problem: 'not_there' });
    expect(await find('swims', 'en', owner)).toEqual(['Swims.']);
    await expect(from('file:///etc/passwd')).rejects.toMatchObject({ code: 'address_invalid' });
  });

  it('refuse what is no file, and tell nobody of another’s', async () => {
    const begin = (bytes: Uint8Array) =>
      skills.loads.begin({ owner: OWNER, actor: 'test', file: { name: 'x', bytes } });
    await expect(begin(new Uint8Array())).rejects.toMatchObject({ code: 'file_missing' });
    await expect(begin(new Uint8Array(25_165_825))).rejects.toMatchObject({ code: 'too_large' });
    const { id } = await begin(new TextEncoder().encode('hello'));
    expect(await skills.loads.find(OWNER, id)).toMatchObject({ problem: 'unknown_format' });
    expect(await skills.loads.find({ platformId: 'q', deploymentId: '' }, id)).toBeNull();
  });
});
