import { beforeEach, describe, expect, it } from 'vitest';
import { textOf } from '../../support/open-course.js';
import { open } from '../../support/use-course.js';
import {
  authorise,
  canvas,
  key,
  later,
  pauses,
  pull,
  sources,
  useCanvasCourse,
} from './use-canvas-course.js';

useCanvasCourse();

describe('the calls to Canvas’s API', () => {
  beforeEach(() => {
    canvas.faults.clear();
    later(20 * 60_000);
  });

  it('reads every page, and takes nothing of a reading that fails', async () => {
    const whole = (await pull()).grades.length;
    expect(whole).toBe(12);
    for (const kind of ['cut', 'cutJson', 'wrongJson', 'html', 'loopNext'] as const) {
      later(20 * 60_000);
      canvas.faults.add({ kind, match: '/students/submissions' });
      await expect(pull(), kind).rejects.toMatchObject({ status: 502 });
      canvas.faults.clear();
    }
    for (const kind of ['duplicate', 'reorder'] as const) {
      later(20 * 60_000);
      canvas.faults.add({ kind, match: '/students/submissions', times: 1 });
      expect((await pull()).grades, kind).toHaveLength(whole);
    }
  });

  it('slows down when the quota runs out, and comes back', async () => {
    canvas.api.quota.capacity = 1;
    canvas.api.quota.leakPerSecond = 0.4;
    // Somebody else has used the quota up: the first call is refused with 403, and that is no loss of rights.
    const bearer = canvas.oauth.issueToken(key, canvas.person('teacher'));
    const headers = { authorization: `Bearer ${bearer}`, 'user-agent': 'other/1.0' };
    await fetch(`${canvas.baseUrl}/api/v1/users/self`, { headers });
    pauses.length = 0;
    const from = canvas.requests.length;
    expect((await pull()).grades).toHaveLength(12);
    canvas.api.quota.capacity = 700;
    canvas.api.quota.leakPerSecond = 10;
    const refused = canvas.requests.slice(from).filter(({ status }) => status === 403);
    expect(refused.length).toBeGreaterThan(0);
    expect(pauses.some((ms) => ms === 5_000 || ms === 4_900)).toBe(true);
  });

  it('gives up for now when Canvas goes on refusing', async () => {
    canvas.api.quota.capacity = 0;
    canvas.api.quota.leakPerSecond = 0;
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_busy', retryAfterSeconds: 60 });
    canvas.api.quota.capacity = 700;
    canvas.api.quota.leakPerSecond = 10;
  });

  it('renews an expired token once, however many ask at the same time', async () => {
    canvas.oauth.expireAccessTokens();
    later(3 * 3600_000);
    const before = canvas.oauth.refreshes;
    await Promise.all([pull(), pull(), pull()]);
    expect(canvas.oauth.refreshes).toBe(before + 1);
  });

  it('notices that the authorisation was withdrawn, says so, and asks no more', async () => {
    canvas.oauth.revoke();
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_grant_revoked' });
    const calls = canvas.requests.length;
    await expect(pull()).rejects.toMatchObject({ code: 'canvas_grant_revoked' });
    expect(canvas.requests.length).toBe(calls);
    const { browser } = await open.enter('teacher');
    expect(textOf(await browser.get(sources()))).toContain('The authorisation was withdrawn');
    expect((await authorise()).url).toContain('done=authorised');
    expect((await pull()).assessment.title).toBe('Quiz 1');
  });
});
