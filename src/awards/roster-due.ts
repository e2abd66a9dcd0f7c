import { randomId } from '../base/index.js';
import type { CourseKey } from '../grades/index.js';
import type { Connection } from '../store/index.js';

/**
 * A mark that goes into the same write as a change of an award or a decision: the roster does not tell the change yet. It is
 * another one for each write, so that taking it off leaves a later change marked.
 */
export interface RosterDue {
  readonly rosterDue: string;
}

export const rosterDue = (): RosterDue => ({ rosterDue: randomId() });

/** What holds the marks of one course, and no more. */
export const ROSTER_DUE_INDEX = [
  { platformId: 1, deploymentId: 1, contextId: 1, rosterDue: 1 },
  { partialFilterExpression: { rosterDue: { $exists: true } } },
] as const;

/** A row that the roster does not tell as it is. */
export interface DueRow extends RosterDue {
  readonly _id: string;
  readonly ruleId: string;
  readonly userId: string;
}

const COLLECTIONS = ['awards', 'decisions'] as const;

/** What changed of a course's awards and decisions since its rosters were written. */
export function createRosterMarks(connection: Connection) {
  const collections = COLLECTIONS.map((name) => connection.collection<DueRow>(name));
  return {
    /** @param limit of each kind */
    async list({ platformId, deploymentId, contextId }: CourseKey, limit: number) {
      const filter = { platformId, deploymentId, contextId, rosterDue: { $exists: true } };
      const found = collections.map((rows) =>
        rows
          .find(filter as object)
          .project<DueRow>({ ruleId: 1, userId: 1, rosterDue: 1 })
          .limit(limit)
          .toArray(),
      );
      return (await Promise.all(found)).flat();
    },
    /** Takes marks off that are still the same. */
    async clear(rows: readonly DueRow[]): Promise<void> {
      if (rows.length === 0) return;
      const ids = rows.map(({ _id }) => _id);
      const marks = [...new Set(rows.map((row) => row.rosterDue))];
      const filter = { _id: { $in: ids }, rosterDue: { $in: marks } };
      for (const each of collections) await each.updateMany(filter, { $unset: { rosterDue: 1 } });
    },
  };
}

export type RosterMarks = ReturnType<typeof createRosterMarks>;
