import { InvalidInput, type Settings } from '../base/index.js';
import type { EntryStore } from './entry-store.js';

/** How long a link works, in milliseconds: it is for the person at the terminal, now. */
const LINK_LIFE_MS = 15 * 60_000;

/**
 * `npm run admin -- link`: prints a one-time address of the operator's pages.
 * @throws InvalidInput `command_wrong`
 */
export async function adminCommand(
  [command]: readonly string[],
  deps: {
    readonly entries: EntryStore;
    readonly settings: Pick<Settings, 'publicUrl'>;
    readonly print: (line: string) => void;
  },
): Promise<void> {
  if (command !== 'link') {
    throw new InvalidInput('command_wrong', 'Which command?', {
      action: 'Usage: npm run admin -- link',
    });
  }
  const secret = await deps.entries.create(LINK_LIFE_MS);
  deps.print(`${deps.settings.publicUrl}/admin/enter?link=${secret}`);
  deps.print('Good once, for 15 minutes.');
}
