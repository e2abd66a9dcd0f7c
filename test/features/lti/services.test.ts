import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TenantKey } from '../../../src/lti/index.js';
import {
  launch,
  startCanvasLike,
  startMoodleLike,
  type CanvasLike,
  type MoodleLike,
} from '../../support/lms/index.js';
import type { Column } from '../../support/lms/index.js';
import type { Tool } from '../../support/lms/tool.js';
import { startTool } from '../../support/start-tool.js';

const AGS = 'https://purl.imsglobal.org/spec/lti-ags/scope/';

interface Setting {
  platform: MoodleLike | CanvasLike;
  tool: Tool;
  course: TenantKey;
  column: Column;
  lineItemUrl: string;
}

let laurel: Awaited<ReturnType<typeof startTool>>;
const settings = {} as Record<'moodle' | 'canvas', Setting>;
const pauses: number[] = [];

beforeAll(async () => {
  laurel = await startTool({ pause: (ms) => Promise.resolve(void pauses.push(ms)) });
  for (const kind of ['moodle', 'canvas'] as const) {
    const platform = kind === 'moodle' ? await startMoodleLike() : await startCanvasLike();
    const { tool, platformId } = await laurel.register(platform);
    const { response } = await launch(platform, { as: 'teacher' });
    expect(response.status, response.text).toBe(200);
    const course = {
      platformId,
      deploymentId: tool.deploymentId,
      contextId: laurel.launches.at(-1)?.context.id ?? '',
    };
    const column = tool.link.column;
    if (!column) throw new Error('the activity has no column');
    const [link] = await laurel.lti.contexts.links(course);
    settings[kind] = { platform, tool, course, column, lineItemUrl: link?.lineItemUrl ?? '' };
  }
});
afterEach(() => {
  for (const { platform } of Object.values(settings)) platform.faults.clear();
  pauses.length = 0;
});
afterAll(async () => {
  for (const { platform } of Object.values(settings)) await platform.close();
  await laurel.close();
});

