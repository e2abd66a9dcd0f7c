import type { LaurelError } from '../../base/index.js';

/** One requirement of a specification on a launch, or on a part of it. */
export interface Clause<Subject> {
  /** The requirement in a few words, for the log. */
  readonly name: string;
  /** The specification and the section that makes the requirement. */
  readonly source: string;
  /**
   * @returns the error where the subject does not satisfy the clause, with a `cause` in words for the log; else
   *   undefined
   */
  against(subject: Subject): LaurelError | undefined;
}

/** @throws the refusal of the first clause that is not satisfied; its cause names the clause */
export function requireClauses<Subject>(
  clauses: readonly Clause<Subject>[],
  subject: Subject,
): void {
  for (const clause of clauses) {
    const refusal = clause.against(subject);
    if (!refusal) continue;
    const why = refusal.cause instanceof Error ? refusal.cause.message : '';
    refusal.cause = new Error(`${clause.name} (${clause.source}): ${why}`);
    throw refusal;
  }
}
