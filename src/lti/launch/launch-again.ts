import { LaurelError, UpstreamFailed, type Sealer } from '../../base/index.js';

/** A platform's answer to a login as it was posted (IMS Security 1.1, 5.1.1.3), before anything of it is believed. */
export interface LaunchMessage {
  readonly state: string;
  readonly id_token: string;
}

/** The field of the form that sends a launch again. */
export const AGAIN_FIELD = 'again';

const PURPOSE = 'lti launch again';

/**
 * The same launch once more, from a button: a platform that cannot be asked for its keys passes, and not every platform
 * lets a login begin anew. The message goes into the page sealed: no token is in it, nothing is kept here, and it is
 * worth what the message itself is.
 */
export function createLaunchAgain(sealer: Sealer) {
  return {
    /** The message behind the field, or null when it is none of ours. */
    open(field: string): unknown {
      try {
        return JSON.parse(sealer.open(field, PURPOSE).toString());
      } catch {
        return null;
      }
    },
    /** An error of a platform that does not answer, with the button that tries again; any other as it is. */
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
