import type { Connection } from '../../store/index.js';
import type { Application, ApplicationState, Outcome, Verdict } from '../model/application.js';
import { applicationSchema, fromRow, type ApplicationRow } from './application-store.js';

const STATES: Readonly<Record<Verdict, ApplicationState>> = {
  approve: 'approved',
  return: 'returned',
  refuse: 'refused',
};

export type DecisionStore = ReturnType<typeof createDecisionStore>;

/** @returns the store of applications, as decisions change them */
export function createDecisionStore(connection: Connection) {
  const model = connection.model<ApplicationRow>('Application', applicationSchema);
  return {
    /** Writes down what a round came to, where nothing was decided about it. */
    async decide(
      { id, round }: Pick<Application, 'id' | 'round'>,
      outcome: Outcome,
      decidedAt: Date,
      due: Date,
    ): Promise<boolean> {
      const state = STATES[outcome.verdict];
      const step = 'undoable' as const;
      const set = { state, outcome, decidedAt, step, due, changedAt: decidedAt };
      const filter = { _id: id, round, state: 'submitted' as const };
      return (await model.updateOne(filter, { $set: set })).modifiedCount === 1;
    },

    /** Claims a decision that is to be undone. @returns false where it stands by now */
    async beginUndo({ id, round }: Pick<Application, 'id' | 'round'>, now: Date, due: Date) {
      const filter = { _id: id, round, step: 'undoable' as const, due: { $gt: now } };
      const set = { step: 'undoing' as const, due };
      return (await model.updateOne(filter, { $set: set })).modifiedCount === 1;
    },

    /** What was decided counts no more: the work waits again. */
    async finishUndo({ id, round }: Pick<Application, 'id' | 'round'>): Promise<void> {
      await model.updateOne(
        { _id: id, round, step: 'undoing' },
        {
          $set: { state: 'submitted' },
          $unset: { outcome: 1, decidedAt: 1, step: 1, due: 1 },
        },
      );
    },

    /** A decision stands from now on; it is still to be told. */
    async settle({ id, round }: Pick<Application, 'id' | 'round'>): Promise<void> {
      await model.updateOne(
        { _id: id, round, step: 'undoable' },
        { $set: { step: 'tell', isFinal: true } },
      );
    },

    /** It has been told. */
    async told({ id, round }: Pick<Application, 'id' | 'round'>): Promise<void> {
      await model.updateOne({ _id: id, round, step: 'tell' }, { $unset: { step: 1, due: 1 } });
    },

    /** Lists those of which something is to be done now, the longest waiting first. */
    async listDue(step: 'undoable' | 'undoing' | 'tell', now: Date, limit: number) {
      const rows = await model
        .find({ step, due: { $lte: now } })
        .sort({ due: 1 })
        .limit(limit)
        .lean<ApplicationRow[]>();
      return rows.map(fromRow);
    },
  };
}
