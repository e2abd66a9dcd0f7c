import type { CourseKey, GradingScheme, SourceKind } from '../grades/index.js';
/** The mark that an assessment must reach, always by `>=`. Values are decimal text. */
export type Mark =
  | { readonly kind: 'percent'; readonly value: string }
  | { readonly kind: 'points'; readonly value: string }
  | { readonly kind: 'letter'; readonly letter: string; readonly scheme: GradingScheme }
  | { readonly kind: 'complete' };

/** What was asked for, without the scheme that a letter belongs to. */
export type MarkAsked =
  Exclude<Mark, { kind: 'letter' }> | { readonly kind: 'letter'; readonly letter: string };

export interface AssessmentInput {
  readonly kind: 'assessment';
  readonly id: string;
  readonly source: SourceKind;
  readonly assessmentId: string;
  /** As they were when the rule was saved; a maximum that differs later is drift. */
  readonly title: string;
  readonly maximum: string | null;
  readonly mark: Mark;
}

export interface BadgeInput {
  readonly kind: 'badge';
  readonly id: string;
  readonly achievementId: string;
  readonly name: string;
}

export type RuleInput = AssessmentInput | BadgeInput;

export type Combine =
  | { readonly kind: 'all' }
  | { readonly kind: 'any' }
  | { readonly kind: 'atLeast'; readonly count: number };

/** When a badge may appear: it must not reveal a mark that its learner cannot see yet. */
export type Release =
  | { readonly policy: 'immediately' }
  | { readonly policy: 'released' }
  | { readonly policy: 'date'; readonly at: Date }
  | { readonly policy: 'confirm'; readonly confirmedAt?: Date };

/** What happens when a grade later falls below the mark. */
export interface AfterFall {
  readonly policy: 'keep' | 'ask' | 'revoke';
  readonly graceMs: number;
}

/** `waiting`: an administrator has to approve it; it gives nothing until then. */
export type RuleState = 'draft' | 'waiting' | 'active' | 'paused' | 'ended';

/** What maps assessments (and other badges) to an achievement. */
export interface Rule {
  readonly id: string;
  readonly tenant: CourseKey;
  readonly achievementId: string;
  /** Fixed at activation; a draft follows the achievement. */
  readonly achievementVersion: number;
  readonly state: RuleState;
  /** Raised by every change; a change made against an older one is refused. */
  readonly revision: number;
  readonly inputs: readonly RuleInput[];
  readonly combine: Combine;
  readonly notBefore?: Date;
  /** On whose clocks its dates were set (IANA); absent: UTC. */
  readonly timeZone?: string;
  /** `exact`: full precision. `displayed`: rounded to two decimals, as the gradebook shows it. */
  readonly compare: 'exact' | 'displayed';
  readonly release: Release;
  readonly afterFall: AfterFall;
  /** False: grades that were there at activation earn nothing by themselves. */
  readonly backfill: boolean;
  readonly activatedAt?: Date;
  /** Until then the activation can be undone, and no mail goes out. */
  readonly undoUntil?: Date;
  /** When grades that were there at activation had all been looked at; only for a rule without backfill. */
  readonly baselineAt?: Date;
  /** How it was before it ended, and until when that can be undone. */
  readonly ended?: { readonly from: RuleState; readonly undoUntil: Date };
  /** Why an administrator did not approve it. */
  readonly sentBack?: string;
  readonly pausedFor?: AssessmentChange;
}

/** How many of the inputs must be met. */
export function neededOf(combine: Combine, inputs: number): number {
  if (combine.kind === 'all') return inputs;
  if (combine.kind === 'any') return Math.min(1, inputs);
  return Math.min(Math.max(combine.count, 1), inputs);
}

/**
 * The badges that would, through rules, depend on themselves. A rule is an arrow from each badge it asks for to the badge it gives.
 * @returns the achievement ids along the circle, the first one repeated at its end; null when there is none.
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

/** Rules in an order in which every badge is decided before the rules that ask for it. Expects no circle. */
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

export const assessmentInputs = (rule: Pick<Rule, 'inputs'>): AssessmentInput[] =>
  rule.inputs.flatMap((input) => (input.kind === 'assessment' ? [input] : []));

export const badgeInputs = (rule: Pick<Rule, 'inputs'>): string[] =>
  rule.inputs.flatMap((input) => (input.kind === 'badge' ? [input.achievementId] : []));

/** Why a rule can no longer be trusted to mean what it meant when it was activated. */
export type AssessmentChange =
  | { readonly code: 'assessment_gone'; readonly title: string }
  /** So many grades fell at once that a reset or a changed activity is more likely than regrades. */
  | { readonly code: 'many_fell'; readonly count: number }
  | {
      readonly code: 'maximum_changed';
      readonly title: string;
      readonly was: string;
      readonly now: string;
    };
