import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { urlOf, type Location } from './location.js';

/** The file of a data directory that holds its server's address, readable by its owner alone. */
const noteFile = (dataDir: string): string => path.join(dataDir, 'store.json');

/** @returns the port and the password of a directory's server; null where none were noted, or it listens on a socket */
export function readNote(dataDir: string): Location | null {
  try {
    const { location } = JSON.parse(readFileSync(noteFile(dataDir), 'utf8')) as {
      location?: Location;
    };
    return location?.kind === 'tcp' ? location : null;
  } catch {
    return null;
  }
}

/** Writes where the directory's server listens, atomically for concurrent readers. */
export function writeNote(dataDir: string, location: Location): void {
  const file = noteFile(dataDir);
  const text = JSON.stringify({ url: urlOf(location), location }, null, 2);
  writeFileSync(`${file}.${process.pid}`, `${text}\n`, { mode: 0o600 });
  renameSync(`${file}.${process.pid}`, file);
}
