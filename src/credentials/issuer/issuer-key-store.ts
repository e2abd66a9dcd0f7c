import { Schema, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../store/index.js';
import type { IssuerKey, KeyAlgorithm } from './issuer-key.js';

type Stored = Omit<IssuerKey, 'id'> & { _id: string };

const schema = new Schema<Stored>(
  {
    _id: String,
    issuerId: { type: String, required: true },
    controller: { type: String, required: true },
    algorithm: { type: String, required: true },
    publicKeyMultibase: String,
    publicJwk: Schema.Types.Mixed,
    sealedPrivateKey: { type: String, required: true },
    state: { type: String, required: true },
    createdAt: { type: Date, required: true },
    retiredAt: Date,
    compromisedFrom: Date,
  },
  { collection: 'issuerKeys', versionKey: false },
);
// One active key for each identity and algorithm: of two processes that start at once, one makes it.
schema.index(
  { controller: 1, algorithm: 1 },
  { unique: true, partialFilterExpression: { state: 'active' } },
);
schema.index({ controller: 1 });

const plain = ({ _id, ...rest }: Stored): IssuerKey => ({ id: _id, ...rest });

export type IssuerKeyStore = ReturnType<typeof createIssuerKeyStore>;

/** @returns the store of issuers' keys */
export function createIssuerKeyStore(connection: Connection) {
  const Keys = connection.model<Stored>('IssuerKey', schema);
  return {
    findActive: async (controller: string, algorithm: KeyAlgorithm): Promise<IssuerKey | null> => {
      const found = await Keys.findOne({ controller, algorithm, state: 'active' }).lean<Stored>();
      return found && plain(found);
    },
    find: async (id: string): Promise<IssuerKey | null> => {
      const found = await Keys.findById(id).lean<Stored>();
      return found && plain(found);
    },
    listByController: async (controller: string): Promise<IssuerKey[]> =>
      (await Keys.find({ controller }).sort({ createdAt: 1 }).lean<Stored[]>()).map(plain),
    /** Inserts a key. @returns false when another process made the identity's active key first */
    insert: async ({ id, ...rest }: IssuerKey): Promise<boolean> => {
      try {
        await Keys.create({ _id: id, ...rest });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    retire: async (id: string, at: Date): Promise<void> => {
      await Keys.updateOne({ _id: id, state: 'active' }, { state: 'retired', retiredAt: at });
    },
    markCompromised: async (id: string, from: Date): Promise<boolean> => {
      const { matchedCount } = await Keys.updateOne({ _id: id }, { compromisedFrom: from });
      return matchedCount === 1;
    },
    list: async (): Promise<IssuerKey[]> =>
      (await Keys.find().sort({ createdAt: 1 }).lean<Stored[]>()).map(plain),
    reseal: async (id: string, before: string, after: string): Promise<void> => {
      await Keys.updateOne({ _id: id, sealedPrivateKey: before }, { sealedPrivateKey: after });
    },
  };
}
