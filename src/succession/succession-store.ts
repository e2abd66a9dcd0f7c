import { Schema } from 'mongoose';
import { randomId } from '../base/index.js';
import { isDuplicateKey, type Connection } from '../store/index.js';
import type { Decided, Succession, SuccessionState } from './succession.js';

type Row = Omit<Succession, 'id'> & { readonly _id: string };

const mixed = Schema.Types.Mixed;
const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    state: { type: String, required: true },
    freshId: { type: String, required: true },
    oldId: String,
    issuer: { type: String, required: true },
    askedBy: String,
    askedAt: Date,
    decidedBy: String,
    decidedAt: Date,
    phase: String,
    identities: mixed,
    pairs: mixed,
    takeover: mixed,
    moved: mixed,
    doneAt: Date,
  },
  { versionKey: false, minimize: false, collection: 'successions' },
);
schema.index({ state: 1, _id: 1 });
// One at a time: whoever decides second finds that it was decided.
schema.index(
  { freshId: 1 },
  { unique: true, partialFilterExpression: { state: 'joining' }, name: 'one_joining' },
);
schema.index({ freshId: 1, state: 1 });

const fromRow = ({ _id, ...rest }: Row): Succession => ({ id: _id, ...rest });

export type SuccessionStore = ReturnType<typeof createSuccessionStore>;

/** Which registrations continue which: wishes, and what is being or was carried out. */
export function createSuccessionStore(connection: Connection) {
  const model = connection.model<Row>('Succession', schema);
  return {
    /** One wish for a registration at a time: a second takes the place of the first. */
    async ask(wish: Pick<Succession, 'freshId' | 'issuer' | 'askedBy' | 'askedAt'>): Promise<void> {
      await model.deleteMany({ freshId: wish.freshId, state: 'asked' });
      await model.create({ _id: randomId(), state: 'asked', ...wish });
    },
    async listAsked(): Promise<Succession[]> {
      const rows = await model.find({ state: 'asked' }).sort({ _id: 1 }).lean<Row[]>();
      return rows.map(fromRow);
    },
    async listJoining(): Promise<Decided[]> {
      const rows = await model.find({ state: 'joining' }).sort({ _id: 1 }).lean<Row[]>();
      return rows.map((row) => fromRow(row) as Decided);
    },
    async find(id: string): Promise<Succession | null> {
      const row = await model.findOne({ _id: id }).lean<Row>();
      return row && fromRow(row);
    },
    /** Writes down what is to be done, with all that it needs. @returns false where somebody else did */
    async begin({ id, ...rest }: Decided): Promise<boolean> {
      try {
        await model.create({ _id: id, ...rest });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return false;
      }
      await model.deleteMany({ freshId: rest.freshId, state: 'asked' });
      return true;
    },
    async note(id: string, set: Partial<Pick<Succession, 'phase' | 'moved'>>): Promise<void> {
      await model.updateOne({ _id: id }, { $set: set });
    },
    async end(id: string, from: SuccessionState, set: Partial<Succession>): Promise<boolean> {
      const done = await model.updateOne({ _id: id, state: from }, { $set: set });
      return done.modifiedCount === 1;
    },
  };
}
