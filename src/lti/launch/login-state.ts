import { omitUndefined, randomId, type Clock, type Sealer } from '../../base/index.js';

/** A login that was begun, with what the launch that answers it must match (IMS Security 1.1, 5.1.1.2). */
export interface Login {
  readonly state: string;
  readonly nonce: string;
  readonly platformId: string;
  /**
   * The frame of the platform's storage, where the platform offered one (LTI OIDC Login with Client Side postMessages).
   */
  readonly storageTarget?: string;
  readonly begunAt: Date;
  readonly expiresAt: Date;
}

/** How long a person may take at the platform's sign-in page, in milliseconds. */
export const LOGIN_LIFE_MS = 10 * 60_000;

/** The form of a state, as {@link Sealer} seals; what has it need not be one of ours. */
export const STATE_FORM = /^v1\.[\w.-]{1,800}$/;

const PURPOSE = 'lti login state';

/** Nonce, platform, when it was begun in milliseconds since 1970, and the storage's frame where there is one. */
type Parts = readonly [string, string, number, string?];

/**
 * Logins that nobody has to store: what the launch must match travels in the `state` itself, encrypted and
 * authenticated, so that only a state of this tool opens and nobody can read or change it on the way (RFC 9700, 4.7.1;
 * RFC 6749, 10.12). That it is used once, and by the browser that began it, is decided elsewhere (`login-store.ts`,
 * `state-cookie.ts`, `pending-launch.ts`).
 */
export function createLoginStates({
  sealer,
  clock,
}: {
  readonly sealer: Pick<Sealer, 'seal' | 'open'>;
  readonly clock: Clock;
}) {
  const toLogin = (state: string, [nonce, platformId, begun, storageTarget]: Parts): Login =>
    omitUndefined({
      state,
      nonce,
      platformId,
      storageTarget,
      begunAt: new Date(begun),
      expiresAt: new Date(begun + LOGIN_LIFE_MS),
    });
  return {
    /** Begins a login with a fresh nonce of 128 random bits. */
    begin(platformId: string, storageTarget?: string): Login {
      const begun = clock.now().getTime();
      const told = storageTarget === undefined ? [] : [storageTarget];
      const parts = [randomId(), platformId, begun, ...told] as unknown as Parts;
      return toLogin(sealer.seal(JSON.stringify(parts), PURPOSE), parts);
    },
    /** @returns the login that a state names; null where this tool did not begin it */
    open(state: string): Login | null {
      try {
        return toLogin(state, JSON.parse(sealer.open(state, PURPOSE).toString()) as Parts);
      } catch {
        return null;
      }
    },
  };
}

export type LoginStates = ReturnType<typeof createLoginStates>;
