import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MongoClient } from 'mongodb';

/** A MongoDB replica set of a test's own, on loopback. */
export interface ReplicaSet {
  /** A URL that names every member. */
  readonly url: string;
  /** Asks the primary to give up its office, as an operator or maintenance does. */
  stepDown(): Promise<void>;
  /** Ends the primary with SIGKILL. */
  killPrimary(): Promise<void>;
  /** Starts every member that was killed. */
  restart(): Promise<void>;
  /** The end of the log of each member that ended without being told to; empty while all run. */
  whyEnded(): Promise<string>;
  stop(): Promise<void>;
}

interface Member {
  readonly port: number;
  readonly folder: string;
  child: ChildProcess;
}

const hasEnded = ({ child }: Pick<Member, 'child'>): boolean =>
  child.exitCode !== null || child.signalCode !== null;

const endOfLog = async ({ folder }: Member): Promise<string> =>
  (await readFile(path.join(folder, 'mongod.log'), 'utf8')).slice(-4_000);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** In memory where the system has such a folder: what is tested is not the disk. */
const baseFolder = (): string => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());

const FEW_OPEN_FILES =
  'file_manager=(close_idle_time=5,close_scan_interval=5,close_handle_minimum=0)';

async function launch(
  mongod: string,
  folder: string,
  port: number,
  more: readonly string[],
): Promise<ChildProcess> {
  await mkdir(folder, { recursive: true });
  const log = await open(path.join(folder, 'mongod.log'), 'a');
  const child = spawn(
    mongod,
    [
      ...['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1'],
      ...['--replSet', 'laurel', '--nounixsocket', '--wiredTigerCacheSizeGB', '0.5'],
      ...['--oplogSize', '64', '--setParameter', 'diagnosticDataCollectionEnabled=false'],
      // It goes by the machine's clock, and once a minute would remove what tests at an hour of their own still need.
      ...['--setParameter', 'ttlMonitorEnabled=false'],
      // Each test file drops a database of a hundred collections. Their files stay open for five minutes unless told otherwise,
      // until the process may open no more and aborts. A backup reads what was there for as long as a test of it takes.
      ...['--setParameter', 'minSnapshotHistoryWindowInSeconds=30'],
      ...['--syncdelay', '10', '--wiredTigerEngineConfigString', FEW_OPEN_FILES],
      ...more,
    ],
    { stdio: ['ignore', log.fd, log.fd] },
  );
  await log.close();
  return child;
}

const direct = (port: number): MongoClient =>
  new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 2_000,
  });

/** What one member says of itself; null while it does not answer. */
async function helloOf({ port }: Member): Promise<Record<string, unknown> | null> {
  const client = direct(port);
  try {
    return await client.db('admin').command({ hello: 1 });
  } catch {
    return null;
  } finally {
    await client.close();
  }
}

async function until<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    const got = await ask();
    if (got !== null) return got;
    if (Date.now() > end) throw new Error(`the replica set: ${what} did not come in a minute`);
    await wait(50);
  }
}

/**
 * Starts a replica set and waits for its primary.
 * @param mongod the server's file
 * @param size of members; three can lose one and go on
 * @param isForTests whether a test may switch parts of the server off (fail points)
 */
export async function startReplicaSet(
  mongod: string,
  size: 1 | 3,
  isForTests = false,
): Promise<ReplicaSet> {
  const more = isForTests ? ['--setParameter', 'enableTestCommands=1'] : [];
  const home = await mkdtemp(path.join(baseFolder(), 'laurel-mongo-'));
  const members: Member[] = [];
  const stop = async () => {
    await Promise.all(
      members.map(async ({ child }) => {
        if (hasEnded({ child })) return;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }),
    );
    await rm(home, { recursive: true, force: true });
  };
  const primary = () =>
    until('a primary', async () => {
      for (const member of members)
        if ((await helloOf(member))?.['isWritablePrimary'] === true) return member;
      return null;
    });
  try {
    for (let n = 0; n < size; n += 1) {
      const [port, folder] = [await freePort(), path.join(home, String(n))];
      members.push({ port, folder, child: await launch(mongod, folder, port, more) });
    }
    const [first] = members as [Member];
    for (const member of members) {
      await until('an answer', async () => {
        if (member.child.exitCode !== null)
          throw new Error(`mongod ended: ${await endOfLog(member)}`);
        return helloOf(member);
      });
    }
    const client = direct(first.port);
    await client.db('admin').command({
      replSetInitiate: {
        _id: 'laurel',
        members: members.map(({ port }, _id) => ({ _id, host: `127.0.0.1:${port}` })),
        // An election in two seconds, not in ten: tests wait for it.
        settings: { electionTimeoutMillis: 2_000 },
      },
    });
    await client.close();
    await primary();
  } catch (error) {
    await stop();
    throw error;
  }
  const hosts = members.map(({ port }) => `127.0.0.1:${port}`).join(',');
  return {
    url: `mongodb://${hosts}/?replicaSet=laurel`,
    async stepDown() {
      const client = direct((await primary()).port);
      // A member that is alone takes the office again when this time is over.
      const order = {
        replSetStepDown: size === 1 ? 2 : 10,
        secondaryCatchUpPeriodSecs: 1,
        force: true,
      };
      await client.db('admin').command(order);
      await client.close();
    },
    async killPrimary() {
      const { child } = await primary();
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    async restart() {
      for (const member of members) {
        if (!hasEnded(member)) continue;
        member.child = await launch(mongod, member.folder, member.port, more);
      }
      await primary();
    },
    async whyEnded() {
      const logs = members.filter(hasEnded).map(endOfLog);
      return (await Promise.all(logs)).join('\n');
    },
    stop,
  };
}
