import type { CourseKey, GradingScheme, Rubric, SourceKind } from '../grades/index.js';
/** The mark that an assessment must reach, always by `>=`. Values are decimal text. */
export type Mark =
  | { readonly kind: 'percent'; readonly value: string }
  | { readonly kind: 'points'; readonly value: string }
  | { readonly kind: 'letter'; readonly letter: string; readonly scheme: GradingScheme }
  | { readonly kind: 'complete' };

/** A mark as an instructor asks for it: of a letter, without the grading scheme that gives it a value. */
export type MarkAsked =
  | Exclude<Mark, { kind: 'letter' }>
  | { readonly kind: 'letter'; readonly letter: string };

/** One assessment that a rule asks for, with the mark it must reach. */
export interface AssessmentInput {
  readonly kind: 'assessment';
  readonly id: string;
  readonly source: SourceKind;
  readonly assessmentId: string;
  /**
   * The assessment's title and maximum when the rule was saved; a maximum that differs later is an {@link
   * AssessmentChange}.
   */
  readonly title: string;
  readonly maximum: string | null;
  readonly mark: Mark;
  /** By which criteria the work is looked at, as they were when the rule was saved. */
  readonly rubric?: Rubric;
}

/** Another badge that a rule asks for. */
export interface BadgeInput {
  readonly kind: 'badge';
  readonly id: string;
  readonly achievementId: string;
  readonly name: string;
}

/** One thing that a rule asks for. */
export type RuleInput = AssessmentInput | BadgeInput;

/** How many of a rule's inputs must be met. */
export type Combine =
  | { readonly kind: 'all' }
  | { readonly kind: 'any' }
  | { readonly kind: 'atLeast'; readonly count: number };

/** When a badge may appear: no badge may reveal a grade that the platform does not show to its learner yet. */
export type Release =
  | { readonly policy: 'immediately' }
  | { readonly policy: 'released' }
  | { readonly policy: 'date'; readonly at: Date }
  | { readonly policy: 'confirm'; readonly confirmedAt?: Date };

/** What happens when a grade later falls below the mark; `graceMs` is how long a revocation waits, in milliseconds. */
export interface AfterFall {
  readonly policy: 'keep' | 'ask' | 'revoke';
  readonly graceMs: number;
}

/** A rule's state. In `waiting` an administrator has to approve the rule, which gives nothing until then. */
export type RuleState = 'draft' | 'waiting' | 'active' | 'paused' | 'ended';

/** Which assessments and other badges have to be passed for an achievement. */
export interface Rule {
  readonly id: string;
  readonly tenant: CourseKey;
  readonly achievementId: string;
  /** The version of the achievement that the rule gives, fixed at activation; a draft follows the achievement. */
  readonly achievementVersion: number;
  readonly state: RuleState;
  /** Raised by every change. A change that was made against an earlier revision is refused. */
  readonly revision: number;
  readonly inputs: readonly RuleInput[];
  readonly combine: Combine;
  readonly notBefore?: Date;
  /** The time zone (IANA) in which the rule's dates were typed; absent: UTC. */
  readonly timeZone?: string;
  /** `exact` compares at full precision, `displayed` after rounding to two decimals, as the gradebook shows it. */
  readonly compare: 'exact' | 'displayed';
  readonly release: Release;
  readonly afterFall: AfterFall;
  /** False: grades that were there when the rule was activated earn nothing by themselves. */
  readonly backfill: boolean;
  readonly activatedAt?: Date;
  /** Until this moment the activation can be undone, and no mail goes out. */
  readonly undoUntil?: Date;
  /** When all grades that were there at activation had been read; only for a rule without backfill. */
  readonly baselineAt?: Date;
  /** The rule's state before it ended, and until when ending it can be undone. */
  readonly ended?: { readonly from: RuleState; readonly undoUntil: Date };
  /** The reason that an administrator gave for not approving the rule. */
  readonly sentBack?: string;
  readonly pausedFor?: AssessmentChange;
}

/** @returns how many of a rule's inputs must be met */
export function neededOf(combine: Combine, inputs: number): number {
  if (combine.kind === 'all') return inputs;
  if (combine.kind === 'any') return Math.min(1, inputs);
  return Math.min(Math.max(combine.count, 1), inputs);
}

/**
 * Finds badges that would depend on themselves. Each rule leads from the badges it asks for to the badge it gives.
 * @returns the achievement ids along the circle, the first one repeated at its end; null where there is no circle
 */
export function findCircle(
  rules: readonly Pick<Rule, 'achievementId' | 'inputs'>[],
): string[] | null {
  const needs = new Map<string, Set<string>>();
  for (const rule of rules) {
    const set = needs.get(rule.achievementId) ?? new Set<string>();
    for (const input of rule.inputs) if (input.kind === 'badge') set.add(input.achievementId);
    needs.set(rule.achievementId, set);
  }
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): string[] | null => {
    const at = path.indexOf(id);
    if (at >= 0) return [...path.slice(at), id];
    if (done.has(id)) return null;
    for (const next of needs.get(id) ?? []) {
      const circle = visit(next, [...path, id]);
      if (circle) return circle;
    }
    done.add(id);
    return null;
  };
  for (const id of needs.keys()) {
    const circle = visit(id, []);
    if (circle) return circle;
  }
  return null;
}

/**
 * Orders rules so that those that give a badge come before those that ask for it. Without a circle such an order
 * exists.
 */
export function inOrder<R extends Pick<Rule, 'achievementId' | 'inputs'>>(
  rules: readonly R[],
): R[] {
  const givers = new Map<string, R[]>();
  for (const rule of rules) {
    givers.set(rule.achievementId, [...(givers.get(rule.achievementId) ?? []), rule]);
  }
  const ordered = new Set<R>();
  const visiting = new Set<R>();
  const visit = (rule: R): void => {
    if (ordered.has(rule) || visiting.has(rule)) return;
    visiting.add(rule);
    for (const input of rule.inputs) {
      if (input.kind === 'badge')
        for (const giver of givers.get(input.achievementId) ?? []) visit(giver);
    }
    ordered.add(rule);
  };
  rules.forEach(visit);
  return [...ordered];
}

/** @returns those of a rule's inputs that are assessments */
export const assessmentInputs = (rule: Pick<Rule, 'inputs'>): AssessmentInput[] =>
  rule.inputs.flatMap((input) => (input.kind === 'assessment' ? [input] : []));

/** @returns the ids of the achievements that a rule asks for */
export const badgeInputs = (rule: Pick<Rule, 'inputs'>): string[] =>
  rule.inputs.flatMap((input) => (input.kind === 'badge' ? [input.achievementId] : []));

/** Why a rule can no longer be trusted to mean what it meant when it was activated. */
export type AssessmentChange =
  | { readonly code: 'assessment_gone'; readonly title: string }
  /** So many grades fell at once that a reset or a changed activity is likelier than so many regrades. */
  | { readonly code: 'many_fell'; readonly count: number }
  | {
      readonly code: 'maximum_changed';
      readonly title: string;
      readonly was: string;
      readonly now: string;
    };
