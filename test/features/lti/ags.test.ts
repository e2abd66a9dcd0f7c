import { describe, expect, it } from 'vitest';
import { laurel, settings, useServices } from './use-services.js';

const AGS = 'https://purl.imsglobal.org/spec/lti-ags/scope/';

useServices();

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
