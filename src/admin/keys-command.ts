import type { Audit } from '../audit/index.js';
import { InvalidInput, type Clock } from '../base/index.js';
import type { Credentials } from '../credentials/index.js';
import type { Lti } from '../lti/index.js';
import { issuerKeysCommand } from './issuer-keys-command.js';

/**
 * `npm run keys -- list | rotate | reseal | issuer …`: lists, rotates and reseals keys.
 * @param deps.resealers one of every room that stores sealed values; each returns how many it changed
 * @throws InvalidInput `command_wrong`
 */
export async function keysCommand(
  [command, ...args]: readonly string[],
  deps: {
    readonly lti: Pick<Lti, 'keys'>;
    readonly credentials: Pick<Credentials, 'keys' | 'countSignedBy'>;
    readonly clock: Clock;
    readonly audit: Audit;
    readonly resealers: readonly (() => Promise<number>)[];
    readonly print: (line: string) => void;
  },
): Promise<void> {
  const { lti, audit, print } = deps;
  if (command === 'issuer') return issuerKeysCommand(args, deps);
  if (command === 'list') {
    for (const key of await lti.keys.list()) print(`${key.kid}  ${key.state}`);
    return;
  }
  if (command === 'rotate') {
    const { kid, signsFrom } = await lti.keys.rotate();
    await audit.record({ actor: 'operator', action: 'key.rotated', subject: `key:${kid}` });
    print(`Key ${kid} is published now and signs from ${signsFrom.toISOString()}.`);
    return;
  }
  if (command === 'reseal') {
    let count = 0;
    for (const reseal of deps.resealers) count += await reseal();
    await audit.record({ actor: 'operator', action: 'secrets.resealed', subject: 'secrets:all' });
    print(`${count} values were sealed anew with the first MASTER_KEY; the others can go.`);
    return;
  }
  throw new InvalidInput('command_wrong', 'Which command?', {
    action: 'Usage: npm run keys -- list | rotate | reseal | issuer',
  });
}
