import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { urlOf, type Location } from './location.js';

/** The note of a data directory in which its server's address stands, for its owner alone. */
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

/** Notes where the directory's server listens: whole or not at all, whoever reads meanwhile. */
export function writeNote(dataDir: string, location: Location): void {
  const file = noteFile(dataDir);
  const text = JSON.stringify({ url: urlOf(location), location }, null, 2);
  writeFileSync(`${file}.${process.pid}`, `${text}\n`, { mode: 0o600 });
  renameSync(`${file}.${process.pid}`, file);
}
