import { omitUndefined } from '../base/index.js';
import type { AssessmentInput, Rule } from '../rules/index.js';
import { latestOf, type Award } from './award.js';
import { type Validity, renewableFrom } from './validity.js';
import type { Decision, Facts, RenewalState, Renewal } from './decision.js';

/** A platform's clock may be this much ahead of ours before its times say nothing any more. */
const CLOCK_AHEAD_MS = 3_600_000;

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
  // Work that was handed in again and is not graded again yet still has the earlier grade.
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
  const found = omitUndefined({
    score: score === null ? undefined : score,
    letter: letter ? letter : undefined,
  });
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
