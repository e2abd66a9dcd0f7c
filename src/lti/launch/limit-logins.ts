import { TooManyRequests, networkOf, type Clock } from '../../base/index.js';
import { createRateCounter } from '../../web/index.js';
import type { Platform } from '../platform/platform.js';

/** The limit of a person: a page may hold a dozen activities that all open by themselves, and be reloaded. */
const OF_PERSON = { limit: 60, windowMs: 10 * 60_000 };
/** The limit of a network: a whole campus may be behind one address and open a course within a minute. */
const OF_NETWORK = { limit: 3_000, windowMs: 60_000 };

/** Who begins a login, as far as that is known before the platform answers. */
export interface LoginAsker {
  readonly platform: Pick<Platform, 'id'>;
  /** The platform's `login_hint`, which stands for a person (IMS Security 1.1, 5.1.1.1). */
  readonly loginHint: string;
  readonly address: string | undefined;
}

/**
 * Limits how many logins are begun: by person within a network, and by network. Counted in memory, so that a launch does
 * not wait for the store.
 * @returns a function that throws TooManyRequests `too_many_launches`
 */
export function createLimitLogins(clock: Clock): (asker: LoginAsker) => void {
  const countPerson = createRateCounter({ clock, ...OF_PERSON });
  const countNetwork = createRateCounter({ clock, ...OF_NETWORK });
  return ({ platform, loginHint, address }) => {
    const network = networkOf(address ?? '');
    // A `login_hint` proves nothing: the person's limit counts within a network, so that others cannot use it up.
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
