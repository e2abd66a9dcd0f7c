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
    async save({ accessToken, refreshToken, ...link }: BackpackLink): Promise<void> {
      const _id = idOf(link.homeId, link.hostId);
      const secret = JSON.stringify(omitUndefined({ accessToken, refreshToken }));
      const row = { ...link, _id, sealed: sealer.seal(secret, purposeOf(_id)) };
      await repeatUpsert(() => model.replaceOne({ _id }, row, { upsert: true }));
    },
    async remove(homeId: string, hostId: string): Promise<void> {
      await model.deleteOne({ _id: idOf(homeId, hostId) });
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
