import { omitUndefined } from '../../base/index.js';
import type { Award, DecisionRecord } from '../../awards/index.js';
import { anonymousCode } from '../../people/index.js';
import type { Rule } from '../../rules/index.js';
import { learnerStatusOf, type LearnerStatus } from './learner-status.js';
import { foldName, searchWordsOf } from './name-key.js';

/** One line of a badge's roster, as it is found, counted and put in order; what it says is read from award and decision. */
export interface RosterEntry {
  readonly ruleId: string;
  readonly userId: string;
  /** As the platform told it; absent where it tells none, or it was erased. */
  readonly name?: string;
  /** The name as it is put in order. */
  readonly nameKey: string;
  readonly words: readonly string[];
  readonly standing: LearnerStatus;
  /** The first assessment's share of its maximum in percent; -1 where there is none. */
  readonly grade: number;
  /** When the badge that is held was given. */
  readonly awardedAt?: Date;
  /** On the roster no more. */
  readonly hasLeft?: boolean;
  /** When the standing changes by itself. */
  readonly nextAt?: Date;
}

/** Behind every name, whatever its script. */
const NAMELESS = '\u{10FFFF}';

/** How somebody is put in order and found who has no name here. */
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

function nextOf(award: Award | undefined, record: DecisionRecord | undefined, now: Date) {
  if (award?.state !== 'active') return undefined;
  const moments = [award.validUntil, record?.decision.renewal?.from].flatMap((at) =>
    at && at > now ? [at.getTime()] : [],
  );
  return moments.length > 0 ? new Date(Math.min(...moments)) : undefined;
}

/** @param known what is known of the person and of their place on the roster */
export function rosterEntryOf(
  rule: Pick<Rule, 'id' | 'tenant'>,
  userId: string,
  known: { readonly name: string | undefined; readonly hasLeft: boolean },
  award: Award | undefined,
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
