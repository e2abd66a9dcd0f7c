import type { Grade } from '../../grades/index.js';
import {
  makeInput,
  makeRule,
  READ_AT,
  type Mark,
  type Rule,
  type RuleInput,
} from '../../rules/index.js';
import type { Facts, InputFact } from '../decision.js';

export const readAt = READ_AT;

export const now = new Date('2026-11-21T10:00:05Z');

export const assessment = (id: string, mark: Mark): RuleInput =>
  makeInput({ id, assessmentId: `https://lms.test/items/${id}`, title: `Quiz ${id}`, mark });

export const rule = (inputs: RuleInput[], change: Partial<Rule> = {}): Rule =>
  makeRule({
    id: 'r1',
    tenant: { platformId: 'p', deploymentId: 'd', contextId: 'c' },
    achievementId: 'a1',
    inputs,
    ...change,
  });

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
