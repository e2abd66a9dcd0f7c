import { zipSync, strToU8 } from 'fflate';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formsOf, createBrowser, type Browser } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { signIn } from '../home/use-home.js';
import {
  bakeOlder,
  bytesOf,
  serveAssertion,
  startForeignHost,
  type ForeignHost,
} from './foreign-host.js';

let laurel: TestLaurel;
let host: ForeignHost;
let ann: Browser;
let bob: Browser;

beforeAll(async () => {
  laurel = await startTestLaurel();
  for (const name of ['ann', 'bob'])
    await laurel.store.connection.collection('home_addresses').insertOne({
      _id: `${name}@life.example` as never,
      address: `${name}@life.example`,
      homeId: `home-${name}`,
      confirmedAt: new Date(),
    });
  ann = (await signIn(laurel, 'ann@life.example')).browser;
  bob = (await signIn(laurel, 'bob@life.example')).browser;
  return () => laurel.close();
});

beforeEach(async () => {
  host = await startForeignHost();
  await laurel.imports.eraseHome('home-ann');
  return () => host.close();
});

const at = (path: string) => `${laurel.url}${path}`;
const csrf = async (browser = ann) =>
  formsOf(await browser.get(at('/home/elsewhere'))).find(({ fields }) => fields['_csrf'])?.fields[
    '_csrf'
  ] ?? '';

/** Hands in a file as a browser without script does. */
async function bring(bytes: Uint8Array, name: string, browser = ann) {
  const form = new FormData();
  form.set('_csrf', await csrf(browser));
  form.set('file', new Blob([new Uint8Array(bytes)]), name);
  const request = new Request('http://x/', { method: 'POST', body: form });
  const body = Buffer.from(await request.arrayBuffer());
  const type = request.headers.get('content-type') ?? '';
  return browser.request(at('/home/elsewhere'), {
    method: 'POST',
    headers: { 'content-type': type, origin: laurel.url, accept: 'text/html' },
    body,
  });
}
const follow = async (answer: { headers: Headers }, browser = ann) =>
  browser.get(new URL(answer.headers.get('location') ?? '', laurel.url).href);
const post = async (path: string, fields: Record<string, string> = {}, browser = ann) =>
  browser.post(at(path), { ...fields, _csrf: await csrf(browser) }, { origin: laurel.url });

async function bringOne(email = 'ann@life.example') {
  const file = bakeOlder(JSON.stringify(serveAssertion(host, email)));
  const answer = await bring(file, 'soldering.png');
  const [badge] = await laurel.imports.kept.list('home-ann');
  return { file, page: await follow(answer), id: badge?.id ?? '' };
}

