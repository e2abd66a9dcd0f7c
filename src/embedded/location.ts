import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { StoreError } from './store-error.js';

/** Where a server listens, and what a client needs to get in. */
export type Location =
  | { kind: 'socket'; path: string }
  | { kind: 'tcp'; port: number; user: string; password: string };

/** The shortest `sun_path` of the systems that have unix sockets (macOS: 104 with the NUL). */
const LONGEST_PATH = 100;
const USER = 'laurel';

export const hasUnixSockets = process.platform !== 'win32';

/** A `mongodb://` URL without a database's name. */
export function urlOf(location: Location): string {
  if (location.kind === 'socket') return `mongodb://${encodeURIComponent(location.path)}/`;
  const { user, password, port } = location;
  return `mongodb://${user}:${password}@127.0.0.1:${port}/?authSource=admin&authMechanism=SCRAM-SHA-256&directConnection=true`;
}

/** A place for a server of one process's own, in a new directory that nobody else may enter. */
export async function privateLocation(): Promise<{ location: Location; directory: string | null }> {
  if (!hasUnixSockets) return { location: await tcpLocation(), directory: null };
  const directory = mkdtempSync(path.join(tmpdir(), 'laurel-store-'));
  return { location: { kind: 'socket', path: path.join(directory, 'mongodb.sock') }, directory };
}

/**
 * The socket of a data directory, the same for every process that uses it: inside, or where that
 * path is too long for the system, in a directory of this user's under the system's temporary one.
 */
export function sharedSocket(dataDir: string): Location {
  const inside = path.join(dataDir, 'run');
  const id = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const isShort = Buffer.byteLength(path.join(inside, 'mongodb.sock')) <= LONGEST_PATH;
  const directory = isShort ? inside : path.join(tmpdir(), `laurel-${userInfo().uid}-${id}`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  checkPrivate(directory);
  return { kind: 'socket', path: path.join(directory, 'mongodb.sock') };
}

/**
 * Keeps others out of a data directory that is there already: tightened where it is this user's own.
 * @throws StoreError `not_private` for one of somebody else, and for one that is meant for everybody (the sticky bit)
 */
export function keepPrivate(directory: string): void {
  if (!hasUnixSockets) return;
  const { mode, uid } = statSync(directory);
  if ((mode & 0o077) === 0) return;
  if (uid === userInfo().uid && (mode & 0o1000) === 0) chmodSync(directory, mode & 0o700);
  checkPrivate(directory);
}

function checkPrivate(directory: string): void {
  const found = lstatSync(directory);
  if (!found.isDirectory() || found.uid !== userInfo().uid || (found.mode & 0o077) !== 0)
    throw new StoreError(
      'not_private',
      `The directory ${directory} must belong to this user, and nobody else may enter it (mode 0700)`,
    );
}

/** A free port on loopback with a new password. */
export async function tcpLocation(): Promise<Location> {
  const password = randomBytes(32).toString('hex');
  return { kind: 'tcp', port: await freePort(), user: USER, password };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(address && typeof address === 'object' ? address.port : 0));
    });
  });
}
