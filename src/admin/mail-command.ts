import type { Audit } from '../audit/index.js';
import { InvalidInput } from '../base/index.js';
import type { Mail } from '../mail/index.js';

const USAGE = 'Usage: npm run mail -- bounced | works ADDRESS';

/**
 * `npm run mail -- bounced | works …`: notes that mail to an address comes back, as a report of a mail server says that arrived
 * later, or that it does not any more. Repeating the command changes nothing.
 * @throws InvalidInput `command_wrong`
 */
export async function mailCommand(
  [command, address = '']: readonly string[],
  deps: {
    readonly mail: Pick<Mail, 'noteBounce' | 'confirmAddress'>;
    readonly audit: Pick<Audit, 'record'>;
    readonly print: (line: string) => void;
  },
): Promise<void> {
  const isKnown = command === 'bounced' || command === 'works';
  if (!isKnown || !/^[^\s@]+@[^\s@]+$/.test(address))
    throw new InvalidInput('command_wrong', 'Which command?', { action: USAGE });
  const isBounced = command === 'bounced';
  if (isBounced) await deps.mail.noteBounce(address, 'operator');
  else await deps.mail.confirmAddress(address);
  const action = isBounced ? 'mail.address_bounced' : 'mail.address_works';
  await deps.audit.record({ actor: 'operator', action, subject: 'mail:address' });
  deps.print(
    isBounced
      ? 'Nothing is sent there until its person confirms the address.'
      : 'Mail goes there again; what was held goes out.',
  );
}
