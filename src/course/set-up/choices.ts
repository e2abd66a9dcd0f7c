import { createHash } from 'node:crypto';
import type { Assessment } from '../../grades/index.js';
import type { Rule, LocalizedMessage } from '../../rules/index.js';

/** What a rule asks for, before it has an id and an achievement. */
export type RulePlan = Pick<
  Rule,
  'inputs' | 'combine' | 'notBefore' | 'timeZone' | 'compare' | 'release' | 'afterFall' | 'backfill'
>;

/** Another badge that can be asked for. */
export interface OtherBadge {
  readonly achievementId: string;
  readonly name: string;
}

/** What can be chosen in a course. */
export interface Choices {
  readonly assessments: readonly Assessment[];
  readonly badges: readonly OtherBadge[];
}

/** Messages of errors by the name of their field. */
export type FormErrors = Readonly<Record<string, LocalizedMessage>>;

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: FormErrors };

export const badgeKey = (badge: Pick<OtherBadge, 'achievementId'>): string =>
  `b${createHash('sha256').update(badge.achievementId).digest('hex').slice(0, 11)}`;

/** Joins the errors of several readings of one form; where two refuse a field, the later message counts. */
export const errorsOf = (...readings: readonly Parsed<unknown>[]): FormErrors =>
  Object.assign({}, ...readings.map((each) => (each.ok ? {} : each.errors))) as FormErrors;

export { assessmentKey } from '../visit/assessment-key.js';
