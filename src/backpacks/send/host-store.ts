import { createHash } from 'node:crypto';
import { Schema } from 'mongoose';
import type { Sealer } from '../../base/index.js';
import { repeatUpsert, type Connection } from '../../store/index.js';
import type { HostDescription } from './service-description.js';

/** A backpack at which Laurel is registered as a client (RFC 7591). */
export interface BackpackHost extends HostDescription {
  readonly id: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What it was registered with: another address of Laurel is another client. */
  readonly redirectUri: string;
  readonly registeredAt: Date;
  /** When the secret is over; absent: never. */
  readonly secretExpiresAt?: Date;
}

interface HostRow extends Omit<BackpackHost, 'id' | 'clientSecret'> {
  _id: string;
  sealed: string;
}

const schema = new Schema<HostRow>(
  {
    _id: { type: String, required: true },
    title: { type: String, required: true },
    apiUrl: { type: String, required: true },
    registrationUrl: { type: String, required: true },
    authorizationUrl: { type: String, required: true },
    tokenUrl: { type: String, required: true },
    refreshUrl: { type: String, required: true },
    revocationUrl: String,
    scopes: { type: [String], required: true },
    clientId: { type: String, required: true },
    sealed: { type: String, required: true },
    redirectUri: { type: String, required: true },
    registeredAt: { type: Date, required: true },
    secretExpiresAt: Date,
  },
  { versionKey: false, collection: 'backpack_hosts' },
);

const purposeOf = (id: string): string => `backpack host ${id}`;

/**
 * @returns the id of a host, which stands for all of its addresses. Whoever describes another host's API with a token endpoint of
 *   their own is another host: what is kept for the first one, and the tokens of its people, never go there
 */
export function hostIdOf({ title, ...host }: HostDescription): string {
  const { apiUrl, registrationUrl, authorizationUrl, tokenUrl, refreshUrl, revocationUrl } = host;
  const addresses = [apiUrl, registrationUrl, authorizationUrl, tokenUrl, refreshUrl];
  const all = JSON.stringify([title, ...addresses, revocationUrl ?? '']);
  return createHash('sha256').update(all).digest('base64url').slice(0, 22);
}

/** @returns the store of backpacks; secrets are sealed */
export function createHostStore(connection: Connection, sealer: Sealer) {
  const model = connection.model<HostRow>('BackpackHost', schema);
  const fromRow = ({ _id, sealed, ...row }: HostRow): BackpackHost => ({
    ...row,
    id: _id,
    clientSecret: sealer.open(sealed, purposeOf(_id)).toString(),
  });
  return {
    async find(id: string): Promise<BackpackHost | null> {
      const row = await model.findOne({ _id: id }).lean<HostRow>();
      return row && fromRow(row);
    },
    async save({ id, clientSecret, ...host }: BackpackHost): Promise<void> {
      const row = { ...host, _id: id, sealed: sealer.seal(clientSecret, purposeOf(id)) };
      await repeatUpsert(() => model.replaceOne({ _id: id }, row, { upsert: true }));
    },
    /** Drops a registration, unless there has been another since. */
    async remove({ id, clientId }: Pick<BackpackHost, 'id' | 'clientId'>): Promise<void> {
      await model.deleteOne({ _id: id, clientId });
    },
    /** Encrypts every secret anew with the current master key. @returns how many were changed */
    async reseal(): Promise<number> {
      const rows = await model.find({}).lean<HostRow[]>();
      const old = rows.filter(({ sealed }) => !sealer.isCurrent(sealed));
      for (const { _id, sealed } of old) {
        const again = sealer.seal(sealer.open(sealed, purposeOf(_id)), purposeOf(_id));
        await model.updateOne({ _id, sealed }, { $set: { sealed: again } });
      }
      return old.length;
    },
  };
}
