import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { browser, issue, laurel, PUBLIC_URL, useBadgePage } from '../credentials/use-badge-page.js';

useBadgePage();

const languageOf = (html: string) => /<html lang="([^"]*)"/.exec(html)?.[1];
const switchOf = (html: string) =>
  (/<nav class="languages"[\s\S]*?<\/nav>/.exec(html)?.[0] ?? '')
    .replaceAll('&#x3D;', '=')
    .replaceAll('&amp;', '&');
const cookiesOf = ({ headers }: { headers: object }) =>
  ((headers as Record<string, unknown>)['set-cookie'] ?? []) as string[];
const choose = (html: string, code: string) =>
  new RegExp(`(?:href|action)="([^"]*lang=${code})"`).exec(switchOf(html))?.[1];

/** A session without cookies, as a launch in a frame opens it; gives the token its pages carry. */
async function openFrame(): Promise<string> {
  const app = express();
  app.use(laurel.web.before);
  app.get('/open', async (req, res) => {
    const subject = { personId: 'person-1' };
    const session = { subject, strength: 'bound', isCookieless: true, locale: 'fr' } as const;
    await laurel.web.sessions.open(req, res, session);
    res.end();
  });
  return (await request(app).get('/open')).headers['x-laurel-frame'] ?? '';
}

describe('the language switch of a badge’s public page', () => {
  it('names six languages in themselves, and leads to the same page in each', async () => {
    const path = `/credentials/${(await issue('six')).id}`;
    const { text } = await browser(path);
    const names = [...switchOf(text).matchAll(/lang="(\w+)"[^>]*>([^<]+)</g)];
    expect(names.map(([, code, name]) => [code, name])).toEqual([
      ['ar', 'العربية'],
      ['de', 'Deutsch'],
      ['en', 'English'],
      ['es', 'español'],
      ['fr', 'français'],
      ['pl', 'polski'],
    ]);
    const href = choose(text, 'ar') ?? '';
    expect(href).toBe('?lang=ar');
    const arabic = await browser(path + href);
    expect(languageOf(arabic.text)).toBe('ar');
    expect(choose((await browser(`${path}?a=1&lang=de&b=2`)).text, 'pl')).toBe('?a=1&b=2&lang=pl');
  });

  it('remembers a choice in this browser, and mixes no languages in the cache of shared pages', async () => {
    const path = `/credentials/${(await issue('cached in one language')).id}`;
    expect(languageOf((await browser(path)).text)).toBe('en');
    const chosen = await browser(`${path}?lang=de`);
    expect(languageOf(chosen.text)).toBe('de');
    expect(chosen.headers['cache-control']).toMatch(/private|no-store/);
    const [cookie = ''] = cookiesOf(chosen);
    expect(cookie).toMatch(
      /^__Host-laurel-lang=de; Max-Age=31536000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    const withIt = (other: string) => browser(path).set('Cookie', other.split(';')[0] ?? '');
    expect(languageOf((await withIt(cookie)).text)).toBe('de');
    const again = await browser(path);
    expect(languageOf(again.text)).toBe('en');
    expect(cookiesOf(again)).toEqual([]);
    expect(String(again.headers.vary)).toMatch(/Accept-Language.*Cookie/);
    expect(languageOf((await browser(path).set('Accept-Language', 'pl')).text)).toBe('pl');
    expect(languageOf((await withIt(cookie).set('Accept-Language', 'pl')).text)).toBe('de');
  });

  it('keeps the region of a reader who asks for one, and the browser’s where it is the same language', async () => {
    const british = await browser('/verify?lang=en-GB');
    expect(languageOf(british.text)).toBe('en-GB');
    expect(cookiesOf(british)[0]).toContain('laurel-lang=en-GB;');
    const plain = await browser('/verify').set({
      Cookie: '__Host-laurel-lang=de',
      'Accept-Language': 'en-GB, de-AT;q=0.5',
    });
    expect(languageOf(plain.text)).toBe('de-AT');
  });
});

describe('the language switch of /verify', () => {
  it('stands on the form and beside a result, which has no address of its own', async () => {
    const result = await request(laurel.app)
      .post('/verify')
      .set({ Accept: 'text/html', Cookie: '__Host-laurel-lang=es' })
      .type('form')
      .send({ badge: '{}' });
    expect(languageOf(result.text)).toBe('es');
    expect(choose(result.text, 'fr')).toBe('?lang=fr');
    expect(languageOf((await browser('/verify?lang=fr')).text)).toBe('fr');
  });

  it('is not moved by a link on another site, which shows the page in its language once', async () => {
    const linked = await browser('/verify?lang=pl').set('Sec-Fetch-Site', 'cross-site');
    expect(languageOf(linked.text)).toBe('pl');
    expect(cookiesOf(linked)).toEqual([]);
  });

  it.each([
    'xx',
    'javascript:alert(1)',
    '//evil.example',
    'de\r\nSet-Cookie: a=b',
    'de"><script>alert(1)</script>',
    `de-${'x'.repeat(40)}`,
    'en-u-ca-buddhist',
    '__proto__',
  ])('takes nothing from ?lang=%j', async (lang) => {
    const answer = await browser(`/verify?lang=${encodeURIComponent(lang)}`);
    expect(answer.status).toBe(200);
    expect(languageOf(answer.text)).toBe('en');
    expect(cookiesOf(answer)).toEqual([]);
    expect(switchOf(answer.text)).not.toMatch(/evil|script|buddhist|proto/);
    expect((await browser('/verify?lang=de&lang=fr')).status).toBe(200);
  });

  it.each(['//evil.example/x', '/\\evil.example', '/nowhere?next=//evil.example'])(
    'leads from %s to no other site',
    async (path) => {
      const { text } = await browser(path);
      for (const [, href = ''] of switchOf(text).matchAll(/href="([^"]*)"/g)) {
        expect(href).toMatch(/^\?/);
        expect(new URL(href, `${PUBLIC_URL}/page`).origin).toBe(PUBLIC_URL);
      }
    },
  );

  it.each(['evil', 'de; x', '%00', 'en-u-nu-arab'])(
    'takes nothing from a cookie of %j',
    async (value) => {
      const { text, status } = await browser('/verify').set(
        'Cookie',
        `__Host-laurel-lang=${value}`,
      );
      expect(status).toBe(200);
      expect(['en', 'de']).toContain(languageOf(text));
    },
  );
});

describe('the language switch in a frame without cookies', () => {
  it('carries the choice through the session, by buttons that hold its token', async () => {
    const path = `/credentials/${(await issue('framed', { visibility: 'private' })).id}`;
    const token = await openFrame();
    const first = await browser(path).set('X-Laurel-Frame', token);
    expect(languageOf(first.text)).toBe('fr');
    expect(switchOf(first.text)).not.toContain('href=');
    const field = /name="_frame" value="([^"]*)"/.exec(switchOf(first.text))?.[1];
    const turned = await request(laurel.app)
      .post(`${path}${choose(first.text, 'ar') ?? ''}`)
      .set({ Accept: 'text/html', Origin: PUBLIC_URL, 'Sec-Fetch-Site': 'same-origin' })
      .type('form')
      .send({ _method: 'get', _frame: field });
    expect(turned.status).toBe(200);
    expect(languageOf(turned.text)).toBe('ar');
    // The next page has no language in its address, and no cookie comes along.
    const next = await browser(path).set('X-Laurel-Frame', token);
    expect(languageOf(next.text)).toBe('ar');
    const other = await browser(path).set('X-Laurel-Frame', await openFrame());
    expect(languageOf(other.text)).toBe('fr');
  });
});
