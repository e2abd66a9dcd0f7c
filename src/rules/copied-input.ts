import type { AssessmentInput, BadgeInput, RuleInput } from './rule.js';

export type WantedAssessment = Pick<
  AssessmentInput,
  'kind' | 'source' | 'title' | 'maximum' | 'mark'
>;

/** What a rule of another course asked for: found again in this course by what people call it. */
export type CopiedInput = WantedAssessment | Pick<BadgeInput, 'kind' | 'name'>;

export const copiedInputOf = (input: RuleInput): CopiedInput =>
  input.kind === 'badge'
    ? { kind: 'badge', name: input.name }
    : {
        kind: 'assessment',
        source: input.source,
        title: input.title,
        maximum: input.maximum,
        mark: input.mark,
      };
