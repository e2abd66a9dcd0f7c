import type { Settings } from './base/index.js';
import { openLogged, type SharedStore, type StoreLog } from './embedded/index.js';

/** The embedded store on its way. */
export interface BegunStore {
  readonly opened: Promise<SharedStore>;
}

/**
 * Begins to open the embedded store, where the settings name no other, and answers when its process is under way: it starts while the program
 * is still being loaded.
 */
export async function beginStore(
  { mongodbUrl, dataDir }: Pick<Settings, 'mongodbUrl' | 'dataDir'>,
  log: StoreLog,
): Promise<BegunStore | undefined> {
  if (mongodbUrl !== undefined) return undefined;
  let opened: Promise<SharedStore> | undefined;
  await new Promise<void>((done) => {
    opened = openLogged(dataDir, log, done);
    // Whoever waits for the store is told why it failed; here it only has to be under way.
    opened.then(
      () => done(),
      () => done(),
    );
  });
  return opened && { opened };
}
