import type { Connection } from 'mongoose';

/** What a restored store is waiting for. */
export interface Hold {
  /** `restoring`: documents are being put in, or a restore ended halfway; `held`: all are there, and nothing goes out. */
  readonly state: 'restoring' | 'held';
  /** When the restore began. */
  readonly since: Date;
  /** When the backup was made. */
  readonly madeAt: Date;
}

interface HoldRow extends Hold {
  readonly _id: 'restore';
}

/** The collection of the one document that says a store was restored. A backup does not take it along. */
export const HOLDS = 'store_holds';

const holdsOf = (connection: Connection) => connection.collection<HoldRow>(HOLDS);
const DURABLE = { writeConcern: { w: 'majority', j: true } } as const;

/** @returns what the store waits for; null where it was not restored, or the operator has let it go on */
export async function readHold(connection: Connection): Promise<Hold | null> {
  const found = await holdsOf(connection).findOne({ _id: 'restore' });
  if (found === null) return null;
  const { state, since, madeAt } = found;
  return { state, since, madeAt };
}

/** Notes what the store waits for, on the disk before it answers. */
export async function writeHold(connection: Connection, hold: Hold): Promise<void> {
  await holdsOf(connection).updateOne(
    { _id: 'restore' },
    { $set: hold },
    { upsert: true, ...DURABLE },
  );
}

/** Lets the store go on. */
export async function endHold(connection: Connection): Promise<void> {
  await holdsOf(connection).deleteOne({ _id: 'restore' }, DURABLE);
}

/** Whether what goes out has to wait. */
export interface HoldWatch {
  isHeld(): Promise<boolean>;
}

/** Asks the store until it is let go; a store in use is never restored into, so nothing is asked from then on. */
export function watchHold(connection: Connection): HoldWatch {
  let isOver = false;
  return {
    async isHeld() {
      if (!isOver) isOver = (await readHold(connection)) === null;
      return !isOver;
    },
  };
}
