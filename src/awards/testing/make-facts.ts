import type { Grade } from '../../grades/index.js';
import type { Mark, Rule, RuleInput } from '../../rules/index.js';
import type { Facts, InputFact } from '../decision.js';

export const readAt = new Date('2026-11-21T10:00:00Z');

export const now = new Date('2026-11-21T10:00:05Z');

export const assessment = (id: string, mark: Mark): RuleInput => ({
  kind: 'assessment',
  id,
  source: 'lti',
  assessmentId: `https://lms.test/items/${id}`,
  title: `Quiz ${id}`,
  maximum: '100',
  mark,
});

export function rule(inputs: RuleInput[], change: Partial<Rule> = {}): Rule {
  return {
    id: 'r1',
    tenant: { platformId: 'p', deploymentId: 'd', contextId: 'c' },
    achievementId: 'a1',
    achievementVersion: 1,
    state: 'active',
    revision: 1,
    inputs,
    combine: { kind: 'all' },
    compare: 'exact',
    release: { policy: 'immediately' },
    afterFall: { policy: 'ask', graceMs: 0 },
    backfill: true,
    ...change,
  };
}

export const graded = (
  score: string,
  maximum: string | null = '100',
  more: Partial<Grade> = {},
) => ({
  readAt,
  grade: { userId: 'u', state: 'graded' as const, score, maximum, ...more },
});

export const state = (name: Grade['state']): InputFact => ({
  readAt,
  grade: { userId: 'u', state: name, score: null, maximum: null },
});

export const facts = (grades: Record<string, InputFact>, badges: string[] = []): Facts => ({
  grades,
  badges: new Set(badges),
});

export const percent = (value: string): Mark => ({ kind: 'percent', value });
