import { foldName, omitUndefined, searchWordsOf } from '../../base/index.js';
import type { DecisionRecord, StandingAward } from '../../awards/index.js';
import { anonymousCode } from '../../people/index.js';
import type { Rule } from '../../rules/index.js';
import { learnerStatusOf, type LearnerStatus } from './learner-status.js';

/**
 * One line of a badge's roster, as it is searched, counted and sorted; what the page shows of it comes from award and
 * decision.
 */
export interface RosterEntry {
  readonly ruleId: string;
  readonly userId: string;
  /** The name that the platform gave; absent where it gives none, or it was erased. */
  readonly name?: string;
  /** The name as it is sorted by. */
  readonly nameKey: string;
  readonly words: readonly string[];
  readonly standing: LearnerStatus;
  /** The first assessment's grade in percent of its maximum; -1 where there is none. */
  readonly grade: number;
  /** When the badge that the learner holds was given. */
  readonly awardedAt?: Date;
  /** Whether the learner has left the course's roster. */
  readonly hasLeft?: boolean;
  /** When the status changes by the passing of time. */
  readonly nextAt?: Date;
}

/** A character that sorts after every name of any script. */
const NAMELESS = '\u{10FFFF}';

/** @returns what a learner without a name is sorted and found by */
export function namelessKeys(platformId: string, userId: string) {
  const code = anonymousCode(platformId, userId);
  return { nameKey: `${NAMELESS}${code}`, words: [code.toLowerCase()] };
}

function gradeOf(record: DecisionRecord | undefined): number {
  const [first] = record?.decision.inputs ?? [];
  if (first?.score === undefined) return -1;
  const score = Number(first.score);
  const maximum = Number(first.maximum);
  const share = maximum > 0 ? (score / maximum) * 100 : score;
  return Number.isFinite(share) ? Math.round(share * 1e6) / 1e6 : -1;
}

function nextOf(award: StandingAward | undefined, record: DecisionRecord | undefined, now: Date) {
  if (award?.state !== 'active') return undefined;
  const moments = [award.validUntil, record?.decision.renewal?.from].flatMap((at) =>
    at && at > now ? [at.getTime()] : [],
  );
  return moments.length > 0 ? new Date(Math.min(...moments)) : undefined;
}

/**
 * Makes the entry of one learner.
 * @param known what is known of the person and of their membership
 */
export function rosterEntryOf(
  rule: Pick<Rule, 'id' | 'tenant'>,
  userId: string,
  known: { readonly name: string | undefined; readonly hasLeft: boolean },
  award: StandingAward | undefined,
  record: DecisionRecord | undefined,
  now: Date,
): RosterEntry {
  const { name, hasLeft } = known;
  const keys = name
    ? { nameKey: foldName(name), words: searchWordsOf(name) }
    : namelessKeys(rule.tenant.platformId, userId);
  return omitUndefined({
    ruleId: rule.id,
    userId,
    name,
    ...keys,
    standing: learnerStatusOf(award, record, false, now),
    grade: gradeOf(record),
    awardedAt: award?.state === 'active' ? award.awardedAt : undefined,
    hasLeft: hasLeft ? true : undefined,
    nextAt: nextOf(award, record, now),
  });
}