describe('a badge from elsewhere, in a home', () => {
  it('is brought as a file, shown as its issuer’s, and given back byte for byte', async () => {
    const { page } = await bringOne();
    expect(textOf(page)).toMatch(
      /From elsewhere.*Soldering, level 1.*Issued by Fab Lab Example \(127/,
    );
    expect(textOf(page)).toMatch(/Valid Its proof is right/);
    expect(page.text).not.toContain('alert(1)');
    const written = ` ${JSON.stringify(serveAssertion(host, 'ann@life.example', {}, '2'), null, 3)}\n`;
    const second = await bring(bytesOf(written), 'soldering.json');
    const [path = ''] = (second.headers.get('location') ?? '').split('?');
    const given = await ann.request(at(`${path}/file`), {});
    expect(given.text).toBe(written);
    expect(given.headers.get('content-security-policy')).toContain('sandbox');
    expect(given.headers.get('content-disposition')).toContain('soldering.json');
    expect(textOf(await ann.get(at('/home')))).toMatch(/Badges from elsewhere.*Soldering, level 1/);
  });

  it('is nobody else’s', async () => {
    const { id } = await bringOne();
    for (const path of [`/home/elsewhere/${id}`, `/home/elsewhere/${id}/file`])
      expect((await bob.get(at(path))).status).toBe(404);
    expect((await post(`/home/elsewhere/${id}/remove`, { sure: 'yes' }, bob)).status).toBe(404);
    expect((await post(`/home/elsewhere/${id}/check`, {}, bob)).status).toBe(404);
    expect((await createBrowser().get(at(`/home/elsewhere/${id}`))).status).toBe(401);
  });

  it('is checked again on a wish, undone, and removed', async () => {
    const { id, page } = await bringOne();
    host.documents.set('/public/assertions/1', 410);
    const again = await post(`/home/elsewhere/${id}/check`);
    expect(textOf(again)).toMatch(/Revoked Its issuer has taken it back/);
    const undo = formsOf(page).find(({ action }) => action.endsWith('/undo'))?.action ?? '';
    expect(textOf(await post(new URL(undo, laurel.url).pathname))).toContain('Taken out again');
    expect(await laurel.imports.kept.count('home-ann')).toBe(0);
    const second = await bringOne();
    await post(`/home/elsewhere/${second.id}/remove`);
    expect(await laurel.imports.kept.count('home-ann')).toBe(1);
    await post(`/home/elsewhere/${second.id}/remove`, { sure: 'yes' });
    expect(await laurel.imports.kept.count('home-ann')).toBe(0);
  });

  it('may be on a profile while it is right and its holder’s, and is told there as another’s', async () => {
    const { id } = await bringOne();
    await post('/home/profile', { on: 'yes', name: 'Ann', foreign: id });
    const pageId = String(
      (await laurel.store.connection.collection('home_profiles').findOne())?.['pageId'],
    );
    const profile = await createBrowser().get(at(`/profiles/${pageId}`));
    expect(textOf(profile)).toMatch(
      /Badges from other issuers.*Soldering, level 1.*From another issuer: Fab Lab/,
    );
    host.documents.set('/public/assertions/1', 410);
    await post(`/home/elsewhere/${id}/check`);
    expect((await createBrowser().get(at(`/profiles/${pageId}`))).text).not.toContain('Soldering');
  });

  it('that somebody else was given is kept and never on a profile', async () => {
    const { page, id } = await bringOne('carl@life.example');
    expect(textOf(page)).toContain('It was issued to an address that is not one of yours here');
    await post('/home/profile', { on: 'yes', name: 'Ann', foreign: id });
    const pageId = String(
      (await laurel.store.connection.collection('home_profiles').findOne())?.['pageId'],
    );
    expect((await createBrowser().get(at(`/profiles/${pageId}`))).text).not.toContain('Soldering');
  });

  it('is in what is exported, and gone with the home', async () => {
    const { file } = await bringOne();
    const data = await post('/home/export');
    const { foreignBadges } = JSON.parse(data.text) as { foreignBadges: { file: string }[] };
    expect(foreignBadges.map(({ file: base64 }) => base64)).toEqual([
      Buffer.from(file).toString('base64'),
    ]);
    await laurel.imports.eraseHome('home-ann');
    expect(await laurel.store.connection.collection('import_entries').countDocuments()).toBe(0);
  });
});

describe('a ZIP of badges', () => {
  it('is reported file by file: kept, there already, and not taken with the reason; the rest goes on by itself', async () => {
    const badges = [1, 2, 3, 4, 5].map((n) =>
      serveAssertion(host, 'ann@life.example', {}, String(n)),
    );
    const zip = zipSync({
      ...Object.fromEntries(badges.map((badge, n) => [`b${n}.json`, bytesOf(badge)])),
      'again.png': bakeOlder(JSON.stringify(badges[0])),
      'notes.txt': strToU8('hello'),
      'more.zip': zipSync({ 'b.json': bytesOf(badges[0] ?? {}) }),
      '__MACOSX/._b0.json': strToU8('x'),
    });
    const answer = await bring(zip, 'all.zip');
    expect(textOf(await follow(answer))).toMatch(/This goes on by itself/);
    const [{ id } = { id: '' }] = await laurel.imports.runs.list(
      { kind: 'home', homeId: 'home-ann' },
      1,
    );
    await laurel.imports.runs.advance(id);
    const report = textOf(await follow(answer));
    expect(report).toMatch(/5 kept/);
    expect(report).toMatch(/again\.png There already/);
    expect(report).toMatch(/notes\.txt Not taken/);
    expect(report).toMatch(/more\.zip Not taken A ZIP within a ZIP is not opened/);
    expect(report).not.toContain('MACOSX');
    expect(await laurel.imports.kept.count('home-ann')).toBe(5);
    expect((await bob.get(at(`/home/elsewhere/imports/${id}`))).status).toBe(404);
  });

  it.each([
    ['undone', (id: string) => post(`/home/elsewhere/imports/${id}/undo`)],
    ['forgotten with its home', () => laurel.imports.eraseHome('home-ann')],
  ])('that is %s while it goes on leaves nothing', async (_words, end) => {
    const badges = [1, 2, 3, 4, 5, 6].map((n) =>
      serveAssertion(host, 'ann@life.example', {}, String(n)),
    );
    const files = badges.map((badge, n) => [`b${n}.json`, bytesOf(badge)] as const);
    await bring(zipSync(Object.fromEntries(files)), 'all.zip');
    const [{ id } = { id: '' }] = await laurel.imports.runs.list(
      { kind: 'home', homeId: 'home-ann' },
      1,
    );
    let ended: Promise<unknown> | undefined;
    // The fifth badge is being checked at its host when its person takes all of it back.
    host.before = async (path) => {
      if (path === '/public/assertions/5') await (ended ??= end(id));
    };
    await laurel.imports.runs.advance(id);
    expect(ended).toBeDefined();
    await ended;
    expect(await laurel.imports.kept.count('home-ann')).toBe(0);
    expect(host.asked).not.toContain('/public/assertions/6');
  });

  it('that is larger than what a home may keep is refused file by file', async () => {
    const kept = laurel.store.connection.collection('kept_badges');
    await bringOne();
    await kept.updateOne({ homeId: 'home-ann' }, { $set: { size: 67_108_000 } });
    const more = bytesOf(
      serveAssertion(host, 'ann@life.example', { evidence: 'x'.repeat(2_000) }, '2'),
    );
    expect(textOf(await follow(await bring(more, 'more.json')))).toContain('64 MB');
    expect(await laurel.imports.kept.count('home-ann')).toBe(1);
  });

  it('with 10,000 files is refused as a whole', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, n) => [`${n}.json`, strToU8('{}')]),
    );
    const page = textOf(await follow(await bring(zipSync(many, { level: 0 }), 'many.zip')));
    expect(page).toContain('The file cannot be read');
  });

  it('that is a bomb costs nothing', async () => {
    const bomb = zipSync({ 'b.json': new Uint8Array(24_000_000) });
    expect(textOf(await follow(await bring(bomb, 'bomb.zip')))).toMatch(
      /b\.json Not taken It is locked, damaged or too large/,
    );
  });
});

describe('hostile pictures and texts', () => {
  it.each([
    [
      'an SVG with a script',
      '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    ],
    [
      'entities within entities',
      '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
    ],
    ['JSON as deep as a well', '['.repeat(50_000)],
  ])('%s is not taken', async (_, text) => {
    expect(textOf(await follow(await bring(bytesOf(text), 'x.svg')))).toMatch(
      /Not taken|cannot be read/,
    );
  });

  it('nothing at all is asked for again', async () => {
    expect((await post('/home/elsewhere', { badge: ' ' })).status).toBe(422);
  });
});
