import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedMongo, type EmbeddedMongo } from './start.js';

/** Opens the store of a data directory: joins the server that is there, or starts one. */
export async function openEmbeddedMongo({ dataDir }: { dataDir: string }): Promise<EmbeddedMongo> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return startEmbeddedMongo({ file: path.join(dataDir, 'laurel.sqlite') });
}
