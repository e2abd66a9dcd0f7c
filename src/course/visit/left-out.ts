import type { Roster } from '../../grades/index.js';
import { nameIn } from '../../rules/index.js';
import type { Visit } from './visit.js';

/** A person of the roster who cannot earn badges, and why. */
export interface LeftOutRow {
  readonly userId: string;
  readonly name: string;
  readonly why: string;
  /** Whether an instructor can confirm the person as a learner. */
  readonly canConfirm: boolean;
}

/** Whether it is doubtful that the person is no learner, so that an instructor is asked. */
const isDoubtful = (leftOut: string): boolean => leftOut === 'both' || leftOut === 'taught';

/** @returns for how many people it is doubtful whether they are learners */
export const countDoubtful = (roster: Roster | null): number =>
  [...(roster?.members.values() ?? [])].filter(
    ({ leftOut }) => leftOut !== undefined && isDoubtful(leftOut),
  ).length;

/** Lists people of the roster who cannot earn badges, each with the reason; the doubtful ones come first. */
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
