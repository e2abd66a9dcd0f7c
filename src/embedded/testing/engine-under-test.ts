import { rmSync } from 'node:fs';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import { Engine } from '../commands/engine.js';
import { privateLocation, urlOf } from '../location.js';
import { scanLogger, type OnScan } from '../scan-log.js';
import { listen } from '../wire/server.js';
import { temporaryDirectory } from './server-under-test.js';

/** A server in this process whose engine a test can reach, with a client of it. */
export interface EngineUnderTest {
  readonly engine: Engine;
  readonly client: MongoClient;
  readonly file: string;
  stop(): Promise<void>;
}

/** @param now the clock that the engine goes by */
export async function startEngine({
  now = () => new Date(),
  onScan,
}: { now?: () => Date; onScan?: OnScan } = {}): Promise<EngineUnderTest> {
  const home = temporaryDirectory();
  const file = path.join(home, 'test.sqlite');
  const engine = new Engine(file, now, onScan && scanLogger(onScan));
  const { location, directory } = await privateLocation();
  if (location.kind !== 'socket') throw new Error('this test needs unix sockets');
  const server = await listen(engine, { path: location.path }, null);
  const client = await new MongoClient(urlOf(location)).connect();
  return {
    engine,
    client,
    file,
    async stop() {
      await client.close();
      await server.close();
      engine.close();
      for (const each of [home, directory])
        if (each) rmSync(each, { recursive: true, force: true });
    },
  };
}
