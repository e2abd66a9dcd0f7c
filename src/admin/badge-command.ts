import { InvalidInput } from '../base/index.js';
import type { Credentials } from '../credentials/index.js';

const USAGE = 'Usage: npm run badge -- suspend | reinstate <address or id of the badge> [reason]';

/** @returns the id of a badge, given the id itself or the badge's address */
const idOf = (text: string): string => text.split('/').at(-1) ?? '';

/**
 * `npm run badge -- suspend | reinstate …`: suspends a badge, for instance during an inquiry, or ends the suspension.
 * The badge's status list tells every verifier. Repeating the command changes nothing.
 * @throws InvalidInput `command_wrong`, NotFound `credential_not_found`, Conflict `credential_revoked`
 */
export async function badgeCommand(
  [command = '', badge, ...reason]: readonly string[],
  deps: {
    readonly credentials: Pick<Credentials, 'suspend' | 'reinstate'>;
    readonly print: (line: string) => void;
  },
): Promise<void> {
  const isKnown = command === 'suspend' || command === 'reinstate';
  if (!isKnown || badge === undefined)
    throw new InvalidInput('command_wrong', 'Which command?', { action: USAGE });
  const why = reason.join(' ').trim();
  const request = why === '' ? { actor: 'operator' } : { actor: 'operator', reason: why };
  const { id, state } = await deps.credentials[command](idOf(badge), request);
  deps.print(`${id}  ${state}`);
}
