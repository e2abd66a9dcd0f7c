import type { Connection } from 'mongoose';
import { isDuplicateKey } from './store-errors.js';

/** A row as the store has it: every room's rows go by an `_id`. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** What takes a platform's or a deployment's place, as rows name them. */
export interface Takeover {
  readonly from: string;
  /** The platform that goes on; the same where a deployment alone was installed anew. */
  readonly to: string;
  /** By a deployment's id before: its id afterwards. Rows of others stay, or keep the id where the platform changes. */
  readonly deployments: Readonly<Record<string, string>>;
}

/** How the rows of one collection go along in a {@link Takeover}. Every function gives the same when it is asked again. */
export interface RowMove {
  readonly collection: string;
  /** The rows that still name what is taken over; none once all are moved. */
  readonly find: (takeover: Takeover) => object;
  /** A row as it is afterwards; with another `_id` it takes the place of the old one. */
  readonly change: (row: StoredRow, takeover: Takeover) => StoredRow;
  /** What finds the row that is there already, where there is one. */
  readonly same: (moved: StoredRow) => object;
  /** What the row that is there takes from the one that goes; absent: nothing. */
  readonly merge?: (there: StoredRow, moved: StoredRow) => object | null;
}

/** An `_id` is text, or an ObjectId that the driver made: it is passed on as it is. */
interface Row {
  readonly _id: string;
}

const AT_ONCE = 200;

function changedOf(before: StoredRow, after: StoredRow): Record<string, unknown> {
  const names = Object.keys(after).filter((name) => name !== '_id' && after[name] !== before[name]);
  return Object.fromEntries(names.map((name) => [name, after[name]]));
}

/**
 * Moves rows to their new keys. Unique indexes decide: where there is such a row, the two become one. A crash at any
 * write leaves what a repetition finishes; a repetition of all changes nothing.
 * @returns how many rows went along
 */
export async function moveRows(
  connection: Connection,
  move: RowMove,
  takeover: Takeover,
): Promise<number> {
  // Rows go straight to the driver, as they are, fields of later versions too.
  const rows = connection.collection<Row>(move.collection);
  const filter = move.find(takeover);

  async function join(moved: StoredRow, old: string): Promise<void> {
    const there = await rows.findOne(move.same(moved));
    // The row that was in the way is gone by now: the next round moves the row itself.
    if (there === null) return;
    if (there._id === old) throw new Error(`a row of ${move.collection} is in its own way`);
    const change = move.merge?.({ ...there }, moved);
    if (change) await rows.updateOne({ _id: there._id }, change);
    await rows.deleteOne({ _id: old });
  }

  async function take(row: Row): Promise<void> {
    const moved = move.change({ ...row }, takeover);
    try {
      if (moved['_id'] === row._id) {
        const set = changedOf({ ...row }, moved);
        await rows.updateOne({ _id: row._id }, { $set: set });
        return;
      }
      await rows.insertOne({ ...moved, _id: String(moved['_id']) });
      await rows.deleteOne({ _id: row._id });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await join(moved, row._id);
    }
  }

  let count = 0;
  for (;;) {
    const found = await rows.find(filter).limit(AT_ONCE).toArray();
    if (found.length === 0) return count;
    for (const row of found) await take(row);
    count += found.length;
  }
}

/** How many rows would go along. */
export const countRows = (connection: Connection, move: RowMove, takeover: Takeover) =>
  connection.collection(move.collection).countDocuments(move.find(takeover));

/** Rows of a course: those of the platform that is taken over, or of its deployments that are. */
export function ofTaken({ from, to, deployments }: Takeover): object {
  if (from !== to) return { platformId: from };
  return { platformId: from, deploymentId: { $in: Object.keys(deployments) } };
}

/** Keys of a course afterwards. */
export function takenKey(
  row: StoredRow,
  { to, deployments }: Takeover,
): { readonly platformId: string; readonly deploymentId: string } {
  const deploymentId = String(row['deploymentId']);
  return { platformId: to, deploymentId: deployments[deploymentId] ?? deploymentId };
}

/** A collection whose rows have a course in three fields, and are told apart by it and `by`. */
export function courseMove(
  collection: string,
  by: readonly string[],
  merge?: RowMove['merge'],
): RowMove {
  const same = (moved: StoredRow) =>
    Object.fromEntries(
      ['platformId', 'deploymentId', 'contextId', ...by].map((name) => [name, moved[name]]),
    );
  const move = {
    collection,
    find: ofTaken,
    change: (row: StoredRow, takeover: Takeover) => ({ ...row, ...takenKey(row, takeover) }),
    same,
  };
  return merge ? { ...move, merge } : move;
}

/** Whose a row is afterwards that is a platform's, or one deployment's of it. */
export function takenTenant(
  { deploymentId }: StoredRow,
  { to, deployments }: Takeover,
): { readonly platformId: string; readonly deploymentId: unknown } {
  const moved = typeof deploymentId === 'string' ? deployments[deploymentId] : undefined;
  return { platformId: to, deploymentId: moved ?? deploymentId };
}

/** A collection whose rows are a platform's, or one deployment's of it. */
export const tenantMove = (collection: string): RowMove => ({
  collection,
  find: ofTaken,
  change: (row, takeover) => ({ ...row, ...takenTenant(row, takeover) }),
  same: ({ _id }) => ({ _id }),
});
