import type { AchievementContent } from '../achievements/index.js';
import { latestOf, type Award } from './award.js';
import type { Decision, Facts } from './decide.js';
import type { AssessmentInput, Rule } from './rule.js';

/** How long a badge is valid, and whether passing again renews it, as its version says. */
export type Validity = NonNullable<AchievementContent['validity']>;

const DAY = 86_400_000;
const MONTH = (365.2425 / 12) * DAY;
const MOST_DAYS = 90;
/** A platform's clock may be this much ahead of ours before its times say nothing any more. */
const CLOCK_AHEAD_MS = 3_600_000;

/** The same day some months later; where that month is shorter, its last day. */
export function addMonths(date: Date, months: number): Date {
  const later = new Date(date);
  later.setUTCMonth(date.getUTCMonth() + months);
  if (later.getUTCDate() !== date.getUTCDate()) later.setUTCDate(0);
  return later;
}

/** The last days of a badge in which it can be renewed: what its author chose, else a quarter of its time and at most 90. */
export function renewalDaysOf({ months, renewalDays }: Validity): number {
  const days = (months * MONTH) / DAY;
  const wanted = renewalDays ?? Math.min(MOST_DAYS, days / 4);
  // Half at most: what renewed one period can then never renew the next.
  return Math.max(1, Math.floor(Math.min(wanted, days / 2)));
}

/**
 * Until when an award is valid. One that renews another before its end loses nothing of that: its time begins at that end.
 * @param renewed the award that it renews
 */
export function validUntilOf(
  { months }: Validity,
  awardedAt: Date,
  renewed?: Pick<Award, 'validUntil'>,
): Date {
  const before = renewed?.validUntil;
  return addMonths(before && before > awardedAt ? before : awardedAt, months);
}

/** From when a pass renews an award that is valid until `validUntil`; it still does after that. */
export const renewableFrom = (validity: Validity, validUntil: Date): Date =>
  new Date(validUntil.getTime() - renewalDaysOf(validity) * DAY);

/** What an award that is made now says of its time, and when its learner is reminded of the end. */
export function periodOf(
  validity: Validity | null,
  awardedAt: Date,
  renewed?: Pick<Award, 'validUntil'>,
): Pick<Award, 'validUntil' | 'remindAt'> {
  if (!validity) return {};
  const validUntil = validUntilOf(validity, awardedAt, renewed);
  if (!validity.isRenewedByPassingAgain) return { validUntil };
  return { validUntil, remindAt: renewableFrom(validity, validUntil) };
}

/**
 * How a learner's grades bear on renewing. `again`: passed anew. `old`: what passes is from before. `failed`: tried anew and
 * not passed. `untold`: passed, and when the grade was given cannot be told. `same`: dated anew and equal to the grade that
 * earned the badge: the platform may have kept the better of two attempts. The last two are for the instructor.
 */
export type RenewalState = 'again' | 'old' | 'failed' | 'untold' | 'same';

export interface Renewal {
  readonly state: RenewalState;
  /** A pass counts from then on. */
  readonly from: Date;
  /** The end of the badge as it is. */
  readonly until: Date;
}

/** The award that a new pass would renew: the latest of a person's; null where that one is not valid by itself. */
export function renewableOf(awards: readonly Award[]): Award | null {
  const latest = latestOf(awards);
  return latest?.state === 'active' ? latest : null;
}

const gradeText = (of: { readonly score?: string; readonly letter?: string }): string =>
  `${of.score ?? ''} ${of.letter ?? ''}`;

type Passing = 'new' | 'old' | 'untold' | 'same';

/** Whether an assessment's grade is of `from` or later, by the platform's own times. */
function dateOf(input: AssessmentInput, facts: Facts, from: Date, now: Date): Passing {
  const fact = facts.grades[input.id];
  const grade = fact && 'grade' in fact ? fact.grade : null;
  const latest = new Date(now.getTime() + CLOCK_AHEAD_MS);
  // A mirror's times are those of Moodle's last recalculation.
  if (!grade?.gradedAt || input.source === 'mirror' || grade.gradedAt > latest) return 'untold';
  const { gradedAt, submittedAt = gradedAt } = grade;
  // Handed in again and not graded again yet: the grade is still the earlier one's.
  return gradedAt < from || submittedAt < from || gradedAt < submittedAt ? 'old' : 'new';
}

function passingOf(
  input: AssessmentInput,
  facts: Facts,
  base: Award,
  from: Date,
  now: Date,
): Passing {
  const dated = dateOf(input, facts, from, now);
  const fact = facts.grades[input.id];
  const grade = fact && 'grade' in fact ? fact.grade : null;
  if (dated !== 'new' || !grade || grade.isOfLatestAttempt) return dated;
  const former = base.results.find((result) => result.title === input.title);
  const { score, letter } = grade;
  const found = { ...(score === null ? {} : { score }), ...(letter ? { letter } : {}) };
  return former && gradeText(former) === gradeText(found) ? 'same' : 'new';
}

function stateOf(
  rule: Rule,
  decision: Decision,
  passings: readonly Passing[],
  isTriedAnew: boolean,
): RenewalState {
  if (decision.verdict !== 'earned') return isTriedAnew ? 'failed' : 'old';
  const count = (...states: readonly Passing[]) =>
    passings.filter((each) => states.includes(each)).length;
  if (count('new') >= decision.needed) return 'again';
  if (count('new', 'same', 'untold') < decision.needed) return 'old';
  return count('new', 'same') >= decision.needed ? 'same' : 'untold';
}

/**
 * Whether a learner has earned anew what they hold. Pure. What counts has to be dated within the window or later, by the
 * platform: the same grade read again never renews, and neither does it renew the next period.
 * @param base the award to be renewed; its `validUntil` is known
 */
export function decideRenewal(
  rule: Rule,
  { facts, decision, base }: { facts: Facts; decision: Decision; base: Award },
  validity: Validity,
  now: Date,
): Renewal | null {
  const until = base.validUntil;
  if (!until || !validity.isRenewedByPassingAgain) return null;
  const opens = renewableFrom(validity, until);
  const from = opens > base.awardedAt ? opens : base.awardedAt;
  let isTriedAnew = false;
  const passings = rule.inputs.flatMap((input, index): Passing[] => {
    const outcome = decision.inputs[index]?.outcome;
    if (input.kind === 'badge') {
      if (outcome !== 'met') return [];
      const since = facts.badgesSince?.get(input.achievementId);
      return [since && since >= from ? 'new' : 'old'];
    }
    if (outcome === 'met') return [passingOf(input, facts, base, from, now)];
    if (outcome === 'not-met' && dateOf(input, facts, from, now) === 'new') isTriedAnew = true;
    return [];
  });
  return { state: stateOf(rule, decision, passings, isTriedAnew), from, until };
}
