import type { LaurelError } from '../../base/index.js';

/** One thing that a specification asks of a launch, or of a part of it. */
export interface Clause<Subject> {
  /** In a few words, for the log. */
  readonly name: string;
  /** The specification and its section. */
  readonly source: string;
  /** The refusal where the subject does not satisfy the clause, its `cause` in words for the log; else undefined. */
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
