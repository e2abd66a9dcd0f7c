import { InvalidInput, NotFound, type Clock } from '../base/index.js';
import type { Audit } from '../audit/index.js';
import type { Credentials } from '../credentials/index.js';
import { compromiseKey, rotateKey } from './issuer-keys.js';

const USAGE =
  'Usage: npm run keys -- issuer list | issuer rotate KEY | issuer compromised KEY FROM --sure, ' +
  'with FROM such as 2026-05-04T09:00:00Z';

const wrong = (message: string) => new InvalidInput('command_wrong', message, { action: USAGE });

function readMoment(text: string | undefined, now: Date): Date {
  const from = new Date(text ?? '');
  if (!/^\d{4}-\d{2}-\d{2}(T[\d:]+(\.\d+)?Z)?$/.test(text ?? '') || Number.isNaN(from.getTime()))
    throw wrong('From when on?');
  if (from > now) throw wrong('That time is still to come.');
  return from;
}

/**
 * `npm run keys -- issuer …`: the keys that sign badges.
 * @throws InvalidInput `command_wrong`, NotFound `key_not_found`
 */
export async function issuerKeysCommand(
  [command, id, when, sure]: readonly string[],
  deps: {
    readonly credentials: Pick<Credentials, 'keys' | 'countSignedBy'>;
    readonly audit: Audit;
    readonly clock: Clock;
    readonly print: (line: string) => void;
  },
): Promise<void> {
  const { credentials, clock, print } = deps;
  if (command === 'list') {
    for (const {
      id: key,
      algorithm,
      state,
      createdAt,
      compromisedFrom,
    } of await credentials.keys.list()) {
      const theft = compromisedFrom && `compromised from ${compromisedFrom.toISOString()}`;
      print(`${key}  ${algorithm}  ${theft ?? state}  made ${createdAt.toISOString()}`);
    }
    return;
  }
  if (command !== 'rotate' && command !== 'compromised') throw wrong('Which command?');
  if (id === undefined) throw wrong('Which key?');
  const key = await credentials.keys.find(id);
  if (key === null)
    throw new NotFound('key_not_found', 'There is no such issuer key.', { action: USAGE });
  if (command === 'rotate') {
    print(
      `${await rotateKey(deps, key, 'operator')} signs now; what was signed before goes on verifying.`,
    );
    return;
  }
  const from = readMoment(when, clock.now());
  const count = await credentials.countSignedBy(key, from);
  const concerned =
    count === null
      ? 'Every JWT file that this key signed from then on'
      : `Every badge that this key signed from then on (${count})`;
  if (sure !== '--sure') throw wrong(`${concerned} would fail to verify. Add --sure.`);
  await compromiseKey(deps, key, from, 'operator');
  print(`What ${id} signed from ${from.toISOString()} on is not believed any more.`);
  print(`${concerned} fails to verify now.`);
  print('The next badge gets a new key. Earlier badges go on verifying.');
}
