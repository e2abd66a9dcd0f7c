import { randomId } from '../base/index.js';
import type { Grade, Pull } from '../grades/index.js';
import type { AssessmentInput, Rule } from './rule.js';

/** When the pulls of the tests were read. */
export const READ_AT = new Date('2026-11-21T10:00:00Z');

/** @returns an assessment of a course on an invented platform, to be passed with 70 percent */
export const makeInput = (change: Partial<AssessmentInput> = {}): AssessmentInput => ({
  kind: 'assessment',
  id: 'i1',
  source: 'lti',
  assessmentId: 'https://lms.test/items/1',
  title: 'Quiz 1',
  maximum: '100',
  mark: { kind: 'percent', value: '70' },
  ...change,
});

/** @returns an active rule over one assessment, for a badge of its own */
export function makeRule(change: Partial<Rule> = {}): Rule {
  const id = randomId();
  return {
    id,
    tenant: { platformId: 'p', deploymentId: 'd', contextId: `c-${id}` },
    achievementId: `a-${id}`,
    achievementVersion: 1,
    state: 'active',
    revision: 1,
    inputs: [makeInput()],
    combine: { kind: 'all' },
    compare: 'exact',
    release: { policy: 'immediately' },
    afterFall: { policy: 'ask', graceMs: 0 },
    backfill: true,
    ...change,
  };
}

/** @returns a grade of 100 points, which is ungraded where `score` is null */
export const makeGrade = (
  userId: string,
  score: string | null,
  change: Partial<Grade> = {},
): Grade => ({
  userId,
  state: score === null ? 'empty' : 'graded',
  score,
  maximum: '100',
  ...change,
});

/** @returns one assessment's grades as a source reads them */
export const makePull = (grades: readonly Grade[], change: Partial<Pull> = {}): Pull => ({
  readAt: READ_AT,
  assessment: { title: 'Quiz 1', maximum: '100' },
  grades,
  notices: [],
  ...change,
});