describe.each(['moodle', 'canvas'] as const)('AGS at a %s-like platform', (kind) => {
  const at = () => settings[kind];

  it('lists the tool’s own line items', async () => {
    const items = await laurel.lti.ags.listLineItems(at().course);
    expect(items).toMatchObject([{ id: at().lineItemUrl, scoreMaximum: 100 }]);
  });

  it('reads grades exactly as they are written, and the absent as absent', async () => {
    const { platform, column, course, lineItemUrl } = at();
    platform.setGrade('learner1', column, 69.995);
    platform.setGrade('learner2', column, 0);
    platform.setGrade('learner3', column, 70);
    platform.setGrade('learner3', column, '');
    const results = await laurel.lti.ags.fetchResults(course, lineItemUrl);
    const scoreOf = (who: string) =>
      results.find((result) => result.userId === platform.person(who).sub)?.resultScore ?? null;
    expect(scoreOf('learner1')).toBe('69.995');
    expect(scoreOf('learner2')).toBe('0');
    expect(scoreOf('learner3')).toBeNull();
    expect(results.every(({ resultMaximum }) => [null, '100'].includes(resultMaximum))).toBe(true);
  });

  it('reads one person’s result', async () => {
    const { platform, course, lineItemUrl } = at();
    const userId = platform.person('learner1').sub;
    const results = await laurel.lti.ags.fetchResults(course, lineItemUrl, { userId });
    expect(results.map((result) => result.userId)).toEqual([userId]);
  });

  it('asks for one token a scope, with the least scope that does it', async () => {
    const { platform, course, lineItemUrl } = at();
    const before = platform.requests.length;
    await Promise.all(
      Array.from({ length: 5 }, () => laurel.lti.ags.fetchResults(course, lineItemUrl)),
    );
    const tokens = platform.requests.slice(before).filter(({ path }) => /token/.test(path));
    expect(tokens.length).toBeLessThanOrEqual(1);
    const all = platform.requests.filter(({ path }) => /token/.test(path));
    const scopes = all.map(({ body }) => (body as { scope: string }).scope);
    expect(new Set(scopes)).toEqual(new Set([`${AGS}lineitem.readonly`, `${AGS}result.readonly`]));
    expect(scopes.every((scope) => !scope.includes(' '))).toBe(true);
  });

  it('never sends `limit` to Moodle’s results, and says who it is everywhere', () => {
    const { platform } = at();
    const results = platform.requests.filter(({ path }) => path.endsWith('/results'));
    expect(results.length).toBeGreaterThan(0);
    if (kind === 'moodle')
      for (const { query } of results) expect(query).not.toHaveProperty('limit');
    for (const { headers } of results) expect(headers['user-agent']).toMatch(/Laurel/);
  });

  it('makes a column once, and removes it', async () => {
    const { course } = at();
    const item = { label: 'Badge: Quiz 1', scoreMaximum: 20, resourceId: 'r1', tag: 'laurel' };
    const made = await laurel.lti.ags.createLineItem(course, item);
    expect(await laurel.lti.ags.createLineItem(course, item)).toMatchObject({ id: made.id });
    expect(await laurel.lti.ags.fetchLineItem(course, made.id)).toMatchObject(item);
    expect(await laurel.lti.ags.deleteLineItem(course, made.id)).toBe(true);
    expect(await laurel.lti.ags.fetchLineItem(course, made.id)).toBeNull();
    expect(await laurel.lti.ags.listLineItems(course)).toHaveLength(1);
  });

  it('tells a score that came too late and a person who cannot be graded from one that was taken', async () => {
    const { platform, course, lineItemUrl } = at();
    const before = platform.requests.length;
    const opened = await laurel.lti.ags.openColumn(course, lineItemUrl);
    const score = (who: string, at: string) =>
      opened.postScore({
        userId: platform.person(who).sub,
        scoreGiven: 1,
        scoreMaximum: 1,
        activityProgress: 'Completed',
        gradingProgress: 'FullyGraded',
        timestamp: new Date(at),
        comment: 'Badge earned',
      });
    const later = new Date(Date.now() + 3_600_000).toISOString();
    expect(await score('learner9', later)).toBe('accepted');
    expect(await score('learner9', '2020-01-01T00:00:00Z')).toBe('stale');
    expect(await score('teacher', later)).toBe('ungradable');
    // The column is looked at once for all of its scores.
    const asked = platform.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
    const { pathname } = new URL(lineItemUrl);
    expect(asked.filter((each) => each === `GET ${pathname}`)).toHaveLength(1);
    expect(asked.filter((each) => each === `POST ${pathname}/scores`)).toHaveLength(3);
  });

  it('does not overwrite a grade that a teacher gave', async () => {
    const { platform, course, lineItemUrl, column } = at();
    platform.setGrade('learner8', column, 55);
    const userId = platform.person('learner8').sub;
    const opened = await laurel.lti.ags.openColumn(course, lineItemUrl);
    await opened.postScore({
      userId,
      scoreGiven: 100,
      scoreMaximum: 100,
      timestamp: new Date(Date.now() + 60_000),
      activityProgress: 'Completed',
      gradingProgress: 'FullyGraded',
    });
    expect(column.grades.get(platform.person('learner8').id)?.value).toBe(55);
    // Canvas writes its row for AGS all the same: what it says there is the tool's score, not the gradebook's.
    const [result] = await laurel.lti.ags.fetchResults(course, lineItemUrl, { userId });
    expect(result?.resultScore).toBe(platform.kind === 'canvas' ? '100' : '55');
  });

  it('does not take one address that answers 404 for a column that is gone', async () => {
    const { platform, course, lineItemUrl } = at();
    const { pathname } = new URL(lineItemUrl);
    platform.faults.add({
      kind: 'notFound404',
      match: ({ method, path }) => method === 'GET' && path === pathname,
    });
    expect(await laurel.lti.ags.fetchLineItem(course, lineItemUrl)).toMatchObject({
      id: lineItemUrl,
    });
    platform.faults.clear();
  });

  it('renews a token that was refused, once', async () => {
    const { platform, course, lineItemUrl } = at();
    platform.faults.add({ kind: 'unauthorized401', match: '/results', times: 1 });
    await expect(laurel.lti.ags.fetchResults(course, lineItemUrl)).resolves.toBeDefined();
    platform.faults.add({ kind: 'unauthorized401', match: '/results' });
    await expect(laurel.lti.ags.fetchResults(course, lineItemUrl)).rejects.toMatchObject({
      code: 'service_forbidden',
    });
  });

  it('waits as long as it is asked to, and not for an hour', async () => {
    const { platform, course, lineItemUrl } = at();
    platform.faults.add({ kind: 'throttle429', match: '/results', times: 1, retryAfter: 2 });
    await laurel.lti.ags.fetchResults(course, lineItemUrl);
    expect(pauses).toHaveLength(1);
    expect(pauses[0]).toBeGreaterThanOrEqual(2000);
    expect(pauses[0]).toBeLessThan(2300);
    platform.faults.add({ kind: 'throttle429', match: '/results', times: 1, retryAfter: 3600 });
    await expect(laurel.lti.ags.fetchResults(course, lineItemUrl)).rejects.toMatchObject({
      code: 'platform_busy',
      retryAfterSeconds: 3600,
    });
  });

  it.each([
    ['throttle429', 12],
    ['error503', 12],
  ] as const)(
    'gives up after three tries of %s and tells when to come back',
    async (kind, wait) => {
      const { platform, course, lineItemUrl } = at();
      platform.faults.add({ kind, match: '/results', retryAfter: wait });
      await expect(laurel.lti.ags.fetchResults(course, lineItemUrl)).rejects.toMatchObject({
        code: 'platform_busy',
        retryAfterSeconds: wait,
      });
      expect(pauses).toHaveLength(2);
    },
  );

  it.each(['error500', 'disconnect', 'error503'] as const)(
    'tries again after %s, and gives up in the end',
    async (fault) => {
      const { platform, course, lineItemUrl } = at();
      platform.faults.add({ kind: fault, match: '/results', times: 2 });
      await expect(laurel.lti.ags.fetchResults(course, lineItemUrl)).resolves.toBeDefined();
      platform.faults.add({ kind: fault, match: '/results' });
      await expect(laurel.lti.ags.fetchResults(course, lineItemUrl)).rejects.toBeDefined();
    },
  );

  it.each(['cut', 'cutJson', 'wrongJson', 'html'] as const)(
    'does not take an answer spoilt by %s for an empty one',
    async (fault) => {
      const { platform, course, lineItemUrl } = at();
      platform.faults.add({ kind: fault, match: '/results' });
      await expect(laurel.lti.ags.fetchResults(course, lineItemUrl)).rejects.toMatchObject({
        status: 502,
      });
    },
  );

  it('reads what the platform says under any label, and believes its status', async () => {
    const { platform, course, lineItemUrl } = at();
    platform.faults.add({ kind: 'phpLabel' });
    const { ags, nrps } = laurel.lti;
    expect(await ags.listLineItems(course)).not.toHaveLength(0);
    expect(await ags.fetchResults(course, lineItemUrl)).not.toHaveLength(0);
    expect(await nrps.fetchMembers(course)).not.toHaveLength(0);
    const item = { label: 'Badge: Quiz 7', scoreMaximum: 20, resourceId: 'r7', tag: 'laurel' };
    const made = await ags.createLineItem(course, item);
    const score = {
      userId: platform.person('learner9').sub,
      scoreGiven: 1,
      scoreMaximum: 1,
      activityProgress: 'Completed',
      gradingProgress: 'FullyGraded',
      timestamp: new Date(Date.now() + 3_600_000),
    } as const;
    const opened = await ags.openColumn(course, made.id);
    expect(await opened.postScore(score)).toBe('accepted');
    expect(await ags.deleteLineItem(course, made.id)).toBe(true);
  });

  it.each([
    ['throttle429', 'platform_busy'],
    ['error503', 'platform_busy'],
    ['error500', 'service_failed'],
    ['refused400', 'token_refused'],
  ] as const)('tells of a token that was not given by %s: %s', async (fault, code) => {
    const { platform, course, lineItemUrl } = at();
    platform.faults.add({ kind: 'expireTokens', match: '/results', times: 1 });
    platform.faults.add({ kind: fault, match: 'token', retryAfter: 2 });
    await expect(laurel.lti.ags.fetchResults(course, lineItemUrl)).rejects.toMatchObject({ code });
  });

  it('sends no token to another site', async () => {
    const { course } = at();
    await expect(
      laurel.lti.ags.fetchResults(course, 'https://evil.example/lineitem'),
    ).rejects.toMatchObject({ code: 'grades_not_offered' });
  });

  it('knows nothing of a course of another tenant', async () => {
    const { course, lineItemUrl } = at();
    for (const other of [{ deploymentId: 'x' }, { contextId: 'x' }, { platformId: 'x' }]) {
      await expect(
        laurel.lti.ags.fetchResults({ ...course, ...other }, lineItemUrl),
      ).rejects.toMatchObject({ code: 'course_unknown', status: 404 });
    }
  });
});

