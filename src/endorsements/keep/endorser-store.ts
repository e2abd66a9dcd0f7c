import { Schema, type Connection } from 'mongoose';
import { repeatUpsert } from '../../store/index.js';

/** Who endorses: whoever has shown that a domain is theirs. One domain, one endorser. */
export interface Endorser {
  readonly id: string;
  readonly domain: string;
  /** What it called itself last. */
  readonly name: string;
  readonly createdAt: Date;
  readonly provenAt: Date;
}

type Row = Omit<Endorser, 'id'> & { _id: string };

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    domain: { type: String, required: true },
    name: { type: String, required: true },
    createdAt: { type: Date, required: true },
    provenAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'endorsers' },
);
// Whoever proves a domain is the endorser of that domain, whichever process asks first.
schema.index({ domain: 1 }, { unique: true });

const fromRow = ({ _id, ...rest }: Row): Endorser => ({ id: _id, ...rest });

export type EndorserStore = ReturnType<typeof createEndorserStore>;

/** @returns the store of endorsers */
export function createEndorserStore(connection: Connection) {
  const model = connection.model<Row>('Endorser', schema);
  return {
    async find(id: string): Promise<Endorser | null> {
      const row = await model.findById(id).lean<Row>();
      return row && fromRow(row);
    },
    /** @returns the endorser of a domain, made where there was none; its name is the one of its last proof */
    async proven(fresh: Endorser): Promise<Endorser> {
      const { id, domain, name, createdAt, provenAt } = fresh;
      await repeatUpsert(() =>
        model.updateOne(
          { domain },
          { $set: { name, provenAt }, $setOnInsert: { _id: id, createdAt } },
          { upsert: true },
        ),
      );
      const row = await model.findOne({ domain }).lean<Row>();
      if (row === null) throw new Error('an endorser was not kept');
      return fromRow(row);
    },
  };
}
