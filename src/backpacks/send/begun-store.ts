import { createHash } from 'node:crypto';
import { Schema } from 'mongoose';
import type { Sealer } from '../../base/index.js';
import type { Connection } from '../../store/index.js';

/** A person on their way to a backpack's page of consent and back. */
export interface Begun {
  readonly homeId: string;
  readonly hostId: string;
  /** The badge that is sent once they are back. */
  readonly awardId: string;
  /** The secret of PKCE (RFC 7636). */
  readonly verifier: string;
}

interface BegunRow extends Omit<Begun, 'verifier'> {
  _id: string;
  sealed: string;
  expiresAt: Date;
}

const schema = new Schema<BegunRow>(
  {
    _id: { type: String, required: true },
    homeId: { type: String, required: true },
    hostId: { type: String, required: true },
    awardId: { type: String, required: true },
    sealed: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'backpack_begun' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const idOf = (state: string): string => createHash('sha256').update(state).digest('base64url');
const PURPOSE = 'backpack begun';

/** @returns the store of authorisations that were begun: a state is kept as its hash, and is good once */
export function createBegunStore(connection: Connection, sealer: Sealer) {
  const model = connection.model<BegunRow>('BackpackBegun', schema);
  return {
    async insert(state: string, { verifier, ...begun }: Begun, expiresAt: Date): Promise<void> {
      const sealed = sealer.seal(verifier, PURPOSE);
      await model.create({ _id: idOf(state), ...begun, sealed, expiresAt });
    },
    /** Uses a state up. @returns null where it is unknown, used, over, or another home's */
    async take(state: string, homeId: string, now: Date): Promise<Begun | null> {
      const row = await model
        .findOneAndDelete({ _id: idOf(state), homeId, expiresAt: { $gt: now } })
        .lean<BegunRow>();
      if (row === null) return null;
      const { hostId, awardId, sealed } = row;
      return { homeId, hostId, awardId, verifier: sealer.open(sealed, PURPOSE).toString() };
    },
  };
}