describe.each(['moodle', 'canvas'] as const)('NRPS at a %s-like platform', (kind) => {
  it('reads every member with roles in either vocabulary', async () => {
    const { platform, course } = settings[kind];
    const members = (await laurel.lti.nrps.fetchMembers(course)) ?? [];
    const ids = members.map((member) => member.userId);
    expect(new Set(ids).size).toBe(ids.length);
    for (let i = 1; i <= 12; i += 1) expect(ids).toContain(platform.person(`learner${i}`).sub);
    const teacher = members.find(({ userId }) => userId === platform.person('teacher').sub);
    expect(teacher?.roles.join()).toMatch(/Instructor/);
  });
});

describe('a name on the roster of a Moodle-like platform', () => {
  it('is the text that Moodle wrote as HTML', async () => {
    const { platform, course } = settings.moodle;
    const person = platform.person('learner1');
    const { name } = person;
    person.name = 'Smith & Sons <3';
    const members = await laurel.lti.nrps.fetchMembers(course);
    person.name = name;
    expect(members?.find(({ userId }) => userId === person.sub)?.name).toBe('Smith & Sons <3');
  });
});

describe('a non-editing teacher of a Moodle-like platform', () => {
  it('is on the roster a learner until their own launch says that they teach', async () => {
    const { platform, course } = settings.moodle;
    const { sub } = platform.person('nonediting');
    const rolesOf = async () =>
      (await laurel.lti.nrps.fetchMembers(course))?.find(({ userId }) => userId === sub)?.roles;
    expect(await rolesOf()).toEqual(['Learner']);
    await launch(platform, { as: 'nonediting' });
    expect(await rolesOf()).toEqual(['Learner', 'Instructor']);
  });
});

describe('a large course', () => {
  it('is read page by page to its end at a Canvas-like platform', async () => {
    const canvas = await startCanvasLike({ learners: 120 });
    try {
      const { tool, platformId } = await laurel.register(canvas);
      await launch(canvas, { as: 'teacher' });
      const contextId = laurel.launches.at(-1)?.context.id ?? '';
      const course = { platformId, deploymentId: tool.deploymentId, contextId };
      const members = (await laurel.lti.nrps.fetchMembers(course)) ?? [];
      expect(
        members.filter(({ roles }) => roles.join().includes('Learner')).length,
      ).toBeGreaterThanOrEqual(120);
      const asked = canvas.requests.filter(({ path }) => /names_and_roles/.test(path));
      expect(asked.length).toBeGreaterThan(2);
    } finally {
      await canvas.close();
    }
  });
});
