import { LaurelError, UpstreamFailed, type Sealer } from '../../base/index.js';

/** A platform's authentication response as it was posted (IMS Security 1.1, 5.1.1.3), not verified. */
export interface LaunchMessage {
  readonly state: string;
  readonly id_token: string;
}

/** The form field that sends a launch again. */
export const AGAIN_FIELD = 'again';

const PURPOSE = 'lti launch again';

/**
 * Offers to send a launch again with a button, since an outage of a platform's key set is temporary and not every
 * platform lets a login begin anew. The page carries the message sealed, so that no token is in the page and nothing is
 * stored. The message is verified again like any other.
 */
export function createLaunchAgain(sealer: Sealer) {
  return {
    /** @returns the message that the field holds; null where this tool did not seal it */
    open(field: string): unknown {
      try {
        return JSON.parse(sealer.open(field, PURPOSE).toString());
      } catch {
        return null;
      }
    },
    /** Adds the button to the error of a platform that does not answer; returns any other error as it is. */
    offer(error: unknown, message: LaunchMessage): unknown {
      if (!(error instanceof LaurelError) || error.code !== 'platform_keys_unreachable') {
        return error;
      }
      const { code, action = '', cause } = error;
      const field = sealer.seal(JSON.stringify(message), PURPOSE);
      const again = { path: '/lti/launch', fields: { [AGAIN_FIELD]: field } };
      return new UpstreamFailed(code, error.message, { action, cause, again });
    },
  };
}

export type LaunchAgain = ReturnType<typeof createLaunchAgain>;
