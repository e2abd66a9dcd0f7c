import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** `laurel-demo-<process>-<random>`. */
const NAME = /^laurel-demo-(\d+)-/;
/** Longer than a demo takes to start. */
const STARTING_MS = 600_000;

/** A new folder for the store of this process's demo. */
export const makeTemporaryStore = (within = tmpdir()): Promise<string> =>
  mkdtemp(path.join(within, `laurel-demo-${process.pid}-`));

/** Whether a process of this number runs, whoever's it is. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the store in a folder is served: of a container that shares this folder no process can be seen from here. */
const isServed = (folder: string): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect({ path: path.join(folder, 'run', 'mongodb.sock') });
    const end = (answer: boolean) => {
      socket.destroy();
      done(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });

async function isStale(folder: string, pid: number): Promise<boolean> {
  if (isAlive(pid) || (await isServed(folder))) return false;
  const hasBegun = existsSync(path.join(folder, 'store.json'));
  return hasBegun || Date.now() - statSync(folder).mtimeMs > STARTING_MS;
}

/**
 * Removes the stores of demos that were killed and could not do it themselves.
 * @returns the folders that are gone
 */
export async function removeStaleStores(within = tmpdir()): Promise<string[]> {
  const removed: string[] = [];
  for (const name of readdirSync(within)) {
    const pid = NAME.exec(name)?.[1];
    const folder = path.join(within, name);
    try {
      if (pid === undefined || !(await isStale(folder, Number(pid)))) continue;
      await rm(folder, { recursive: true, force: true });
      removed.push(folder);
    } catch {
      // Somebody else's, or another start removes it just now.
    }
  }
  return removed;
}
