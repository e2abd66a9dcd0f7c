import { Schema, type Connection } from 'mongoose';

/** One transfer of a badge to a wallet, begun by its learner. */
export interface Exchange {
  /** 128 random bits: whoever has the address may act for the learner until it expires. */
  readonly id: string;
  readonly credentialId: string;
  /** The challenge that the wallet has to sign. */
  readonly challenge: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** The DID that took the badge. A badge is given to one holder, who may fetch it again. */
  readonly holder?: string;
}

type Stored = Omit<Exchange, 'id'> & { _id: string };

const schema = new Schema<Stored>(
  {
    _id: String,
    credentialId: { type: String, required: true },
    challenge: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    holder: String,
  },
  { collection: 'walletExchanges', versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 86_400 });

const plain = ({ _id, ...rest }: Stored): Exchange => ({ id: _id, ...rest });

export type ExchangeStore = ReturnType<typeof createExchangeStore>;

/** @returns the store of exchanges */
export function createExchangeStore(connection: Connection) {
  const Exchanges = connection.model<Stored>('WalletExchange', schema);
  return {
    async insert({ id, ...rest }: Exchange): Promise<void> {
      await Exchanges.create({ _id: id, ...rest });
    },
    async find(id: string): Promise<Exchange | null> {
      const found = await Exchanges.findById(id).lean<Stored>();
      return found === null ? null : plain(found);
    },
    /** Gives the exchange to its first holder; of two at once one is first. @returns null where another holder was */
    async take(id: string, holder: string): Promise<Exchange | null> {
      const taken = await Exchanges.findOneAndUpdate(
        { _id: id, $or: [{ holder: { $exists: false } }, { holder }] },
        { $set: { holder } },
        { returnDocument: 'after' },
      ).lean<Stored>();
      return taken === null ? null : plain(taken);
    },
  };
}
