import type { CourseKey } from '../grades/index.js';
import type { MarkAsked } from './rule.js';

/** `active`: it counts. `undone`: taken back within the time to undo. `denied`: an instructor decided against it. */
export type AwardState = 'active' | 'revoked' | 'undone' | 'denied';

/** What is still to be done for an award; it is taken up again after a crash. `give`: issue and notify. `take`: revoke. */
export type AwardTodo = 'give' | 'take';

/** A learner's grade fell below the mark after the award. */
export interface Fall {
  readonly since: Date;
  /** When the award is revoked; absent: an instructor decides. */
  readonly dueAt?: Date;
  /** An instructor looked at it and kept the badge. */
  readonly kept?: boolean;
}

/** The result that goes into the badge, as it was when the award was made. */
export interface AwardedResult {
  readonly title: string;
  readonly score?: string;
  readonly maximum?: string;
  readonly letter?: string;
  /** What was asked for; `badge`: that another badge is held, which `title` names. */
  readonly mark: MarkAsked | 'badge';
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
  readonly awardedAt: Date;
  /** Mail goes out from then on. */
  readonly notifyAfter?: Date;
  /** Set when the learner could not be written to. */
  readonly notNotified?: boolean;
  readonly results: readonly AwardedResult[];
  readonly fall?: Fall;
  /** Why it was revoked: only a badge lost to a fallen grade comes back by itself. */
  readonly revokedFor?: 'fall' | 'hand';
  /** Counts the periods of validity, where passing again renewed it; absent: the first. */
  readonly period?: number;
  /** The award of the period before: one that was renewed is renewed once, held by a unique index. */
  readonly renews?: string;
  /** Absent: the badge does not expire, or the award is older than this field. */
  readonly validUntil?: Date;
  /** When the learner is told that it can be renewed; absent when that is done, or there is no such time. */
  readonly remindAt?: Date;
}

/** The award of the latest period; of several (another version, given by hand) the one that counts. */
export function latestOf(awards: readonly Award[]): Award | undefined {
  const rank = ({ period = 1, state }: Award) => period * 2 + (state === 'active' ? 1 : 0);
  return awards.reduce<Award | undefined>(
    (best, each) => (best && rank(best) >= rank(each) ? best : each),
    undefined,
  );
}

/** One person on one platform, whatever the course. */
export const personKey = (platformId: string, userId: string): string => `${platformId}/${userId}`;

/** Names one giving of an award for `credentials` and `mail`: the same key never gives a second badge or a second mail. */
export const givingKey = (award: Pick<Award, 'id' | 'cycle'>): string =>
  award.cycle === 1 ? award.id : `${award.id}.${award.cycle}`;
