import { Schema, type Connection } from 'mongoose';
import { isDuplicateKey } from '../store/index.js';
import type { IdentityForm } from './issuer.js';

/** What an administrator has entered about an issuer. */
export interface IssuerProfile {
  readonly identity: IdentityForm;
  readonly name: string;
  readonly url: string;
  /** An uploaded picture (achievements/). */
  readonly pictureId?: string;
  readonly pictureAlt?: string;
  readonly email?: string;
  readonly description?: string;
}

/** A profile as it is kept. */
export interface IssuerRecord extends IssuerProfile {
  /** `default`, or the id of the platform whose issuer it is. */
  readonly id: string;
  /** Whether new badges come from it. One that was given up stays: badges name it. */
  readonly isInUse: boolean;
  /** Counts the changes, from 1. */
  readonly revision: number;
  readonly changedAt: Date;
}

type Stored = Omit<IssuerRecord, 'id'> & { _id: string };

const schema = new Schema<Stored>(
  {
    _id: String,
    identity: { type: String, required: true },
    name: { type: String, required: true },
    url: { type: String, required: true },
    pictureId: String,
    pictureAlt: String,
    email: String,
    description: String,
    isInUse: { type: Boolean, required: true },
    revision: { type: Number, required: true },
    changedAt: { type: Date, required: true },
  },
  { collection: 'issuers', versionKey: false },
);

const plain = ({ _id, ...rest }: Stored): IssuerRecord => ({ id: _id, ...rest });

export type IssuerStore = ReturnType<typeof createIssuerStore>;

export function createIssuerStore(connection: Connection) {
  const Issuers = connection.model<Stored>('Issuer', schema);

  const insert = async ({ id, ...rest }: IssuerRecord): Promise<boolean> => {
    try {
      await Issuers.create({ _id: id, ...rest });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  };

  return {
    find: async (id: string): Promise<IssuerRecord | null> => {
      const found = await Issuers.findById(id).lean<Stored>();
      return found && plain(found);
    },
    list: async (): Promise<IssuerRecord[]> =>
      (await Issuers.find().sort({ _id: 1 }).lean<Stored[]>()).map(plain),
    /** Puts a record in the place of the one before it. False when that is not there any more. */
    save: async (record: IssuerRecord): Promise<boolean> => {
      if (record.revision === 1) return insert(record);
      const { id, ...rest } = record;
      const { matchedCount } = await Issuers.replaceOne(
        { _id: id, revision: record.revision - 1 },
        rest,
      );
      return matchedCount === 1;
    },
  };
}
