import type { AssessmentInput, BadgeInput, RuleInput } from './rule.js';

/** An assessment that a copied rule asks for, without the ids it has in the original course. */
export type WantedAssessment = Pick<
  AssessmentInput,
  'kind' | 'source' | 'title' | 'maximum' | 'mark'
>;

/**
 * What the original rule asks for. The course's copy is searched for an input of the same name, since ids do not
 * survive a copy.
 */
export type CopiedInput = WantedAssessment | Pick<BadgeInput, 'kind' | 'name'>;

/** @returns what remains of an input when its rule is copied into another course: everything but the original's ids */
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
