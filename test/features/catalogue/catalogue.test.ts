import request from 'supertest';
import { beforeAll, describe, expect, it } from 'vitest';
import { expand } from '../../../src/achievements/testing/expand-ctdl.js';
import { setUpBadge } from '../../security/two-courses.js';
import { clock, college, laurel, operator, school, useIssuers } from '../admin/use-issuers.js';
import { ask, giveBadge, publish, read, saveProfile, setState } from './use-catalogues.js';

useIssuers();

const OWN = '/issuers/default/achievements';
let theirs = '';
const later = () => clock.advance(61_000);
const namesAt = async (path: string) => (await read(path)).items.map(({ name }) => name);

beforeAll(async () => {
  theirs = `/issuers/${college.platformId}/achievements`;
  await saveProfile('default', 'Example University');
  await saveProfile(college.platformId, 'College of Ż', college.platformId);
  await setUpBadge(laurel, college, 'Field work');
  await giveBadge(college, { name: 'Über-Statistik', language: 'de', tags: ['Zahlen'] });
  await school.enter('teacher');
  await giveBadge(school, { name: 'Lab safety' });
});

describe('the catalogue of an issuer', () => {
  it('is not there until an administrator publishes it', async () => {
    for (const path of [OWN, theirs, '/sitemap.xml', '/sitemap-default.xml']) {
      const answer = await ask(path);
      expect(answer.status, path).toBe(404);
    }
    expect(await (await ask('/robots.txt')).text()).not.toContain('Sitemap');
    const page = await operator.get(`${laurel.url}/admin/issuer`);
    expect(page.text).toContain('Publish the catalogue');
    expect(page.text).toContain('It lists what every learning platform gives');
  });

  it('is published on the issuer’s page, is noted, and is linked from the issuer', async () => {
    const before = await ask('/issuers/default');
    expect(await before.text()).not.toContain(OWN);
    const answer = await publish('/issuer', 'yes');
    expect(answer.status, answer.text).toBe(200);
    expect(answer.text).toContain('The catalogue is public.');
    expect(answer.text).toContain(`${laurel.url}${OWN}`);
    expect(await (await ask('/issuers/default')).text()).toContain(`href="${OWN}"`);
    const noted = await laurel.store.connection
      .collection('audit')
      .findOne({ action: 'issuer.changed', 'details.hasCatalogue after': true });
    expect(noted).toMatchObject({ subject: 'issuer:default' });
  });

  it('lists what its active rules give, and nothing of another issuer’s platforms', async () => {
    await publish(`/platforms/${college.platformId}/issuer`, 'yes');
    expect(await namesAt(OWN)).toEqual(['Lab safety']);
    expect(await namesAt(theirs)).toEqual(['Field work', 'Über-Statistik']);
    expect((await read(theirs)).issuer).toMatchObject({ name: 'College of Ż' });
  });

  it('is a page for everybody: titles, pictures, languages, no cookie, no frame, kept by caches', async () => {
    const answer = await ask(theirs);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).toContain('<title>Badges of College of Ż · College of Ż</title>');
    expect(text).toContain('<h3 lang="de"><a href="/achievements/');
    expect(text).toMatch(
      /<img src="\/achievements\/[\w-]+\/versions\/1\/image\.svg" alt="[^"]+" lang="de"/,
    );
    expect(text).not.toContain('name="robots"');
    expect(text).not.toMatch(/Physics|contextId|tester/);
    const { headers } = answer;
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('public, max-age=60');
    expect(headers.get('vary')).toContain('Accept');
    expect(headers.get('vary')).toContain('Accept-Language, Cookie');
    const etag = headers.get('etag') ?? '';
    // `fetch` would ask caches not to answer.
    await request(laurel.url)
      .get(theirs)
      .set({ Accept: 'text/html', 'If-None-Match': etag })
      .expect(304);
    const arabic = await ask(theirs, 'text/html', { 'accept-language': 'ar' });
    expect(await arabic.text()).toContain('<html lang="ar" dir="rtl">');
    expect(arabic.headers.get('etag')).not.toBe(etag);
  });

  it('is nobody else’s page where somebody is signed in or chooses a language', async () => {
    const signedIn = await operator.get(`${laurel.url}${OWN}`);
    expect(signedIn.headers.get('cache-control')).toBe('private, no-cache');
    expect(signedIn.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const chosen = await ask(`${OWN}?lang=de`);
    expect(chosen.headers.get('cache-control')).toBe('private, no-cache');
  });

  it('is told to programs as JSON and as CTDL, by Accept and by address', async () => {
    const asked = await ask(theirs, 'application/json');
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
    expect(asked.headers.get('content-type')).toContain('application/json');
    const { items } = await read(theirs);
    const same = await fetch(items[0]?.id ?? '', { headers: { accept: 'application/json' } });
    expect(await same.json()).toEqual(items[0]);
    const ctdl = await ask(`${theirs}?format=ctdl`);
    expect(ctdl.headers.get('content-type')).toContain('application/ld+json');
    const nodes = await expand(await ctdl.json());
    expect(nodes).toHaveLength(2);
    expect(nodes[0]).toMatchObject({
      '@type': ['https://purl.org/ctdl/terms/MicroCredential'],
      'https://purl.org/ctdl/terms/name': [{ '@language': 'en', '@value': 'Field work' }],
    });
  });

  it('is in a sitemap that robots.txt names', async () => {
    expect(await (await ask('/robots.txt')).text()).toContain(`Sitemap: ${laurel.url}/sitemap.xml`);
    const index = await (await ask('/sitemap.xml')).text();
    expect(index).toContain(`<loc>${laurel.url}/sitemap-${college.platformId}.xml</loc>`);
    const map = await ask(`/sitemap-${college.platformId}.xml`);
    expect(map.headers.get('content-type')).toContain('application/xml');
    const text = await map.text();
    const addresses = [...text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url = '']) => url);
    expect(addresses).toHaveLength(3);
    for (const url of addresses)
      expect((await fetch(url, { headers: { accept: 'text/html' } })).status).toBe(200);
  });

  it('loses what is paused, ended or never began, and gets what is activated, within a minute', async () => {
    const rule = await giveBadge(school, { name: 'Cold chain' });
    await giveBadge(school, { name: 'A draft' }, 'draft');
    await giveBadge(school, { name: 'Waits' }, 'waiting');
    later();
    expect(await namesAt(OWN)).toEqual(['Cold chain', 'Lab safety']);
    for (const state of ['paused', 'active', 'ended'] as const) {
      await setState(rule, state);
      later();
      const isListed = (await namesAt(OWN)).includes('Cold chain');
      expect([state, isListed]).toEqual([state, state === 'active']);
    }
  });

  it('lists the very same badge of two courses once', async () => {
    await giveBadge(school, { name: 'Lab safety' });
    later();
    expect(await namesAt(OWN)).toEqual(['Lab safety']);
  });

  it('loses the badges of a platform that is switched off, and goes with its issuer', async () => {
    await laurel.lti.platforms.change(school.platformId, { status: 'disabled' });
    later();
    expect(await namesAt(OWN)).toEqual([]);
    expect(await (await ask(OWN)).text()).toContain('Nothing can be earned just now');
    await laurel.lti.platforms.change(school.platformId, { status: 'active' });
    later();
    const { issuers } = laurel.credentials;
    const { revision } = await issuers.draft(college.platformId);
    await issuers.giveUp(college.platformId, { actor: 'tester', revision });
    expect((await ask(theirs)).status).toBe(404);
    later();
    expect(await namesAt(OWN)).toEqual(['Field work', 'Lab safety', 'Über-Statistik']);
    await issuers.undoGiveUp(college.platformId, { actor: 'tester', revision: revision + 1 });
    later();
    expect(await namesAt(OWN)).toEqual(['Lab safety']);
    await publish(`/platforms/${college.platformId}/issuer`, 'no');
    expect((await ask(theirs)).status).toBe(404);
    expect((await ask(`/sitemap-${college.platformId}.xml`)).status).toBe(404);
  });

  it('is published by a platform’s own administrator for that platform alone', async () => {
    const { browser } = await college.enter('admin');
    const own = await publish(`/platforms/${college.platformId}/issuer`, 'yes', browser);
    expect(own.text).toContain('The catalogue is public.');
    const foreign = await browser.get(`${laurel.url}/admin/platforms/${school.platformId}/issuer`);
    expect(foreign.status).toBe(404);
    await expect(publish('/issuer', 'yes', browser)).resolves.toMatchObject({ status: 404 });
  });
});

