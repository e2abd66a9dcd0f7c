import type { Audit } from '../audit/index.js';
import type { Mail } from '../mail/index.js';
import { endHold, readHold, type Connection } from '../store/index.js';

/**
 * `npm run store -- release [--without-mail]`: lets a restored store go on. Running processes notice within seconds.
 * Repeating the command changes nothing.
 * @returns false for words that mean nothing
 */
export async function releaseCommand(
  args: readonly string[],
  deps: {
    readonly connection: Connection;
    readonly mail: Pick<Mail, 'setAside'>;
    readonly audit: Pick<Audit, 'record'>;
    readonly print: (line: string) => void;
  },
): Promise<boolean> {
  const { connection, print } = deps;
  const isWithoutMail = args.length === 1 && args[0] === '--without-mail';
  if (args.length > 0 && !isWithoutMail) return false;
  const hold = await readHold(connection);
  if (hold === null) {
    print('Nothing is held back.');
    return true;
  }
  // Mail first: a crash in between leaves the hold, and the command is called again.
  const count = isWithoutMail ? await deps.mail.setAside() : 0;
  const madeAt = hold.madeAt.toISOString();
  await deps.audit.record({
    actor: 'operator',
    action: 'store.released',
    subject: 'store:all',
    details: { madeAt, mailSetAside: count },
  });
  await endHold(connection);
  if (isWithoutMail)
    print(`${count} mails were set aside; each can be sent again from the outbox.`);
  print('What was held back goes out from now on.');
  return true;
}
