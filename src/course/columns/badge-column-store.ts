import { Schema } from 'mongoose';
import { omitUndefined } from '../../base/index.js';
import type { CourseKey } from '../../grades/index.js';
import type { ScoreOutcome } from '../../lti/index.js';
import { repeatUpsert, type Connection } from '../../store/index.js';

/** A gradebook column of the tool that shows one badge. Its id is that of the badge's rule. */
export interface BadgeColumn {
  readonly ruleId: string;
  readonly tenant: CourseKey;
  readonly lineItemUrl: string;
  readonly label: string;
  /** Why the last scores could not be sent, in English. */
  readonly problem?: string;
  /** The code of that problem, by which pages describe it in the reader's language. */
  readonly problemCode?: string;
  /** How many rounds in a row had a problem, and when the next round is. */
  readonly problems?: number;
  readonly tryAgainAt?: Date;
}

/**
 * What became of an award's score. `kept`: the person had a grade already, which stays. `failed`: the platform's answer
 * was not usable. All but `accepted` and `kept` may change: the score is sent again while the award stands.
 */
export type SentOutcome = ScoreOutcome | 'kept' | 'failed';

/** The state of an award's score that the platform has not taken. */
export interface Refused {
  /** How often the score was sent. */
  readonly tries: number;
  readonly tryAgainAt: Date;
}

/** What became of a column's scores, by the keys of their awards. */
export interface SentScores {
  readonly done: ReadonlySet<string>;
  readonly refused: ReadonlyMap<string, Refused>;
}

interface ColumnRow extends Omit<BadgeColumn, 'ruleId' | 'tenant'>, CourseKey {
  _id: string;
}

interface SentRow {
  _id: string;
  ruleId: string;
  outcome: SentOutcome;
  /** Absent where the score is settled, and in rows of earlier versions, which did not try again. */
  tries?: number;
  tryAgainAt?: Date;
}

const DONE: readonly string[] = ['accepted', 'kept'];

const columnSchema = new Schema<ColumnRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    lineItemUrl: { type: String, required: true },
    label: { type: String, required: true },
    problem: String,
    problemCode: String,
    problems: Number,
    tryAgainAt: Date,
  },
  { versionKey: false, collection: 'badge_columns' },
);
columnSchema.index({ platformId: 1 });

const sentSchema = new Schema<SentRow>(
  {
    _id: { type: String, required: true },
    ruleId: { type: String, required: true },
    outcome: { type: String, required: true },
    tries: Number,
    tryAgainAt: Date,
  },
  { versionKey: false, collection: 'badge_column_scores' },
);
sentSchema.index({ ruleId: 1 });

const fromRow = ({
  _id,
  platformId,
  deploymentId,
  contextId,
  ...rest
}: ColumnRow): BadgeColumn => ({
  ruleId: _id,
  tenant: { platformId, deploymentId, contextId },
  ...rest,
});

export type BadgeColumnStore = ReturnType<typeof createBadgeColumnStore>;

/** @returns the store of badge columns and their scores */
export function createBadgeColumnStore(connection: Connection) {
  const columns = connection.model<ColumnRow>('BadgeColumn', columnSchema);
  const sent = connection.model<SentRow>('BadgeColumnScore', sentSchema);
  return {
    async get(tenant: CourseKey, ruleId: string): Promise<BadgeColumn | null> {
      const row = await columns.findOne({ _id: ruleId, ...tenant }).lean<ColumnRow>();
      return row && fromRow(row);
    },
    async list(): Promise<BadgeColumn[]> {
      return (await columns.find({}).sort({ _id: 1 }).lean<ColumnRow[]>()).map(fromRow);
    },
    async save({ ruleId, tenant, ...rest }: BadgeColumn): Promise<void> {
      const row = { _id: ruleId, ...tenant, ...rest };
      await repeatUpsert(() => columns.replaceOne({ _id: ruleId }, row, { upsert: true }));
    },
    async remove(ruleId: string): Promise<void> {
      await sent.deleteMany({ ruleId });
      await columns.deleteOne({ _id: ruleId });
    },
    async listSent(ruleId: string): Promise<SentScores> {
      const rows = await sent.find({ ruleId }).lean<SentRow[]>();
      const isDone = ({ outcome }: SentRow) => DONE.includes(outcome);
      return {
        done: new Set(rows.filter(isDone).map(({ _id }) => _id)),
        refused: new Map(
          rows
            .filter((row) => !isDone(row))
            .map(({ _id, tries = 1, tryAgainAt = new Date(0) }) => [_id, { tries, tryAgainAt }]),
        ),
      };
    },
    /** @param refused absent where the score is settled */
    async noteSent(
      ruleId: string,
      key: string,
      outcome: SentOutcome,
      refused?: Refused,
    ): Promise<void> {
      const row = omitUndefined({ ruleId, outcome, ...refused });
      await repeatUpsert(() => sent.replaceOne({ _id: key }, row, { upsert: true }));
    },
  };
}
