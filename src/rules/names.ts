import type { Roster } from '../grades/index.js';
import { anonymousCode } from '../people/index.js';
import type { Localizer } from './localizer.js';

/** What instructors read: the name of the roster, else "Learner 7F3A". */
export function nameIn(
  { t }: Pick<Localizer, 't'>,
  roster: Roster | null,
  platformId: string,
  userId: string,
): string {
  const name = roster?.members.get(userId)?.name;
  return name ?? t('awards.learner.unnamed', { code: anonymousCode(platformId, userId) });
}
