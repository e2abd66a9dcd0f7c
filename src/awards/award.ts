import type { CourseKey } from '../grades/index.js';
import type { MarkAsked } from '../rules/index.js';

/** `active`: it counts. `undone`: taken back within the time to undo. `denied`: an instructor decided against it. */
export type AwardState = 'active' | 'revoked' | 'undone' | 'denied';

/**
 * What is still to be done for an award; it is taken up again after a crash. `give`: issue and notify. `take`: revoke.
 * `hold`: suspend, while a revocation can be undone. `return`: end that, since it was undone.
 */
export type AwardTodo = 'give' | 'hold' | 'return' | 'take';

/** A revocation by hand that can be undone: the award counts no more, and its badge is suspended until then. */
export interface Retraction {
  readonly until: Date;
  /** What the award said before, to be said again where the revocation is undone. */
  readonly before: Pick<Award, 'reason' | 'actor' | 'fall'>;
}

/** Something after the award asks whether it still stands: a grade fell below the mark, or its person teaches the course. */
export interface Fall {
  /** Absent: a grade fell. */
  readonly why?: 'teaches';
  readonly since: Date;
  /** When the award is revoked; absent: an instructor decides. */
  readonly dueAt?: Date;
  /** It was one of many that fell at once: an instructor was asked about all of them together. */
  readonly asked?: boolean;
  /** An instructor looked at it and kept the badge. */
  readonly kept?: boolean;
}

/** The result that goes into the badge, as it was when the award was made. */
export interface AwardedResult {
  readonly title: string;
  readonly score?: string;
  readonly maximum?: string;
  readonly letter?: string;
  /** The steps of a rubric on which the work was put, each under the name by which the badge describes its criterion. */
  readonly levels?: readonly { readonly name: string; readonly level: string }[];
  /** What was asked for; `badge`: that another badge is held, which `title` names. */
  readonly mark: MarkAsked | 'badge';
}

/** The badge of another system in whose place an award was given: its issuer moved here. It is no badge of ours. */
export interface Origin {
  /** Its address, where it has one. */
  readonly id?: string;
  /** When it was awarded there. */
  readonly awardedAt?: Date;
  /** What the badge says of it, in the words of whoever decided. */
  readonly words: string;
}

/** A part of somebody's work that is shown with their badge (OB 3.0, B.1.9 Evidence). */
export interface ShownEvidence {
  readonly key: string;
  readonly id?: string;
  readonly name?: string;
  readonly narrative?: string;
}

/** That a person has been given a version of an achievement: at most once a period of validity, held by a unique index. */
export interface Award {
  readonly id: string;
  readonly tenant: CourseKey;
  readonly ruleId: string;
  readonly achievementId: string;
  readonly achievementVersion: number;
  readonly personKey: string;
  readonly userId: string;
  /** Counts how often it was given; above 1 when it was given again after being undone or revoked for a fallen grade. */
  readonly cycle: number;
  readonly state: AwardState;
  readonly todo?: AwardTodo;
  readonly by: 'rule' | 'hand';
  /** Who decided and why, when it was done by hand. */
  readonly actor?: string;
  readonly reason?: string;
  /** The job that decided about many at once, when it did about this one. */
  readonly batch?: string;
  readonly awardedAt: Date;
  /** Mail goes out from then on. */
  readonly notifyAfter?: Date;
  /** Set when the learner could not be written to. */
  readonly notNotified?: boolean;
  readonly results: readonly AwardedResult[];
  /** Set where it was given in the place of a badge of another system. */
  readonly origin?: Origin;
  /** The badges that it was given for, of those that their holder showed to others then. */
  readonly parts?: readonly { readonly id: string; readonly name: string }[];
  /** The parts of its holder's work that they chose to show with the badge; each is named by its `key`. */
  readonly evidence?: readonly ShownEvidence[];
  readonly fall?: Fall;
  /** Why it was revoked: only a badge lost to a fallen grade comes back by itself. */
  readonly revokedFor?: 'fall' | 'hand';
  /** When it was revoked by hand. */
  readonly takenAt?: Date;
  /** While the revocation can be undone. */
  readonly retraction?: Retraction;
  /** Counts the periods of validity, where passing again renewed it; absent: the first. */
  readonly period?: number;
  /** The award of the period before: one that was renewed is renewed once, held by a unique index. */
  readonly renews?: string;
  /** Absent: the badge does not expire, or the award is older than this field. */
  readonly validUntil?: Date;
  /** When the learner is told that it can be renewed; absent when that is done, or there is no such time. */
  readonly remindAt?: Date;
}

/** How an award stands, and no more of it. */
export type StandingAward = Pick<
  Award,
  'ruleId' | 'userId' | 'state' | 'awardedAt' | 'period' | 'validUntil' | 'fall'
>;

/** The award of the latest period; of several (another version, given by hand) the one that counts. */
export function latestOf<T extends Pick<Award, 'period' | 'state'>>(
  awards: readonly T[],
): T | undefined {
  const rank = ({ period = 1, state }: T) => period * 2 + (state === 'active' ? 1 : 0);
  return awards.reduce<T | undefined>(
    (best, each) => (best && rank(best) >= rank(each) ? best : each),
    undefined,
  );
}

/** One person on one platform, whatever the course. */
export const personKey = (platformId: string, userId: string): string => `${platformId}/${userId}`;

/** Names one giving of an award for `credentials` and `mail`: the same key never gives a second badge or a second mail. */
export const givingKey = (award: Pick<Award, 'id' | 'cycle'>): string =>
  award.cycle === 1 ? award.id : `${award.id}.${award.cycle}`;
