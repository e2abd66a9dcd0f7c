import { TooManyRequests, networkOf, type Clock } from '../../base/index.js';
import { createRateCounter } from '../../web/index.js';
import type { Platform } from '../platform/platform.js';

/** A page may hold a dozen activities that all open by themselves, and be opened again. */
const OF_PERSON = { limit: 60, windowMs: 10 * 60_000 };
/** A whole campus may be behind one address, and open a course within a minute. */
const OF_NETWORK = { limit: 3_000, windowMs: 60_000 };

/** Who begins a login, as far as that is known before the platform says it. */
export interface LoginAsker {
  readonly platform: Pick<Platform, 'id'>;
  /** The platform's `login_hint`: a person of its own (IMS Security 1.1, 5.1.1.1). */
  readonly loginHint: string;
  readonly address: string | undefined;
}

/**
 * Bounds how many logins are begun, each of which is a record in the store: counted by person in a network and by network, in this
 * process, since a launch waits for nothing. Throws TooManyRequests `too_many_launches`.
 */
export function createLimitLogins(clock: Clock): (asker: LoginAsker) => void {
  const countPerson = createRateCounter({ clock, ...OF_PERSON });
  const countNetwork = createRateCounter({ clock, ...OF_NETWORK });
  return ({ platform, loginHint, address }) => {
    const network = networkOf(address ?? '');
    // Nobody has proved yet who they are: another network that names a person uses up nothing of theirs.
    const wait =
      countPerson(JSON.stringify([platform.id, loginHint, network])) || countNetwork(network);
    if (wait === 0) return;
    throw new TooManyRequests(
      'too_many_launches',
      'Laurel was opened too often within a few minutes.',
      {
        action: 'Wait a few minutes, then open Laurel from your course again.',
        retryAfterSeconds: wait,
      },
    );
  };
}
