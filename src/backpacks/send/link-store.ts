import { Schema } from 'mongoose';
import { omitUndefined, type Sealer } from '../../base/index.js';
import { repeatUpsert, type Connection } from '../../store/index.js';

/** That a home may send badges to a backpack: what the backpack gave for it. */
export interface BackpackLink {
  readonly homeId: string;
  readonly hostId: string;
  readonly title: string;
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly expiresAt: Date;
  readonly linkedAt: Date;
  readonly sentAt?: Date;
}

interface LinkRow extends Omit<BackpackLink, 'accessToken' | 'refreshToken'> {
  _id: string;
  sealed: string;
}

const schema = new Schema<LinkRow>(
  {
    _id: { type: String, required: true },
    homeId: { type: String, required: true },
    hostId: { type: String, required: true },
    title: { type: String, required: true },
    sealed: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    linkedAt: { type: Date, required: true },
    sentAt: Date,
  },
  { versionKey: false, collection: 'backpack_links' },
);
schema.index({ homeId: 1, linkedAt: 1 });
schema.index({ hostId: 1 });

const idOf = (homeId: string, hostId: string): string => `${homeId}.${hostId}`;
const purposeOf = (id: string): string => `backpack link ${id}`;

/** @returns the store of links to backpacks; tokens are sealed */
export function createBackpackLinkStore(connection: Connection, sealer: Sealer) {
  const model = connection.model<LinkRow>('BackpackLink', schema);
  const fromRow = ({ _id, sealed, ...row }: LinkRow): BackpackLink => ({
    ...row,
    ...(JSON.parse(sealer.open(sealed, purposeOf(_id)).toString()) as Pick<
      BackpackLink,
      'accessToken' | 'refreshToken'
    >),
  });
  function toRow({ accessToken, refreshToken, ...link }: BackpackLink): LinkRow {
    const _id = idOf(link.homeId, link.hostId);
    const secret = JSON.stringify(omitUndefined({ accessToken, refreshToken }));
    return { ...link, _id, sealed: sealer.seal(secret, purposeOf(_id)) };
  }
  return {
    async find(homeId: string, hostId: string): Promise<BackpackLink | null> {
      const row = await model.findOne({ _id: idOf(homeId, hostId) }).lean<LinkRow>();
      return row && fromRow(row);
    },
    async list(homeId: string): Promise<BackpackLink[]> {
      const rows = await model.find({ homeId }).sort({ linkedAt: 1 }).lean<LinkRow[]>();
      return rows.map(fromRow);
    },
    /** Whether anybody has a link to a host. */
    async isLinked(hostId: string): Promise<boolean> {
      return (await model.exists({ hostId })) !== null;
    },
    async save(link: BackpackLink): Promise<void> {
      const row = toRow(link);
      await repeatUpsert(() => model.replaceOne({ _id: row._id }, row, { upsert: true }));
    },
    /** Saves what a link is now. @returns false where there is none any more */
    async replace(link: BackpackLink): Promise<boolean> {
      const row = toRow(link);
      return (await model.replaceOne({ _id: row._id }, row)).matchedCount === 1;
    },
    /** Notes when something was sent; the tokens stay those that another request may have renewed meanwhile. */
    async noteSent(homeId: string, hostId: string, sentAt: Date): Promise<void> {
      await model.updateOne({ _id: idOf(homeId, hostId) }, { $set: { sentAt } });
    },
    async remove(homeId: string, hostId: string): Promise<void> {
      await model.deleteOne({ _id: idOf(homeId, hostId) });
    },
    /** Removes a link unless it was renewed, or made again, meanwhile. @returns whether it is gone */
    async removeSame({ homeId, hostId, accessToken }: BackpackLink): Promise<boolean> {
      const row = await model.findOne({ _id: idOf(homeId, hostId) }).lean<LinkRow>();
      if (row === null) return true;
      if (fromRow(row).accessToken !== accessToken) return false;
      const { _id, sealed } = row;
      return (await model.deleteOne({ _id, sealed })).deletedCount === 1;
    },
    /** Encrypts every token anew with the current master key. @returns how many rows were changed */
    async reseal(): Promise<number> {
      const rows = await model.find({}).lean<LinkRow[]>();
      const old = rows.filter(({ sealed }) => !sealer.isCurrent(sealed));
      for (const { _id, sealed } of old) {
        const again = sealer.seal(sealer.open(sealed, purposeOf(_id)), purposeOf(_id));
        await model.updateOne({ _id, sealed }, { $set: { sealed: again } });
      }
      return old.length;
    },
  };
}
