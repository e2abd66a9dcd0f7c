import type { Roster } from '../../grades/index.js';
import { nameIn } from '../../rules/index.js';
import type { Visit } from './visit.js';

/** Somebody of the roster who does not earn, and why. */
export interface LeftOutRow {
  readonly userId: string;
  readonly name: string;
  readonly why: string;
  /** An instructor can say that they study here all the same. */
  readonly canConfirm: boolean;
}

/** An instructor can say more of them than the platform does. */
const isDoubtful = (leftOut: string): boolean => leftOut === 'both' || leftOut === 'taught';

/** Of how many people it is not clear whether they study here. */
export const countDoubtful = (roster: Roster | null): number =>
  [...(roster?.members.values() ?? [])].filter(
    ({ leftOut }) => leftOut !== undefined && isDoubtful(leftOut),
  ).length;

/** Whom the roster names and nobody counts: told with the reason, those first of whom an instructor can say more. */
export function leftOutOf(visit: Visit, roster: Roster | null): LeftOutRow[] {
  return [...(roster?.members.values() ?? [])]
    .flatMap(({ userId, leftOut }) => {
      if (leftOut === undefined) return [];
      const name = nameIn(visit, roster, visit.course.platformId, userId);
      const why = visit.t(`awards.leftOut.why.${leftOut}`);
      return [{ userId, name, why, canConfirm: isDoubtful(leftOut) }];
    })
    .sort(
      (a, b) =>
        Number(b.canConfirm) - Number(a.canConfirm) || a.name.localeCompare(b.name, visit.locale),
    );
}
