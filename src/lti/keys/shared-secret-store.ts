import { randomBytes } from 'node:crypto';
import { Schema } from 'mongoose';
import type { Sealer } from '../../base/index.js';
import { isDuplicateKey, type Connection } from '../../store/index.js';

interface SecretRecord {
  readonly _id: string;
  readonly sealed: string;
}

const schema = new Schema<SecretRecord>(
  { _id: String, sealed: { type: String, required: true } },
  { versionKey: false, collection: 'lti_secrets' },
);

/** Stores secrets that all processes on one store share; the first process that asks makes one. */
export function createSharedSecrets(connection: Connection, sealer: Sealer) {
  const model = connection.model<SecretRecord>('LtiSecret', schema);
  const purpose = 'lti shared secret';
  return {
    /** @returns 256 random bits as base64url, the same in every process */
    async get(name: string): Promise<string> {
      const fresh = sealer.seal(randomBytes(32).toString('base64url'), purpose);
      try {
        await model.updateOne({ _id: name }, { $setOnInsert: { sealed: fresh } }, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      const record = await model.findById(name).lean<SecretRecord>();
      if (!record) throw new Error(`shared secret ${name} was not kept`);
      return sealer.open(record.sealed, purpose).toString();
    },
    async reseal(): Promise<number> {
      const old = (await model.find().lean<SecretRecord[]>()).filter(
        ({ sealed }) => !sealer.isCurrent(sealed),
      );
      for (const { _id, sealed } of old) {
        const again = sealer.seal(sealer.open(sealed, purpose), purpose);
        await model.updateOne({ _id, sealed }, { $set: { sealed: again } });
      }
      return old.length;
    },
  };
}
