import { Resvg } from '@resvg/resvg-js';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credential } from '../../../src/credentials/index.js';
import { issueTestBadge } from '../../support/issue-test-badge.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

const HTML = 'text/html,*/*;q=0.8';
const OF = { platformId: 'college', deploymentId: '1' };
const PROFILE = { identity: 'did:web', name: 'Kolleg Ż', url: 'https://kolleg.example/' } as const;
const LOOK = {
  design: 'classic',
  paper: 'a4',
  orientation: 'landscape',
  hasSeal: false,
  signatories: [],
} as const;

const drawn = (colour: string) =>
  new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 80"><path d="M0 40h400" stroke="${colour}" stroke-width="60"/></svg>`,
  )
    .render()
    .asPng();

let laurel: TestLaurel;
let badge: Credential;
let logoId: string;
let darkLogoId: string;
let revision = 0;

const at = (path: string) => request(laurel.app).get(path);
const show = async () => (await at(`/credentials/${badge.id}`).set('Accept', HTML)).text;
const picture = (id: string) => `/achievements/pictures/${id}.png`;

async function brandAs(brand: object): Promise<void> {
  const change = { actor: 'test', revision: revision++, of: OF };
  await laurel.credentials.issuers.saveBrand(
    OF.platformId,
    { ...LOOK, accent: '#1f6a4d', ...brand },
    change,
  );
}

beforeAll(async () => {
  laurel = await startTestLaurel();
  const change = { actor: 'test', revision: revision++, of: OF };
  await laurel.credentials.issuers.save(OF.platformId, PROFILE, change);
  badge = await issueTestBadge(laurel, { ...OF, visibility: 'public' });
  logoId = await laurel.achievements.addWidePicture(drawn('#7a1f2b'), 'test');
  darkLogoId = await laurel.achievements.addWidePicture(drawn('#ffd0d8'), 'test');
});
afterAll(() => laurel.close());

describe('a badge in its school’s brand', () => {
  it('names the school and its domain first, and Laurel small, before anything was chosen', async () => {
    const text = await show();
    expect(text).toMatch(
      /<header class="masthead">\s*<p class="school"><span><strong><bdi>Kolleg Ż</,
    );
    expect(text).toMatch(/class="place" dir="ltr">localhost:\d+\/issuers\/college</);
    expect(text).toMatch(/<a class="issued-with" href="\/">.*Issued with Laurel/s);
    expect(text).toContain('· Kolleg Ż</title>');
    expect(text).not.toContain('/issuers/accent-');
  });

  it('has the logos and colours on its page as soon as they are saved, also on one that was kept', async () => {
    const before = await show();
    await brandAs({ accent: '#7a1f2b', logoId, darkLogoId });
    const text = await show();
    expect(before).not.toContain(logoId);
    expect(text).toContain(
      `<source srcset="${picture(darkLogoId)}" media="(prefers-color-scheme: dark)"><img class="school-logo" src="${picture(logoId)}"`,
    );
    expect(text).toContain('<link rel="stylesheet" href="/issuers/accent-7a1f2b.css">');
  });

  it('has colours that a page with a policy of no inline styles can fetch, and nothing else under their address', async () => {
    const css = await at('/issuers/accent-7a1f2b.css').expect(200);
    expect(css.headers['content-type']).toContain('text/css');
    expect(css.headers['etag']).toBeDefined();
    expect(css.text).toContain('--accent:#7a1f2b');
    const again = at('/issuers/accent-7a1f2b.css').set(
      'If-None-Match',
      String(css.headers['etag']),
    );
    await again.expect(304);
    for (const wrong of ['accent-7a1f2.css', 'accent-7A1F2B.css', 'accent-};x.css'])
      await at(`/issuers/${encodeURIComponent(wrong)}`).expect(404);
  });

  it('serves the logo itself, revalidated by its content, and asks nobody else', async () => {
    const { headers } = await at(picture(logoId)).expect(200);
    expect(headers['etag']).toBe(`"${logoId}"`);
    await at(picture(logoId)).set('If-None-Match', `"${logoId}"`).expect(304);
    const fetched = [...(await show()).matchAll(/(?:src|srcset|<link[^>]*href)="([^"]+)"/g)];
    const foreign = fetched.map(([, url = '']) => url).filter((url) => !url.startsWith('/'));
    expect(fetched.length).toBeGreaterThan(4);
    expect(foreign.filter((url) => !url.startsWith(laurel.url))).toEqual([]);
  });

  it('stands in a frame on another site with its logo for light grounds alone', async () => {
    const path = `/credentials/${badge.id}/embed`;
    const { text, headers } = await at(path).set('Accept', HTML).set('Sec-Fetch-Dest', 'iframe');
    expect(text).toContain(`<img class="school-logo" src="${picture(logoId)}"`);
    expect(text).not.toContain(darkLogoId);
    expect(text).toContain('Issued with Laurel');
    expect(headers['vary']).toContain('Sec-Fetch-Dest');
  });

  it('keeps no page that was asked for in a frame for whoever opens it by itself', async () => {
    await brandAs({ accent: '#7a1f2b', logoId, darkLogoId, footer: 'x' });
    const framed = at(`/credentials/${badge.id}`).set('Accept', HTML);
    expect((await framed.set('Sec-Fetch-Dest', 'iframe')).text).toContain('data-scheme="light"');
    expect(await show()).not.toContain('data-scheme');
  });

  it('is drawn on its social card anew when the brand changes', async () => {
    const card = async () =>
      Buffer.from((await at(`/credentials/${badge.id}/card.png`)).body as Buffer);
    const before = await card();
    expect(await card()).toEqual(before);
    await brandAs({ accent: '#123a6b', logoId });
    const after = await card();
    expect(after.equals(before)).toBe(false);
    expect([after.readUInt32BE(16), after.readUInt32BE(20)]).toEqual([1200, 630]);
  });

  it('has a logo for light grounds alone on a light ground in the dark', async () => {
    expect(await show()).toContain(`<img class="school-logo for-light" src="${picture(logoId)}"`);
  });

  it('is told by mail in the brand of the day it goes out', async () => {
    await laurel.mail.enqueue({
      key: 'brand',
      to: 'ada@example.org',
      view: 'badge-earned',
      model: { name: 'Ada', badge: 'Netze', course: 'DB101', url: `${laurel.url}/my/badges/x` },
      school: OF,
    });
    await brandAs({ accent: '#123a6b', logoId, darkLogoId });
    const { html, text } = await laurel.mail.read('brand');
    expect(text).toMatch(/^Kolleg Ż\n\n/);
    expect(text).toMatch(/-- \nIssued with Laurel\n/);
    expect(html).toContain(`src="${laurel.url}${picture(logoId)}" width="180" height="36"`);
    expect(html).toContain('background:#123a6b;color:#ffffff');
    expect(html).toContain(darkLogoId);
    expect(html.indexOf('Kolleg Ż')).toBeLessThan(html.indexOf('Issued with Laurel'));
  });

  it('is this program’s own where no school sends the mail', async () => {
    const model = { url: `${laurel.url}/x`, days: 2 };
    await laurel.mail.enqueue({ key: 'own', to: 'ada@example.org', view: 'confirm-email', model });
    const { html, text } = await laurel.mail.read('own');
    expect(html).toContain('>\nLaurel\n<');
    expect(text).not.toContain('Issued with');
  });
});
