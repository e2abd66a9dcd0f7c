import { createHash } from 'node:crypto';
import type { Assessment } from '../../grades/index.js';
import type { Rule, LocalizedMessage } from '../../rules/index.js';

/** What a rule is made of, before it has an id and an achievement. */
export type RulePlan = Pick<
  Rule,
  'inputs' | 'combine' | 'notBefore' | 'timeZone' | 'compare' | 'release' | 'afterFall' | 'backfill'
>;

/** Another badge that can be asked for. */
export interface OtherBadge {
  readonly achievementId: string;
  readonly name: string;
}

/** What there is to choose from in a course. */
export interface Choices {
  readonly assessments: readonly Assessment[];
  readonly badges: readonly OtherBadge[];
}

/** What is wrong, by the name of its field. */
export type FormErrors = Readonly<Record<string, LocalizedMessage>>;

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: FormErrors };

export const badgeKey = (badge: Pick<OtherBadge, 'achievementId'>): string =>
  `b${createHash('sha256').update(badge.achievementId).digest('hex').slice(0, 11)}`;

/** The errors of several readings of one form together; of a field that two refuse, the later one's words. */
export const errorsOf = (...readings: readonly Parsed<unknown>[]): FormErrors =>
  Object.assign({}, ...readings.map((each) => (each.ok ? {} : each.errors))) as FormErrors;

export { assessmentKey } from '../visit/assessment-key.js';
