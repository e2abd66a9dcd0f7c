import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MongoClient, type Db } from 'mongodb';
import { afterAll, beforeAll } from 'vitest';
import { startEmbeddedMongo, type EmbeddedMongo } from '../start.js';

/** Whether the suite runs against the embedded server, rather than the MongoDB at TEST_MONGODB_URL. */
export const isEmbedded = !process.env['TEST_MONGODB_URL'];

/** A client and an empty database of its own, on the MongoDB at TEST_MONGODB_URL or else on an embedded server. */
export interface UnderTest {
  readonly client: MongoClient;
  readonly db: Db;
  readonly url: string;
}

/** Gives a test file its server; what it gives is there in the tests, not before. */
export function serverUnderTest(): UnderTest {
  const current: { client?: MongoClient; db?: Db; url?: string } = {};
  let server: EmbeddedMongo | undefined;
  let directory: string | undefined;
  beforeAll(async () => {
    let url = process.env['TEST_MONGODB_URL'];
    if (!url) {
      directory = temporaryDirectory();
      server = await startEmbeddedMongo({
        file: path.join(directory, 'test.sqlite'),
        inProcess: true,
      });
      url = server.url;
    }
    current.url = url;
    current.client = await new MongoClient(url).connect();
    current.db = current.client.db(`embedded_${randomBytes(6).toString('hex')}`);
  });
  afterAll(async () => {
    await current.db?.dropDatabase();
    await current.client?.close();
    await server?.stop();
    if (directory) rmSync(directory, { recursive: true, force: true });
  });
  return {
    get client() {
      return there(current.client);
    },
    get db() {
      return there(current.db);
    },
    get url() {
      return there(current.url);
    },
  };
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the server is there in the tests alone');
  return value;
}

export const temporaryDirectory = (): string =>
  mkdtempSync(path.join(tmpdir(), 'laurel-embedded-'));
