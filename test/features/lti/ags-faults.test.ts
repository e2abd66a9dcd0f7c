import { describe, expect, it } from 'vitest';
import { laurel, pauses, settings, useServices } from './use-services.js';

useServices();

describe.each(['moodle', 'canvas'] as const)('AGS at a %s-like platform that fails', (kind) => {
  const at = () => settings[kind];

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
    const { platform, course, lineItemUrl, column } = at();
    platform.setGrade('learner1', column, 50);
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
});