describe('a search in a catalogue', () => {
  it('finds words and parts of words in names, tags and descriptions, whatever their case and accents', async () => {
    for (const q of ['uber', 'ÜBER statistik', 'zahlen', 'Ｓtatistik'])
      expect(await namesAt(`${theirs}?q=${encodeURIComponent(q)}`), q).toEqual(['Über-Statistik']);
    expect(await namesAt(`${theirs}?q=thing`)).toHaveLength(2);
    const none = await ask(`${theirs}?q=zebra`);
    expect(none.headers.get('x-robots-tag')).toContain('noindex');
    expect(await none.text()).toContain('No badge was found');
  });

  it('shows what was typed and runs nothing of it', async () => {
    const typed = [
      '"><script>alert(1)</script>',
      '\u202Eevil\u0000',
      '$ne',
      '(a+)+$',
      '%',
      '\\',
      '{"$gt":""}',
      'x'.repeat(100),
      '😀'.repeat(40),
      'a '.repeat(50),
    ];
    for (const q of typed) {
      const answer = await ask(`${theirs}?q=${encodeURIComponent(q)}`);
      expect(answer.status, q).toBe(200);
      expect(await answer.text(), q).not.toContain('<script>alert');
    }
    const odd = [
      'q[]=a&q[]=b',
      'q[$ne]=x',
      'page=-1',
      'page=1e99',
      'page=x',
      'format=exe',
      `q=${'y'.repeat(5_000)}`,
    ];
    for (const query of odd) expect((await ask(`${theirs}?${query}`)).status, query).toBe(200);
  });

  it('goes on from page to page, and tells programs where', async () => {
    for (let at = 0; at < 30; at += 1)
      await giveBadge(college, { name: `Step ${at}`, tags: ['series'] });
    later();
    const first = await read(`${theirs}?q=series`);
    expect([first.total, first.pages, first.items.length]).toEqual([30, 2, 24]);
    expect(first.items.map(({ name }) => name).slice(0, 3)).toEqual(['Step 0', 'Step 1', 'Step 2']);
    const link = (await ask(`${theirs}?q=series`, 'application/json')).headers.get('link');
    expect(link).toBe(`<${first.next}>; rel="next"`);
    const next = (first.next ?? '').slice(laurel.url.length);
    const second = await read(next);
    expect([second.items.length, second.next]).toEqual([6, undefined]);
    const page = await (await ask(`${theirs}?q=series`)).text();
    expect(page).toContain('Page 1 of 2');
    expect(page).toContain(`href="${theirs}?q&#x3D;series&amp;page&#x3D;2"`);
    expect((await read(`${theirs}?q=series&page=99`)).items).toHaveLength(6);
  });
});
