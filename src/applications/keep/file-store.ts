import { Schema } from 'mongoose';
import type { CourseKey } from '../../grades/index.js';
import type { Connection } from '../../store/index.js';
import type { FileKind } from '../model/file-kind.js';

/** A file that somebody handed in; its bytes are kept apart. */
export interface KeptFile {
  readonly id: string;
  readonly applicationId: string;
  readonly course: CourseKey;
  readonly userId: string;
  readonly name: string;
  readonly kind: FileKind;
  /** The media type, by the content. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly addedAt: Date;
}

interface FileRow extends Omit<KeptFile, 'id' | 'course'>, CourseKey {
  _id: string;
  /** Its bytes are being written; what a crash left so is removed. */
  isComing?: boolean;
}

interface ChunkRow {
  /** `<file>/<number>`. */
  _id: string;
  bytes: Buffer;
}

const schema = new Schema<FileRow>(
  {
    _id: { type: String, required: true },
    applicationId: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    userId: { type: String, required: true },
    name: { type: String, required: true },
    kind: { type: String, required: true },
    type: { type: String, required: true },
    size: { type: Number, required: true },
    sha256: { type: String, required: true },
    addedAt: { type: Date, required: true },
    isComing: Boolean,
  },
  { collection: 'application_files', versionKey: false },
);
schema.index({ applicationId: 1, addedAt: 1 });
schema.index({ platformId: 1, userId: 1 });
schema.index({ platformId: 1, deploymentId: 1, contextId: 1, size: 1 });
schema.index({ isComing: 1, addedAt: 1 }, { sparse: true });

const chunks = new Schema<ChunkRow>(
  { _id: { type: String, required: true }, bytes: { type: Buffer, required: true } },
  { collection: 'application_file_chunks', versionKey: false },
);

/** Bytes of one chunk: small enough that no write holds up the store. */
const CHUNK = 255 * 1_024;

const fromRow = ({
  _id,
  platformId,
  deploymentId,
  contextId,
  isComing: _coming,
  ...rest
}: FileRow): KeptFile => ({ ...rest, id: _id, course: { platformId, deploymentId, contextId } });

/** A lean read gives the driver's Binary, not a Buffer. */
const toBuffer = (bytes: Buffer | { readonly buffer: Uint8Array }): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer);

const chunkIds = ({ id, size }: Pick<KeptFile, 'id' | 'size'>): string[] =>
  Array.from({ length: Math.ceil(size / CHUNK) }, (_one, at) => `${id}/${at}`);

/** Removes the files of applications that go, with their bytes. */
export async function removeFilesOf(
  connection: Connection,
  applicationIds: readonly string[],
): Promise<void> {
  const filter = { applicationId: { $in: [...applicationIds] } };
  const files = connection.collection<FileRow>('application_files');
  const bytes = connection.collection<ChunkRow>('application_file_chunks');
  for (const { _id, size } of await files.find(filter).toArray())
    await bytes.deleteMany({ _id: { $in: chunkIds({ id: _id, size }) } });
  await files.deleteMany(filter);
}

export type FileStore = ReturnType<typeof createFileStore>;

/** @returns the store of files that were handed in, in chunks */
export function createFileStore(connection: Connection) {
  const model = connection.model<FileRow>('ApplicationFile', schema);
  const chunkModel = connection.model<ChunkRow>('ApplicationFileChunk', chunks);

  async function remove(files: readonly Pick<KeptFile, 'id' | 'size'>[]): Promise<void> {
    for (const file of files) {
      // The bytes go first: what a crash leaves is still known, and goes with the next sweep.
      await chunkModel.deleteMany({ _id: { $in: chunkIds(file) } });
      await model.deleteOne({ _id: file.id });
    }
  }

  return {
    remove,

    /** Keeps a file: what it is first, its bytes, and then that it is there. */
    async add({ id, course, ...rest }: KeptFile, bytes: Buffer): Promise<void> {
      const { platformId, deploymentId, contextId } = course;
      const of = { platformId, deploymentId, contextId };
      await model.create({ _id: id, ...of, ...rest, isComing: true });
      for (const [at, chunk] of chunkIds({ id, size: bytes.length }).entries())
        await chunkModel.collection.insertOne({
          _id: chunk as never,
          bytes: bytes.subarray(at * CHUNK, (at + 1) * CHUNK),
        });
      await model.updateOne({ _id: id }, { $unset: { isComing: 1 } });
    },

    /** Finds a file whose bytes are all there. */
    async find(id: string): Promise<KeptFile | null> {
      const row = await model.findOne({ _id: id, isComing: { $exists: false } }).lean<FileRow>();
      return row && fromRow(row);
    },

    async list(applicationId: string): Promise<KeptFile[]> {
      const rows = await model
        .find({ applicationId, isComing: { $exists: false } })
        .sort({ addedAt: 1 })
        .lean<FileRow[]>();
      return rows.map(fromRow);
    },

    async listOf(platformId: string, userId: string): Promise<KeptFile[]> {
      return (await model.find({ platformId, userId }).lean<FileRow[]>()).map(fromRow);
    },

    /** Bytes that a course's files take. */
    async sizeOf({ platformId, deploymentId, contextId }: CourseKey): Promise<number> {
      const [sum] = await model.aggregate<{ bytes: number }>([
        { $match: { platformId, deploymentId, contextId } },
        { $group: { _id: null, bytes: { $sum: '$size' } } },
      ]);
      return sum?.bytes ?? 0;
    },

    /** Reads a file chunk by chunk. @throws TypeError where one is missing */
    async *read(file: Pick<KeptFile, 'id' | 'size'>): AsyncGenerator<Buffer> {
      for (const id of chunkIds(file)) {
        const chunk = await chunkModel.findById(id).lean<ChunkRow>();
        if (chunk === null) throw new TypeError(`chunk ${id} of a file is missing`);
        yield toBuffer(chunk.bytes);
      }
    },

    /** Lists what a crash left half written. */
    async listComing(before: Date, limit: number): Promise<KeptFile[]> {
      const rows = await model
        .find({ isComing: true, addedAt: { $lt: before } })
        .sort({ addedAt: 1 })
        .limit(limit)
        .lean<FileRow[]>();
      return rows.map(fromRow);
    },
  };
}
