import { omitUndefined } from '../base/index.js';
import type { Roster, RosterMember } from './roster-member.js';
import type { CourseKey } from './grade.js';

/** Reads whose launches say more of them than the roster: they taught, or an instructor confirmed them as learners. */
export type ReadHistory = (
  course: CourseKey,
) => Promise<ReadonlyMap<string, 'taught' | 'confirmed'>>;

const asLearner = ({ userId, name, email }: RosterMember): RosterMember =>
  omitUndefined({ userId, name, email, isLearner: true });

/**
 * Completes a roster with what launches say by now. The roster is kept for minutes and in each process, while somebody
 * may have launched as a teacher a moment ago, or as a student since.
 */
export function withHistory(
  roster: Roster,
  history: ReadonlyMap<string, 'taught' | 'confirmed'>,
): Roster {
  const changed = new Map<string, RosterMember>();
  for (const [userId, word] of history) {
    const member = roster.members.get(userId);
    if (member === undefined) continue;
    const { leftOut } = member;
    if (word === 'taught' && member.isLearner)
      changed.set(userId, { ...member, isLearner: false, isAssistant: true, leftOut: 'taught' });
    if (word === 'confirmed' && (leftOut === 'taught' || leftOut === 'both'))
      changed.set(userId, asLearner(member));
  }
  if (changed.size === 0) return roster;
  const members = new Map([...roster.members, ...changed]);
  return { ...roster, members, has: (userId) => members.get(userId)?.isLearner ?? false };
}
