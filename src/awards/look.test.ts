import { describe, expect, it } from 'vitest';
import { changeSince, lookOf } from './look.js';
import type { RulePlan } from './set-up.js';

const plan: RulePlan = {
  ...{ inputs: [], combine: { kind: 'all' }, compare: 'exact', backfill: true },
  ...{ release: { policy: 'immediately' }, afterFall: { policy: 'keep', graceMs: 0 } },
};
const look = (change: { revision?: number; plan?: Partial<RulePlan>; who?: string } = {}) =>
  lookOf({ revision: change.revision ?? 1 }, { ...plan, ...change.plan }, { digest: 'd' }, [
    [change.who ?? 'a'],
    [],
  ]);

describe('what a person saw before they say yes', () => {
  it('is the same while nothing changes, whatever is chosen beside the button', () => {
    expect(changeSince(look(), look())).toBe('none');
    expect(changeSince(look(), look({ plan: { backfill: false } }))).toBe('none');
  });

  it('is something else once the grades, the rule asked for or the kept rule is', () => {
    expect(changeSince(look(), look({ who: 'b' }))).toBe('grades');
    const kept = { afterFall: { policy: 'revoke', graceMs: 0 } } as const;
    expect(changeSince(look(), look({ plan: kept, who: 'b' }))).toBe('plan');
    expect(changeSince(look(), look({ revision: 2, plan: kept }))).toBe('rule');
  });

  it('is nothing where the page sends nothing, and nobody’s where it sends anything', () => {
    expect(changeSince('', look())).toBe('nothing-seen');
    expect(changeSince('anything', look())).toBe('rule');
  });
});
