import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger, createTestClock } from '../../../src/base/index.js';
import { personIdOf } from '../../../src/people/index.js';
import { issueTestBadge } from '../../support/issue-test-badge.js';
import { openCourse } from '../../support/open-course.js';
import { startSmtp } from '../../support/start-smtp.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

type Line = Readonly<Record<string, unknown>>;

const lines: string[] = [];
const log = createLogger('debug', { write: (line) => void lines.push(line) });
const clock = createTestClock(new Date());

let laurel: TestLaurel;
let smtp: Awaited<ReturnType<typeof startSmtp>>;
beforeAll(async () => {
  smtp = await startSmtp();
  const env = { SMTP_URL: smtp.url, MAIL_FROM: 'badges@example.edu', METRICS_PORT: '0' };
  laurel = await startTestLaurel({ log, clock, env, pause: () => Promise.resolve() });
});
afterAll(async () => {
  await laurel.close();
  await smtp.close();
});

/** What was told since, by event. */
function since(from: number, event: string): Line[] {
  return lines
    .slice(from)
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => line['event'] === event);
}

describe.each(['moodle', 'canvas'] as const)(
  'what operators are told of a journey on a %s-like platform',
  (kind) => {
    let open: Awaited<ReturnType<typeof openCourse>>;
    let begun = 0;
    const secrets = new Set<string>();
    let awardId = '';
    beforeAll(async () => {
      begun = lines.length;
      open = await openCourse(kind, laurel, { clock });
    });
    afterAll(() => open.platform.close());

    it('is one line for each launch, with its ids', async () => {
      const from = lines.length;
      const { platform, tool, course } = open;
      platform.setGrade('learner1', tool.link.column!, 70);
      const { browser, page } = await open.enter('teacher');
      expect(page.status).toBe(200);
      const { platformId, deploymentId } = course;
      const told = since(from, 'launched');
      expect(told).toMatchObject([
        { platformId, deploymentId, messageType: 'LtiResourceLinkRequest', strength: 'bound' },
      ]);
      expect(told[0]?.['launchId']).toMatch(/^[\w-]{22}$/);
      const posts = since(from, 'request').filter(({ route }) => route === '/lti/launch');
      expect(posts).toMatchObject([{ method: 'POST', status: 303 }]);
      expect(posts[0]?.['requestId']).toBe(told[0]?.['requestId']);

      const setUp = await browser.get(`${laurel.url}/course/new`);
      const typed = {
        name: 'Data analysis',
        canDo: 'clean data',
        criteria: 'Pass the activity.',
        release: 'immediately',
      };
      const looked = await browser.submit(setUp, { ...typed, do: 'simulate' }, '/course/new');
      const active = await browser.submit(looked, { ...typed, do: 'activate' }, '/course/drafts/');
      expect(active.url).toContain('/course/badges/');
    });

    it('is one line for each look at a course, with its time, calls, rows and what was granted', async () => {
      const from = lines.length;
      const { platformId, deploymentId, contextId } = open.course;
      expect(await laurel.checks.check(open.course)).toMatchObject({ granted: 1 });
      const [told, ...others] = since(from, 'course_checked');
      expect(others).toEqual([]);
      const found = { scope: 'course', outcome: 'read', rows: 1, changed: 1, granted: 1 };
      expect(told).toMatchObject({ platformId, deploymentId, contextId, ...found });
      expect(told?.['ms']).toBeTypeOf('number');
      // A token, the column and its results at least.
      expect(told?.['calls']).toBeGreaterThanOrEqual(2);
    });

    it('is one line for a badge that is issued, and none when nothing is', async () => {
      const issued = since(begun, 'badge_issued');
      expect(issued).toMatchObject([{ platformId: open.course.platformId, isRenewal: false }]);
      awardId = String(issued[0]?.['awardId']);
      const badge = await laurel.credentials.findByAward(awardId);
      expect(badge?.personId).toBe(
        personIdOf(open.course.platformId, open.platform.person('learner1').sub),
      );
      secrets.add(badge!.id);
      const from = lines.length;
      await laurel.checks.check(open.course);
      expect(since(from, 'badge_issued')).toEqual([]);
      expect(since(from, 'course_checked')).toMatchObject([{ granted: 0, changed: 0, rows: 1 }]);
    });

    it('is one line for a mail that is sent, and one for a mail that is given up', async () => {
      const from = lines.length;
      clock.advance(20 * 60_000);
      await laurel.mail.sendDue();
      const sent = { key: `award:${awardId}`, view: 'badge-earned', attempts: 1 };
      expect(since(from, 'mail_sent')).toMatchObject([sent]);
      expect(smtp.received.at(-1)).toContain(open.platform.person('learner1').email);

      const refused = { key: `refused:${kind}`, view: 'badge-earned', attempts: 1 };
      smtp.mode.refuses = true;
      await laurel.mail.enqueue({ ...refused, to: `nobody-${kind}@example.org`, model: {} });
      await laurel.mail.sendDue();
      smtp.mode.refuses = false;
      expect(since(from, 'mail_given_up')).toMatchObject([
        { level: 40, ...refused, reason: 'EENVELOPE 550' },
      ]);
      expect(since(from, 'mail_sent')).toHaveLength(1);
    });

    it('is one line for each request that shares, shows and verifies the badge, by its pattern', async () => {
      const from = lines.length;
      const { browser, page } = await open.enter('learner1');
      const place = /\/my\/badges\/[\w-]+/.exec(page.text)?.[0] ?? '';
      const badge = await browser.get(`${laurel.url}${place}`);
      const shared = await browser.submit(badge, { visibility: 'link' }, '/share');
      const address = /http:\/\/localhost:\d+\/credentials\/[\w-]{22}/.exec(shared.text)?.[0] ?? '';
      const asPage = { headers: { accept: 'text/html' } };
      for (let n = 0; n < 2; n += 1) await (await fetch(`${address}?utm=S1`, asPage)).text();
      for (let n = 0; n < 2; n += 1) await (await fetch(address, asPage)).text();
      const { json } = (await laurel.credentials.findByAward(awardId))!;
      const verified = await fetch(`${laurel.url}/api/verify`, {
        method: 'POST',
        body: json,
        headers: { 'content-type': 'application/json' },
      });
      expect(await verified.json()).toMatchObject({ verdict: 'valid' });
      const routes = since(from, 'request').map(
        ({ method, route }) => `${String(method)} ${String(route)}`,
      );
      // Two of the four come from the cache.
      expect(routes.filter((route) => route === 'GET /credentials/:id')).toHaveLength(4);
      expect(routes.filter((route) => route === 'POST /api/verify')).toHaveLength(1);
      expect(routes.filter((route) => route === 'GET /my/badges/:id')).not.toHaveLength(0);
      const ids = since(from, 'request').map(({ requestId }) => requestId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(since(from, 'course_checked')).toMatchObject([{ scope: 'learner', outcome: 'read' }]);
    });

    it('is one line when a platform falls silent, however often it is asked, and one when it is back', async () => {
      const { platformId } = open.course;
      let from = lines.length;
      open.platform.faults.outage = true;
      await laurel.checks.check(open.course);
      await laurel.checks.check(open.course);
      expect(since(from, 'platform_silent')).toMatchObject([{ level: 40, platformId }]);
      const checked = since(from, 'course_checked');
      expect(checked).toMatchObject([{ outcome: 'failed' }, { outcome: 'failed' }]);
      expect(checked[0]?.['code']).toBe(since(from, 'platform_silent')[0]?.['code']);
      from = lines.length;
      open.platform.faults.clear();
      clock.advance(60_000);
      await laurel.checks.check(open.course);
      await laurel.checks.check(open.course);
      expect(since(from, 'platform_back')).toMatchObject([{ platformId, silentMs: 60_000 }]);
    });

    it('is one line for a badge that is revoked, by what kind of actor, without the reason', async () => {
      const from = lines.length;
      const { id } = (await laurel.credentials.findByAward(awardId))!;
      const request = { actor: 'person:S2', reason: 'Copied from Bob S3.' };
      await laurel.credentials.revoke(id, request);
      await laurel.credentials.revoke(id, request);
      expect(since(from, 'badge_revoked')).toMatchObject([
        { awardId, by: 'person', isReplaced: false },
      ]);
      expect(lines.slice(from).join('')).not.toMatch(/S[23]/);
    });

    it('names no person, host, address, token or badge page, in no line and no metric', async () => {
      const { platform, tool } = open;
      for (const { sub, email, name, givenName, familyName } of platform.course.people) {
        // A Moodle's `sub` may be a small number: then it is looked for as the value of a field.
        const user = sub.length < 6 ? `:"${sub}"` : sub;
        for (const value of [user, email, name, givenName, familyName]) secrets.add(value);
      }
      for (const address of [platform.baseUrl, laurel.url, smtp.url, tool.issuer]) {
        secrets.add(address.replace(/^\w+:\/\//, ''));
      }
      for (const word of [
        'localhost',
        '127.0.0.1',
        '::1',
        'utm=',
        'Data analysis',
        'example.edu',
      ]) {
        secrets.add(word);
      }
      const { contextId, deploymentId } = open.course;
      const told = [contextId, deploymentId].reduce(
        (text, id) => text.replaceAll(`"${id}"`, '"course"'),
        lines.slice(begun).join(''),
      );
      const counted = await laurel.metrics!.text();
      // Tokens, signed or random; the ids of requests, launches and awards are shorter.
      expect(/eyJ[\w-]+|Bearer|[\w-]{30,}/.exec(told)).toBeNull();
      const text = told + counted;
      expect([...secrets].filter((secret) => text.includes(secret))).toEqual([]);
      expect([told.length, counted.length].every((length) => length > 5_000)).toBe(true);
    });
  },
);

describe('a correction', () => {
  it('is told as a badge that is replaced and one that is issued, neither by the address of a page', async () => {
    const from = lines.length;
    const old = await issueTestBadge(laurel);
    const { personId, achievementId: id, validFrom } = old;
    const achievement = {
      id,
      version: '1',
      name: 'Nets',
      description: 'Knows nets.',
      achievementType: 'Badge',
      criteria: { narrative: 'Pass.' },
    };
    const recipient = {
      identity: { type: 'emailAddress' as const, value: 'ada@example.edu' },
      verifiedName: 'Ada Lovelace',
    };
    const correction = { personId, achievement, validFrom, recipient };
    const { id: next } = await laurel.credentials.supersede(old.id, correction, {
      actor: 'operator',
    });
    expect(since(from, 'badge_issued')).toHaveLength(2);
    expect(since(from, 'badge_revoked')).toMatchObject([
      { awardId: old.awardId, by: 'operator', isReplaced: true },
    ]);
    const text = lines.slice(from).join('');
    expect([old.id, next, 'ada@', 'Ada'].filter((secret) => text.includes(secret))).toEqual([]);
  });
});
