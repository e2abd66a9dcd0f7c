import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import request from 'supertest';
import type { Credential } from '../../src/credentials/index.js';
import { issueTestBadge } from '../support/issue-test-badge.js';
import { openCourse } from '../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../support/start-test-laurel.js';
import { watchStore } from '../support/watch-store.js';

const LONG = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(40)}`;
let laurel: TestLaurel;
let badge: Credential;
let open: Awaited<ReturnType<typeof openCourse>>;

beforeAll(async () => {
  laurel = await startTestLaurel();
  badge = await issueTestBadge(laurel, { visibility: 'public' });
  open = await openCourse('moodle', laurel);
  for (let i = 0; i < 25; i += 1) {
    const host = `https://customer${i}.${LONG}.example`;
    await laurel.lti.platforms.add({
      name: `Customer ${i}`,
      family: 'moodle',
      issuer: host,
      clientId: `c${i}`,
      authorizationUrl: `${host}/auth`,
      tokenUrl: `${host}/token`,
      jwksUrl: `${host}/jwks`,
    });
  }
});
afterAll(async () => {
  await open.platform.close();
  await laurel.close();
});

const page = (path: string) => request(laurel.app).get(path).set('Accept', 'text/html');
const framersIn = (headers: unknown): string =>
  /frame-ancestors ([^;]*)/.exec(
    String((headers as Record<string, unknown>)['content-security-policy']),
  )?.[1] ?? '';

const publicPaths = () => [
  ...['/', '/verify', `/credentials/${badge.id}`, `/credentials/${badge.id}/wallet`],
  ...['/issuers/default', '/nowhere', '/credentials/unknown', '/.well-known/did.json'],
];

describe('who may frame an answer (CSP Level 3, 6.4.2)', () => {
  it('is nobody for a public page, and no customer is named there', async () => {
    for (const path of publicPaths()) {
      const { headers } = await page(path);
      expect([path, framersIn(headers)]).toEqual([path, "'none'"]);
      expect(JSON.stringify(headers)).not.toContain('customer');
    }
  });

  it('is everybody for a badge made for other sites', async () => {
    const { headers } = await page(`/credentials/${badge.id}/embed`);
    expect(framersIn(headers)).toBe('*');
  });

  it('is the deployment alone for a page of its session', async () => {
    const { browser, page: landed } = await open.enter('teacher');
    const answer = await browser.get(`${laurel.url}/course`);
    expect(answer.status).toBe(200);
    const origin = new URL(open.platform.baseUrl).origin;
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(framersIn({ 'content-security-policy': policy })).toBe(origin);
    expect(landed.status).toBe(200);
    // A private badge is shown to a session, which third-party cookies leave in the platform's frame alone.
    const shared = await browser.get(`${laurel.url}/verify`);
    const own = shared.headers.get('content-security-policy') ?? '';
    expect(framersIn({ 'content-security-policy': own })).toBe(origin);
    expect(framersIn((await page('/verify')).headers)).toBe("'none'");
  });

  it('is anybody for a page that tells that a visit has ended: it has no form and no data', async () => {
    for (const path of ['/course', '/my', '/my/settings', '/admin']) {
      const { status, headers, text } = await page(path);
      expect([path, status, framersIn(headers)]).toEqual([path, 401, '*']);
      expect(text).not.toContain('<form');
      expect(JSON.stringify(headers)).not.toContain('customer');
    }
  });

  it('stays within what servers and proxies take, however many long names are allowed', async () => {
    const { platform, course, enter } = open;
    const frameOrigins = Array.from(
      { length: 30 },
      (_, i) => `https://allowed${i}.${LONG}.example`,
    );
    await laurel.lti.platforms.change(course.platformId, { frameOrigins });
    const { browser } = await enter('teacher');
    const { status, headers } = await browser.get(`${laurel.url}/course`);
    expect(status).toBe(200);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy.length).toBeLessThan(2_600);
    expect(policy).toContain(new URL(platform.baseUrl).origin);
    await laurel.lti.platforms.change(course.platformId, { frameOrigins: [] });
  });
});

describe('a request of somebody who verifies', () => {
  it('asks no collection of a learning platform, a course, a person’s visit or a rule', async () => {
    const { id, json } = badge;
    type Entry = { readonly statusListCredential: string };
    const signed = JSON.parse(json) as { credentialStatus: Entry | Entry[] };
    const statusPath = new URL([signed.credentialStatus].flat()[0]?.statusListCredential ?? '')
      .pathname;
    const seen = await watchStore(laurel.store, async () => {
      const answers = [
        await page(`/credentials/${id}`),
        await request(laurel.app).get(`/credentials/${id}`),
        await request(laurel.app).get(`/credentials/${id}.json`),
        await page(`/credentials/${id}/embed`),
        await request(laurel.app).get(statusPath),
        await request(laurel.app).get('/.well-known/did.json'),
        await request(laurel.app).get('/.well-known/jwks.json'),
        await page('/issuers/default'),
        await page('/verify'),
        await request(laurel.app).post('/api/verify').type('json').send(json),
      ];
      expect(answers.slice(0, 7).map(({ status }) => status)).toEqual(Array(7).fill(200));
      expect(answers.at(-1)?.status).toBe(200);
    });
    expect(seen.map(({ collection }) => collection)).toContain('credentials');
    const ofPlatforms = seen.filter(({ collection }) =>
      /^(lti_|sessions|rules|rule_drafts|awards|decisions|members|course|canvas|grade_|mirror_|platform)/.test(
        collection,
      ),
    );
    expect(ofPlatforms).toEqual([]);
  });
});
