import { describe, expect, it } from 'vitest';
import { columnDoubt, type Mirror } from '../../grades/index.js';
import { omitUndefined } from '../../base/index.js';
import type { Rule } from '../../rules/index.js';
import { needsOfCourse } from './needs-you.js';

const tenant = { platformId: 'p', deploymentId: 'd', contextId: 'c' };
const words = { locale: 'en', t: (key: string) => key };
const column = (id: string, more: Partial<Mirror> = {}): Mirror => ({
  id,
  tenant,
  lineItemId: `line ${id}`,
  activity: 'Quiz 1',
  maximum: '1000',
  firstValueAt: new Date('2026-11-21T10:00:00Z'),
  notices: [{ code: 'mirror_above', reason: 'Raised.', remedy: 'Say so.', blocks: true }],
  ...more,
});
const rule = {
  id: 'r',
  tenant,
  state: 'active',
  release: { policy: 'immediately' },
  inputs: [{ kind: 'assessment', assessmentId: 'line a' }],
} as unknown as Rule;

const needsOf = (mirrors: readonly Mirror[], rules: readonly Rule[] = [rule]) =>
  needsOfCourse(words, rules, {
    achievements: new Map(),
    counts: () => ({}),
    doubtful: 0,
    corrections: new Map(),
    work: 0,
    mirrors,
  }).map(({ kind, href }) => `${kind} ${href}`);

describe('a column that copies an activity', () => {
  it('needs its instructor while nothing is decided from it, and a badge reads it', () => {
    expect(needsOf([column('a')])).toEqual(['mirror /course/mirror/a']);
    expect(needsOf([column('b')])).toEqual([]);
    expect(needsOf([column('a')], [{ ...rule, state: 'ended' }])).toEqual([]);
  });

  it('says once that the gradebook waits to be calculated anew, whatever the number of columns', () => {
    const stale = { code: 'mirror_stale', reason: 'Old.', remedy: 'Open it.', blocks: true };
    const columns = ['a', 'b', 'c'].map((id) => column(id, { notices: [stale] }));
    const inputs = ['a', 'b', 'c'].map((id) => ({
      kind: 'assessment',
      assessmentId: `line ${id}`,
    }));
    const reader = { ...rule, inputs } as unknown as Rule;
    expect(needsOf(columns, [reader])).toEqual(['mirror /course/mirror/a']);
    expect(needsOf([column('b'), ...columns], [reader])).toHaveLength(2);
  });

  it('needs nobody where it works, or only tells something, or is still being set up', () => {
    const [blocking] = column('a').notices;
    expect(needsOf([column('a', { notices: [] })])).toEqual([]);
    expect(needsOf([column('a', { notices: [{ ...blocking!, blocks: false }] })])).toEqual([]);
    const fresh = omitUndefined({ ...column('a'), firstValueAt: undefined });
    expect(columnDoubt(fresh)).toBeUndefined();
    expect(needsOf([fresh])).toEqual([]);
  });
});
