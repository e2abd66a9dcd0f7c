import type { CourseKey } from '../grades/index.js';
import { orderedId, type Connection } from '../store/index.js';

/**
 * A mark that goes into the same write as a change of an award or a decision: the roster does not tell the change yet. It is
 * another one for each write, so that taking it off leaves a later change marked; rows that are written together share one.
 * Later ones sort behind earlier ones: what was awarded and decided together is listed together.
 */
export interface RosterDue {
  readonly rosterDue: string;
}

export const rosterDue = (): RosterDue => ({ rosterDue: orderedId() });

/** The mark of an award that is inserted: its own id, which no later mark of any award is. */
export const dueFirst = ({ id }: { readonly id: string }): RosterDue => ({ rosterDue: id });

/** What holds the marks of one course, and no more. */
export const ROSTER_DUE_INDEX = [
  { platformId: 1, deploymentId: 1, contextId: 1, rosterDue: 1 },
  { partialFilterExpression: { rosterDue: { $exists: true } } },
] as const;

const COLLECTIONS = ['awards', 'decisions'] as const;

/** A row that the roster does not tell as it is. */
export interface DueRow extends RosterDue {
  readonly _id: string;
  readonly ruleId: string;
  readonly userId: string;
  /** What kind of row it is. */
  readonly of: (typeof COLLECTIONS)[number];
}

/** What changed of a course's awards and decisions since its rosters were written. */
export function createRosterMarks(connection: Connection) {
  const rowsOf = (name: (typeof COLLECTIONS)[number]) =>
    connection.collection<Omit<DueRow, 'of'>>(name);
  return {
    /** Lists what was marked first, in the order of the marks. @param limit of each kind */
    async list(
      { platformId, deploymentId, contextId }: CourseKey,
      limit: number,
    ): Promise<DueRow[]> {
      const filter = { platformId, deploymentId, contextId, rosterDue: { $exists: true } };
      const found = COLLECTIONS.map(async (of) => {
        const rows = await rowsOf(of)
          .find(filter as object)
          .sort({ rosterDue: 1 })
          .project<Omit<DueRow, 'of'>>({ ruleId: 1, userId: 1, rosterDue: 1 })
          .limit(limit)
          .batchSize(limit)
          .toArray();
        return rows.map((row) => ({ ...row, of }));
      });
      return (await Promise.all(found)).flat();
    },
    /** Takes marks off that are still the same. */
    async clear(rows: readonly DueRow[]): Promise<void> {
      for (const of of COLLECTIONS) {
        const mine = rows.filter((row) => row.of === of);
        if (mine.length === 0) continue;
        const ids = mine.map(({ _id }) => _id);
        const marks = [...new Set(mine.map((row) => row.rosterDue))];
        const filter = { _id: { $in: ids }, rosterDue: { $in: marks } };
        await rowsOf(of).updateMany(filter, { $unset: { rosterDue: 1 } });
      }
    },
  };
}

export type RosterMarks = ReturnType<typeof createRosterMarks>;
