import type { Roster } from '../grades/index.js';
import { anonymousCode } from '../people/index.js';
import type { Localizer } from './localizer.js';

/** @returns the name by which instructors read of a learner: the roster's, else "Learner 7F3A" */
export function nameIn(
  { t }: Pick<Localizer, 't'>,
  roster: Roster | null,
  platformId: string,
  userId: string,
): string {
  const name = roster?.members.get(userId)?.name;
  return name ?? t('awards.learner.unnamed', { code: anonymousCode(platformId, userId) });
}
