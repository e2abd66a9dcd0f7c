import { readFileSync } from 'node:fs';
import { adminCommand, badgeCommand, keysCommand, mailCommand } from '../admin/index.js';
import { backupCommand, releaseCommand } from '../backup/index.js';
import { createLogger, systemClock } from '../base/index.js';
import { storeCommand } from '../embedded/index.js';
import { platformCommand } from '../lti/index.js';
import { masterKeysOf } from '../master-keys.js';
import { tokenCommand } from '../oauth/index.js';
import { openStore } from '../store/index.js';
import { continueCommand } from '../succession/index.js';
import { CommandFailed, commandSettings, print, withLaurel } from './with-laurel.js';

/** What can be called as `npm run <name> -- <arguments>`. */
export const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<void>>> = {
  admin: (args) =>
    withLaurel((laurel) => adminCommand(args, { ...laurel, entries: laurel.admin.entries, print })),
  badge: (args) => withLaurel((laurel) => badgeCommand(args, { ...laurel, print })),
  keys: (args) =>
    withLaurel(({ lti, mail, credentials, grades, webhooks, backpacks, audit, clock }) => {
      const rooms = [lti, mail, credentials.keys, grades.connections, webhooks, backpacks];
      const resealers = rooms.map((room) => () => room.reseal());
      return keysCommand(args, { lti, credentials, audit, clock, print, resealers });
    }),
  mail: (args) => withLaurel((laurel) => mailCommand(args, { ...laurel, print })),
  continue: (args) =>
    withLaurel(({ successions }) => continueCommand(args, { successions, print })),
  platform: (args) => withLaurel((laurel) => platformCommand(args, { ...laurel, print })),
  store,
  token: (args) => withLaurel((laurel) => tokenCommand(args, { ...laurel, print })),
};

const STORE_USAGE =
  'Usage: npm run store -- backup FILE [--passphrase-file FILE] [--stopped] | restore FILE [--passphrase-file FILE] | release [--without-mail], or of the embedded store: check | copy FILE | export DIR';

/** `npm run store -- backup | restore | release` of either engine; `check | copy | export` of the embedded one alone. */
async function store([verb = '', ...args]: string[]): Promise<void> {
  const settings = commandSettings();
  if (verb === 'release') {
    await withLaurel(async (laurel) => {
      if (!(await releaseCommand(args, { ...laurel, print }))) throw new CommandFailed(STORE_USAGE);
    });
    return;
  }
  if (verb === 'backup' || verb === 'restore') {
    // The store alone: the rooms would make keys and indexes in one that has to be empty.
    const opened = await openStore(settings, createLogger('warn'));
    try {
      const masterKeys = masterKeysOf(settings);
      const deps = { connection: opened.connection, clock: systemClock, settings, masterKeys };
      const isDone = await backupCommand([verb, ...args], {
        ...deps,
        version: versionOf(),
        env: process.env,
        print,
      });
      if (!isDone) throw new CommandFailed(STORE_USAGE);
    } finally {
      await opened.close();
    }
    return;
  }
  if (!['check', 'copy', 'export'].includes(verb)) throw new CommandFailed(STORE_USAGE);
  if (settings.mongodbUrl !== undefined)
    throw new CommandFailed(
      `MONGODB_URL is set: for check and export use the tools of MongoDB. ${STORE_USAGE}`,
    );
  process.exitCode = await storeCommand([verb, ...args], settings, print);
}

/** The version of this program, as package.json has it. */
function versionOf(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
