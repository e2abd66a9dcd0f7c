import { Schema, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../store/index.js';
import type { Brand } from './brand.js';
import type { IdentityForm } from './issuer.js';

/** What an administrator entered about an issuer. */
export interface IssuerProfile {
  readonly identity: IdentityForm;
  readonly name: string;
  readonly url: string;
  /** The id of an uploaded picture (room `achievements`). */
  readonly pictureId?: string;
  readonly pictureAlt?: string;
  readonly email?: string;
  readonly description?: string;
  /** Absent: nobody has chosen a brand. */
  readonly brand?: Brand;
  /** Whether what can be earned of the issuer is listed on a public page; absent: it is not. */
  readonly hasCatalogue?: boolean;
}

/** A profile as it is stored. */
export interface IssuerRecord extends IssuerProfile {
  /** `default`, the id of the platform whose issuer it is, or that of one of its deployments (`deploymentIssuerId`). */
  readonly id: string;
  /** The issuer's platform; absent: it is the installation's. */
  readonly platformId?: string;
  /** The only deployment that the issuer is for; absent: all of the platform that have none of their own. */
  readonly deploymentId?: string;
  /** Whether new badges come from the issuer. One that was given up stays stored, since badges name it. */
  readonly isInUse: boolean;
  /** The number of changes, from 1. */
  readonly revision: number;
  readonly changedAt: Date;
  /** The name's key for comparison. One issuer has it, unless the operator allowed another one the same name. */
  readonly nameKey?: string;
  /** Whether the operator allowed a name that another issuer has. */
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
    // The brand is validated where it is entered, and written and read as a whole.
    brand: { type: Schema.Types.Mixed },
    hasCatalogue: Boolean,
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

/** @returns the store of issuers' profiles */
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
    /** Finds those of a few ids. */
    findAll: async (ids: readonly string[]): Promise<IssuerRecord[]> =>
      (await Issuers.find({ _id: { $in: ids } }).lean<Stored[]>()).map(plain),
    /** Sets the name's key, or removes it. @returns false where another issuer has that key */
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
    /** Replaces a record of the previous revision. @returns false where that is no longer the stored one */
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
