import { Schema, type Connection } from 'mongoose';
import { omitUndefined } from '../../base/index.js';
import { isDuplicateKey } from '../../store/index.js';
import type { HostState, IssuerHost } from './issuer-host.js';

type Stored = Omit<IssuerHost, 'id'> & { _id: string };

const schema = new Schema<Stored>(
  {
    _id: String,
    issuerId: { type: String, required: true },
    host: { type: String, required: true },
    key: { type: String, required: true },
    token: { type: String, required: true },
    state: { type: String, required: true },
    isCurrent: { type: Boolean, required: true },
    isHeld: { type: Boolean, required: true },
    method: String,
    askedAt: { type: Date, required: true },
    provenAt: Date,
    usedAt: Date,
    givenUpAt: Date,
    checkedAt: Date,
    checkAt: Date,
    missingSince: Date,
    unknownSince: Date,
    lostAt: Date,
  },
  { collection: 'issuer_hosts', versionKey: false },
);
// Of two issuers that prove one host, or hosts that look alike, at the same instant, one gets it.
schema.index({ key: 1 }, { unique: true, partialFilterExpression: { isHeld: true } });
schema.index({ host: 1 });
schema.index({ issuerId: 1 }, { unique: true, partialFilterExpression: { isCurrent: true } });
schema.index({ issuerId: 1, askedAt: 1, _id: 1 });
schema.index({ checkAt: 1 }, { sparse: true });
schema.index({ usedAt: 1 }, { sparse: true });

const plain = ({ _id, ...rest }: Stored): IssuerHost => ({ id: _id, ...rest });

/** What a change writes; `undefined` removes a field. */
export type HostChange = {
  readonly [Field in Exclude<keyof IssuerHost, 'id' | 'issuerId'>]?: IssuerHost[Field] | undefined;
};

export type IssuerHostStore = ReturnType<typeof createIssuerHostStore>;

/** @returns the store of issuers' own hosts */
export function createIssuerHostStore(connection: Connection) {
  const Hosts = connection.model<Stored>('IssuerHost', schema);
  const findOne = async (filter: object): Promise<IssuerHost | null> => {
    const found = await Hosts.findOne(filter).lean<Stored>();
    return found && plain(found);
  };
  return {
    findCurrent: (issuerId: string) => findOne({ issuerId, isCurrent: true }),
    /** Finds the host that was proven, whoever has it. */
    findHeld: (host: string) => findOne({ host, isHeld: true }),
    /** Finds the host that is held and looks like one, or is it. */
    findHeldLike: (key: string) => findOne({ key, isHeld: true }),
    hasUsed: async (): Promise<boolean> =>
      (await findOne({ usedAt: { $gt: new Date(0) } })) !== null,
    /** Lists all that an issuer has or had, the oldest first. */
    listOf: async (issuerId: string): Promise<IssuerHost[]> =>
      (await Hosts.find({ issuerId }).sort({ askedAt: 1, _id: 1 }).lean<Stored[]>()).map(plain),
    /** Lists those whose proof is due to be looked for, the longest due first. */
    listDue: async (now: Date, most: number): Promise<IssuerHost[]> =>
      (
        await Hosts.find({ checkAt: { $lte: now } })
          .sort({ checkAt: 1 })
          .limit(most)
          .lean<Stored[]>()
      ).map(plain),
    /** @returns false where the issuer has a current host, or another issuer holds this one */
    add: async ({ id, ...rest }: IssuerHost): Promise<boolean> => {
      try {
        await Hosts.create({ _id: id, ...rest });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    /**
     * Changes a host that is still in that state. @returns null where it no longer is, `taken` where another issuer
     * holds it
     */
    change: async (
      id: string,
      state: HostState,
      change: HostChange,
    ): Promise<IssuerHost | 'taken' | null> => {
      const all = Object.entries(change);
      const $set = Object.fromEntries(all.filter(([, value]) => value !== undefined));
      const gone = all.filter(([, value]) => value === undefined).map(([name]) => [name, 1]);
      const $unset = Object.fromEntries(gone) as Record<string, 1>;
      try {
        const found = await Hosts.findOneAndUpdate(
          { _id: id, state },
          omitUndefined({ $set, $unset: gone.length > 0 ? $unset : undefined }),
          { returnDocument: 'after' },
        ).lean<Stored>();
        return found && plain(found);
      } catch (error) {
        if (isDuplicateKey(error)) return 'taken';
        throw error;
      }
    },
    /** Removes a host that no badge can name. */
    remove: async (id: string): Promise<void> => {
      await Hosts.deleteOne({ _id: id, usedAt: { $exists: false } });
    },
  };
}
