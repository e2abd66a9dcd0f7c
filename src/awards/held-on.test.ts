import { describe, expect, it } from 'vitest';
import { isBetter, standingOn } from './held-on.js';
import type { Award } from './award.js';

const day = (text: string) => new Date(`2026-${text}T00:00:00Z`);
const award = (of: Partial<Award> = {}): Award => ({
  id: 'a',
  tenant: { platformId: 'p', deploymentId: 'd', contextId: 'c' },
  ruleId: 'r',
  achievementId: 'x',
  achievementVersion: 1,
  personKey: 'p/u',
  userId: 'u',
  cycle: 1,
  state: 'active',
  by: 'rule',
  awardedAt: day('02-01'),
  results: [],
  ...of,
});

describe('whether a badge was held on a day', () => {
  it('is from when it was given until it ends', () => {
    const until = award({ validUntil: day('06-01') });
    expect(standingOn(until, undefined, day('01-31'))).toBeNull();
    expect(standingOn(until, undefined, day('02-01'))).toBe('held');
    expect(standingOn(until, undefined, day('05-31'))).toBe('held');
    expect(standingOn(until, undefined, day('06-01'))).toBeNull();
  });

  it('is until it was revoked, by the award or by its badge', () => {
    const byHand = award({ state: 'revoked', takenAt: day('04-01') });
    expect(standingOn(byHand, undefined, day('03-31'))).toBe('held');
    expect(standingOn(byHand, undefined, day('04-01'))).toBeNull();
    const revoked = { state: 'revoked', changedAt: day('04-01') } as const;
    for (const one of [award({ state: 'revoked' }), award()]) {
      expect(standingOn(one, revoked, day('03-31'))).toBe('held');
      expect(standingOn(one, revoked, day('04-02'))).toBeNull();
    }
    const suspended = { state: 'suspended', changedAt: day('04-01') } as const;
    expect(standingOn(award(), suspended, day('04-02'))).toBeNull();
  });

  it('is not known where the time of a revocation is not kept, nor before a badge was given again', () => {
    expect(standingOn(award({ state: 'revoked' }), undefined, day('04-01'))).toBe('unknown');
    expect(standingOn(award({ cycle: 2 }), undefined, day('01-01'))).toBe('unknown');
    expect(standingOn(award({ cycle: 2 }), undefined, day('03-01'))).toBe('held');
  });

  it('is never for what was undone or denied', () => {
    for (const state of ['undone', 'denied'] as const)
      expect(standingOn(award({ state }), undefined, day('03-01'))).toBeNull();
  });

  it('takes the renewal of two that are held, and what is held rather than what is not known', () => {
    const first = { award: award(), standing: 'held' } as const;
    const renewal = { award: award({ period: 2 }), standing: 'held' } as const;
    expect(isBetter(renewal, first)).toBe(true);
    expect(isBetter(first, renewal)).toBe(false);
    expect(isBetter(first, { ...renewal, standing: 'unknown' })).toBe(true);
  });
});
