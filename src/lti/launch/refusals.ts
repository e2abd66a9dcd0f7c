import { Unauthenticated } from '../../base/index.js';

export const AGAIN = 'Go back to your course and open Laurel from there again.';
export const TELL = 'Tell the administrator of your learning platform, with the reference below.';

/**
 * A launch whose state or nonce was used before.
 * @param cause for the log
 */
export const replayed = (cause: string): Unauthenticated =>
  new Unauthenticated('launch_replayed', 'This launch was used already or is not ours.', {
    action: AGAIN,
    cause: new Error(cause),
  });

/**
 * A launch that the platform did not send, or that was changed.
 * @param cause for the log
 */
export const forged = (cause: string): Unauthenticated =>
  new Unauthenticated(
    'launch_forged',
    'The message that opens Laurel does not prove that it comes from your learning platform.',
    { action: TELL, cause: new Error(cause) },
  );

/**
 * A launch whose login or id_token is expired.
 * @param cause for the log
 */
export const expired = (cause: string): Unauthenticated =>
  new Unauthenticated('launch_expired', 'This launch took too long and is over.', {
    action: AGAIN,
    cause: new Error(cause),
  });

/**
 * A launch whose times differ too far from this machine's clock.
 * @param cause for the log
 */
export const skewed = (cause: string): Unauthenticated =>
  new Unauthenticated(
    'clock_off',
    'The clocks of Laurel and of your learning platform differ by more than a minute.',
    {
      action: 'An administrator has to set the clock of one of the two servers (NTP).',
      cause: new Error(cause),
    },
  );
