import { adminCommand, badgeCommand, keysCommand, mailCommand } from '../admin/index.js';
import { storeCommand } from '../embedded/index.js';
import { platformCommand } from '../lti/index.js';
import { tokenCommand } from '../oauth/index.js';
import { continueCommand } from '../succession/index.js';
import { CommandFailed, commandSettings, print, withLaurel } from './with-laurel.js';

/** What can be called as `npm run <name> -- <arguments>`. */
export const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<void>>> = {
  admin: (args) =>
    withLaurel((laurel) => adminCommand(args, { ...laurel, entries: laurel.admin.entries, print })),
  badge: (args) => withLaurel((laurel) => badgeCommand(args, { ...laurel, print })),
  keys: (args) =>
    withLaurel(({ lti, mail, credentials, grades, audit, clock }) => {
      const rooms = [lti, mail, credentials.keys, grades.connections];
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

/** `npm run store -- check | backup FILE | export DIR`: the embedded store alone; MongoDB has tools of its own. */
async function store(args: string[]): Promise<void> {
  const { mongodbUrl, dataDir } = commandSettings();
  if (mongodbUrl !== undefined)
    throw new CommandFailed(
      'MONGODB_URL is set: use the tools of MongoDB (mongodump, mongoexport).',
    );
  process.exitCode = await storeCommand(args, { dataDir }, print);
}
