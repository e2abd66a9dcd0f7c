import { createPublicKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import Auth from 'ltijs/dist/Utils/Auth.js';
import LoginRequest from 'ltijs/dist/Utils/Request.js';
import { Unauthenticated } from '../../base/index.js';
import type { Platform } from '../platform/platform.js';

/**
 * The two parts of ltijs 5.9.9 that decide something, as function calls: its authentication request, and its check of an
 * id_token, which is a second one here. Its server, sessions and stores are not used, nor loaded
 * (docs/decisions/lti-library.md).
 */
export interface Ltijs {
  /**
   * The OIDC authentication request for a login (IMS Security 1.1, 5.1.1.2).
   * @param params login parameters, all strings, `target_link_uri` being the registered launch URI
   */
  beginLogin(
    platform: Platform,
    params: Readonly<Record<string, string>>,
    state: string,
  ): Promise<URLSearchParams>;
  /** Checks an id_token against one key. @throws Unauthenticated `launch_refused` */
  validate(launch: {
    readonly platform: Platform;
    readonly key: JWK;
    readonly idToken: string;
  }): Promise<void>;
}

const refused = (cause: unknown): Unauthenticated =>
  new Unauthenticated('launch_refused', 'This launch could not be checked.', {
    action: 'Go back to your course and open Laurel from there again.',
    cause,
  });

/** What ltijs sees of its database: nothing. Which logins are used up is in login-store.ts. */
const NOTHING = {
  Get: () => Promise.resolve(false as const),
  Insert: () => Promise.resolve(true),
};

/** @returns ltijs, for any number of requests at a time */
export function createLtijs(): Ltijs {
  // By the key of the key set that it was read from, for as long as that is kept.
  const publicKeys = new WeakMap<JWK, KeyObject>();
  const publicKeyOf = (jwk: JWK): KeyObject => {
    const known = publicKeys.get(jwk);
    if (known) return known;
    const read = createPublicKey({ key: jwk, format: 'jwk' });
    publicKeys.set(jwk, read);
    return read;
  };

  return {
    async beginLogin(platform, params, state) {
      const clientId = () => Promise.resolve(platform.clientId);
      const of = { ...params, iss: platform.issuer, client_id: platform.clientId };
      const request = { platformClientId: clientId };
      return new URLSearchParams(await LoginRequest.ltiAdvantageLogin(of, request, state));
    },
    async validate({ platform, key, idToken }) {
      const known = {
        platformActive: () => Promise.resolve(true),
        platformAuthConfig: () =>
          Promise.resolve({ method: 'RSA_KEY' as const, key: publicKeyOf(key) }),
        platformClientId: () => Promise.resolve(platform.clientId),
        platformKid: () => Promise.resolve(platform.id),
      };
      const find = (issuer: string, clientId: string) =>
        Promise.resolve(
          issuer === platform.issuer && clientId === platform.clientId ? known : (false as const),
        );
      // ltijs compares the issuer with the one that the login was begun with; the age is checked by this tool.
      const parameters = { iss: platform.issuer, maxAge: false as const };
      try {
        await Auth.validateToken(idToken, false, parameters, find, '', NOTHING);
      } catch (error) {
        throw refused(error);
      }
    },
  };
}
