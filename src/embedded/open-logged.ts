import { openEmbeddedMongo, type SharedStore } from './open.js';

/** Where it is told that a query read much, or that the server is gone. */
export interface StoreLog {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/**
 * Opens the store of a data directory and tells a log how it fares.
 * @param onStarting called when a process of its own was started for it
 * @throws StoreError when the file is not a store or cannot be written, or the directory is not private
 */
export const openLogged = (
  dataDir: string,
  log: StoreLog,
  onStarting?: () => void,
): Promise<SharedStore> =>
  openEmbeddedMongo({
    dataDir,
    onScan: (scan) => log.warn(scan, 'no index served a query: it read many documents'),
    onLost: (error) => log.error({ err: error }, 'the embedded store is gone'),
    onStarting,
  });
