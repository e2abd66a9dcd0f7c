import { describe, expect, it } from 'vitest';
import { changeSincePreview, previewOf } from './preview.js';
import type { RulePlan } from './choices.js';

const plan: RulePlan = {
  inputs: [],
  combine: { kind: 'all' },
  compare: 'exact',
  backfill: true,
  release: { policy: 'immediately' },
  afterFall: { policy: 'keep', graceMs: 0 },
};
const look = (change: { revision?: number; plan?: Partial<RulePlan>; who?: string } = {}) =>
  previewOf({ revision: change.revision ?? 1 }, { ...plan, ...change.plan }, { digest: 'd' }, [
    [change.who ?? 'a'],
    [],
  ]);

describe('what a person saw before they say yes', () => {
  it('is the same while nothing changes, whatever is chosen beside the button', () => {
    expect(changeSincePreview(look(), look())).toBe('none');
    expect(changeSincePreview(look(), look({ plan: { backfill: false } }))).toBe('none');
  });

  it('is something else once the grades, the rule asked for or the kept rule is', () => {
    expect(changeSincePreview(look(), look({ who: 'b' }))).toBe('grades');
    const kept = { afterFall: { policy: 'revoke', graceMs: 0 } } as const;
    expect(changeSincePreview(look(), look({ plan: kept, who: 'b' }))).toBe('plan');
    expect(changeSincePreview(look(), look({ revision: 2, plan: kept }))).toBe('rule');
  });

  it('is nothing where the page sends nothing, and nobody’s where it sends anything', () => {
    expect(changeSincePreview('', look())).toBe('nothing-seen');
    expect(changeSincePreview('anything', look())).toBe('rule');
  });
});
