import { Schema, type Connection } from 'mongoose';

interface InstallationRecord {
  readonly _id: 'installation';
  readonly publicUrl: string;
}

const schema = new Schema<InstallationRecord>(
  { _id: String, publicUrl: { type: String, required: true } },
  { versionKey: false, collection: 'installation' },
);

/** What this installation remembers of itself between starts. */
export function createInstallationStore(connection: Connection) {
  const model = connection.model<InstallationRecord>('Installation', schema);
  return {
    async findPublicUrl(): Promise<string | null> {
      const found = await model.findById('installation').lean();
      return found?.publicUrl ?? null;
    },
    async rememberPublicUrl(publicUrl: string): Promise<void> {
      await model.updateOne({ _id: 'installation' }, { $set: { publicUrl } }, { upsert: true });
    },
  };
}
