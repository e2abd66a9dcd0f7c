import { Schema, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../store/index.js';
import type { Brand } from './brand.js';
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
  /** Absent: nobody has chosen one. */
  readonly brand?: Brand;
}

/** A profile as it is kept. */
export interface IssuerRecord extends IssuerProfile {
  /** `default`, the id of the platform whose issuer it is, or that of one of its deployments (`deploymentIssuerId`). */
  readonly id: string;
  /** Whose it is; absent: the installation's. */
  readonly platformId?: string;
  /** The one deployment whose it is; absent: every one of the platform that has none of its own. */
  readonly deploymentId?: string;
  /** Whether new badges come from it. One that was given up stays: badges name it. */
  readonly isInUse: boolean;
  /** Counts the changes, from 1. */
  readonly revision: number;
  readonly changedAt: Date;
  /** The name as it is compared: one issuer has it, save where the operator let another have it, too. */
  readonly nameKey?: string;
  /** The operator let it have a name that another issuer has, too. */
  readonly mayShareName?: boolean;
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
    // Checked where it is entered, written and read whole.
    brand: { type: Schema.Types.Mixed },
    isInUse: { type: Boolean, required: true },
    revision: { type: Number, required: true },
    changedAt: { type: Date, required: true },
    nameKey: String,
    mayShareName: Boolean,
    platformId: String,
    deploymentId: String,
  },
  { collection: 'issuers', versionKey: false },
);
schema.index({ nameKey: 1 }, { unique: true, sparse: true });

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
    /** Those of a few ids that there are. */
    findAll: async (ids: readonly string[]): Promise<IssuerRecord[]> =>
      (await Issuers.find({ _id: { $in: ids } }).lean<Stored[]>()).map(plain),
    /** Notes the name as it is compared, or that it has none to itself. False where another issuer has that key. */
    setNameKey: async (id: string, nameKey: string | undefined): Promise<boolean> => {
      const change = nameKey === undefined ? { $unset: { nameKey: 1 } } : { $set: { nameKey } };
      try {
        await Issuers.updateOne({ _id: id }, change);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    /** Puts a record in the place of the one before it. False when that is not there any more. */
    save: async (record: IssuerRecord): Promise<boolean> => {
      if (record.revision === 1) return insert(record);
      const { id, ...rest } = record;
      try {
        const { matchedCount } = await Issuers.replaceOne(
          { _id: id, revision: record.revision - 1 },
          rest,
        );
        return matchedCount === 1;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
}
