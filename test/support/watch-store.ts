import type { CommandStartedEvent } from 'mongodb';
import type { Store } from '../../src/store/index.js';

/** One command that reached the store. */
export interface StoreCommand {
  readonly name: string;
  readonly collection: string;
}

/**
 * What is asked of a test's store while something runs, as the driver tells it (command monitoring).
 * @param run whatever asks
 */
export async function watchStore(
  { connection }: Pick<Store, 'connection'>,
  run: () => Promise<unknown>,
): Promise<StoreCommand[]> {
  const seen: StoreCommand[] = [];
  const client = connection.getClient();
  const note = ({ commandName: name, command }: CommandStartedEvent) => {
    const collection: unknown = command[name];
    if (typeof collection === 'string') seen.push({ name, collection });
  };
  client.on('commandStarted', note);
  try {
    await run();
  } finally {
    client.off('commandStarted', note);
  }
  return seen;
}
