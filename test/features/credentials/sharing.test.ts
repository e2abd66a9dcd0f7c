import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credential } from '../../../src/credentials/index.js';
import { withPersons, type PersonsApp } from '../../support/as-person.js';
import { issueTestBadge } from '../../support/issue-test-badge.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

let laurel: TestLaurel;
let badge: Credential;

let app: PersonsApp['app'];
let enter: PersonsApp['enter'];

beforeAll(async () => {
  laurel = await startTestLaurel();
  badge = await issueTestBadge(laurel, {
    validFrom: new Date('2026-03-04T10:00:00Z'),
    validUntil: new Date('2028-04-01T10:00:00Z'),
    visibility: 'link',
  });
  ({ app, enter } = withPersons(laurel));
});
afterAll(() => laurel.close());

const HTML = 'text/html,*/*;q=0.8';
const pageOf = (id: string) => request(app).get(`/credentials/${id}`).set('Accept', HTML);

async function pageAs(personId: string, id: string): Promise<string> {
  const { cookie } = await enter(personId);
  return (await pageOf(id).set('Cookie', cookie)).text;
}

const unescape = (html: string) =>
  html
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#x3D;/g, '=')
    .replace(/&#x27;/g, "'")
    .replace(/&amp;/g, '&');

describe('the page of a shared badge', () => {
  it('describes it to link previews (Open Graph)', async () => {
    const { text } = await pageOf(badge.id);
    expect(text).toContain('<meta property="og:title" content="Netze &#38; Wege">');
    expect(text).toContain(
      `<meta property="og:url" content="${laurel.url}/credentials/${badge.id}">`,
    );
    const image = /property="og:image" content="([^"]+)"/.exec(text)?.[1] ?? '';
    const png = await request(app).get(new URL(image).pathname).expect(200);
    const picture = png.body as Buffer;
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1200, 630]);
  });

  it('describes it to search engines, and no value can end the block (schema.org)', async () => {
    const hostile = await issueTestBadge(laurel, {
      achievement: {
        id: `${laurel.url}/achievements/x/1`,
        version: '1',
        name: '</script><script>alert(1)</script>',
        description: 'x',
        criteria: { narrative: 'x' },
        achievementType: 'Badge',
      },
    });
    const { text } = await pageOf(hostile.id);
    const block = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)?.[1] ?? '';
    expect(JSON.parse(block)).toMatchObject({
      '@type': 'EducationalOccupationalCredential',
      name: '</script><script>alert(1)</script>',
      recognizedBy: { '@type': 'Organization', name: 'Example University' },
    });
    expect(text).not.toContain('<script>alert(1)');
  });

  it('is kept out of search engines until the learner made it public', async () => {
    const shared = await issueTestBadge(laurel, { visibility: 'link' });
    const before = await pageOf(shared.id);
    expect(before.headers['x-robots-tag']).toContain('noindex');
    expect(before.text).toContain('<meta name="robots" content="noindex">');
    await laurel.credentials.share(shared.id, 'person-1', 'public');
    const after = await pageOf(shared.id);
    expect(after.headers['x-robots-tag']).toBeUndefined();
    expect(after.text).not.toContain('name="robots"');
  });

  it('offers LinkedIn and the rest to its owner alone', async () => {
    expect(await pageAs('person-1', badge.id)).toContain('linkedin.com/profile/add');
    expect(await pageAs('person-2', badge.id)).not.toContain('linkedin.com');
    expect((await pageOf(badge.id)).text).not.toContain('linkedin.com');
  });
});

describe('what a learner shows elsewhere', () => {
  it('fills in every field of LinkedIn', async () => {
    const html = unescape(await pageAs('person-1', badge.id));
    const url = new URL(/href="(https:\/\/www\.linkedin\.com[^"]+)"/.exec(html)?.[1] ?? '');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      startTask: 'CERTIFICATION_NAME',
      name: 'Netze & Wege',
      organizationName: 'Example University',
      issueYear: '2026',
      issueMonth: '3',
      expirationYear: '2028',
      expirationMonth: '4',
      certUrl: `${laurel.url}/credentials/${badge.id}`,
      certId: badge.id,
    });
  });

  it('has snippets in which a name cannot break out', async () => {
    const { sharing } = laurel.credentials.shareKit(
      { ...badge, json: badge.json.replaceAll('Netze & Wege', 'A\\"><script>x</script>') },
      (key) => key,
    );
    expect(sharing?.embed).not.toContain('<script>');
    expect(sharing?.signature).not.toContain('<script>');
    expect(JSON.parse(sharing?.jsonResume ?? '')).toMatchObject({
      certificates: [{ name: 'A"><script>x</script>', date: '2026-03-04' }],
    });
  });

  it('is files alone while the badge is private', async () => {
    const hidden = await issueTestBadge(laurel, { visibility: 'private' });
    const html = await pageAs('person-1', hidden.id);
    expect(html).toContain(`/credentials/${hidden.id}.pdf`);
    expect(html).not.toContain('linkedin.com');
    expect(html).not.toContain('og:title');
    expect(html).not.toContain('application/ld+json');
  });
});

describe('a badge in a frame', () => {
  it('may be framed by anybody, and says whether the badge stands', async () => {
    const answer = await request(app).get(`/credentials/${badge.id}/embed`).set('Accept', HTML);
    expect(answer.text).toMatch(/Example University<.+localhost:\d+/);
    expect(answer.headers['content-security-policy']).toContain('frame-ancestors *');
    expect(answer.text).toContain('Valid');
    const page = await pageOf(badge.id);
    expect(page.headers['content-security-policy']).not.toContain('frame-ancestors *');
  });

  it('says of a revoked badge that it was revoked', async () => {
    const revoked = await issueTestBadge(laurel);
    await laurel.credentials.revoke(revoked.id, { actor: 'test' });
    const answer = await request(app).get(`/credentials/${revoked.id}/embed`).set('Accept', HTML);
    expect(answer.text).toContain('Revoked');
  });

  it.each(['embed', 'card.png', 'art.png', 'qr.svg'])(
    'and everything beside it (%s) hides a private badge like an unknown one',
    async (part) => {
      const hidden = await issueTestBadge(laurel, { visibility: 'private' });
      await request(app).get(`/credentials/${hidden.id}/${part}`).expect(404);
      await request(app)
        .get(`/credentials/${'A'.repeat(22)}/${part}`)
        .expect(404);
    },
  );
});
