import type { Roster } from '../grades/index.js';
import { labelOf } from '../people/index.js';

/** What instructors read: the name of the roster, else "Learner 7F3A". */
export function nameIn(roster: Roster | null, platformId: string, userId: string): string {
  const name = roster?.members.get(userId)?.name;
  return labelOf({ platformId, userId, ...(name === undefined ? {} : { name }) });
}
