import { InvalidInput, Unauthenticated } from '../../base/index.js';
import { isSpelledOtherwise, issuerDiffers } from '../platform/issuer-spelling.js';
import type { Platform } from '../platform/platform.js';
import type { LaunchClaims } from './claims.js';
import type { Clause } from './clause.js';
import type { Login } from './login-state.js';
import { AGAIN, expired, forged, skewed } from './refusals.js';

/** How far two correct clocks may differ, in seconds (IMS Security 1.1, 5.1.3 leaves it to the tool). */
const LEEWAY_SECONDS = 60;

const secondsOf = (at: Date): number => Math.floor(at.getTime() / 1000);

/** The login that a message's `state` names, with the current time. */
interface Begun {
  readonly login: Login;
  readonly now: Date;
}

/** The login must not be expired; that it is used once the store decides (RFC 9700, 4.7.1). */
export const LOGIN_CLAUSES: readonly Clause<Begun>[] = [
  {
    name: 'the login is not over',
    source: 'RFC 6819, 5.1.5.3',
    against: ({ login, now }) =>
      login.expiresAt > now
        ? undefined
        : new Unauthenticated('launch_expired', 'Signing in took too long.', {
            action: AGAIN,
            cause: new Error('login expired'),
          }),
  },
];

/** What the claims of a verified id_token are compared with. */
export interface Expected {
  readonly platform: Platform;
  /** The nonce that is sealed in the login's state. */
  readonly nonce: string;
  readonly loginBegunAt: Date;
  readonly now: Date;
}

interface SignedClaims {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly expected: Expected;
}

const wrongAudience = (cause: string): Unauthenticated =>
  new Unauthenticated('launch_wrong_audience', 'This launch was made for another tool.', {
    action:
      'Tell the administrator of your learning platform that the client ID of Laurel does not match.',
    cause: new Error(cause),
  });

const audienceOf = (claims: SignedClaims['claims']): readonly unknown[] => {
  const { aud } = claims;
  return Array.isArray(aud) ? (aud as unknown[]) : [aud];
};

/** Clauses of an id_token. Their order decides what a person is told: the first one that fails. */
export const ID_TOKEN_CLAUSES: readonly Clause<SignedClaims>[] = [
  {
    name: 'iss is the registered issuer, exactly',
    source: 'OIDC Core 3.1.3.7 (2)',
    against: ({ claims: { iss }, expected: { platform } }) => {
      if (iss === platform.issuer) return undefined;
      return typeof iss === 'string' && isSpelledOtherwise(platform.issuer, iss)
        ? issuerDiffers(platform.issuer, iss)
        : forged('iss is not the registered issuer');
    },
  },
  {
    name: 'aud names us',
    source: 'OIDC Core 3.1.3.7 (3); IMS Security 1.1, 5.1.3',
    against: ({ claims, expected }) =>
      audienceOf(claims).includes(expected.platform.clientId)
        ? undefined
        : wrongAudience('aud does not name our client_id'),
  },
  {
    name: 'azp is ours, and there where aud names several',
    source: 'OIDC Core 3.1.3.7 (4, 5); IMS Security 1.1, 5.1.3',
    against: ({ claims, expected }) => {
      const { azp } = claims;
      const isOurs =
        azp === undefined ? audienceOf(claims).length === 1 : azp === expected.platform.clientId;
      return isOurs ? undefined : wrongAudience('azp missing or another client');
    },
  },
  {
    name: 'nonce is the one this login was begun with',
    source: 'OIDC Core 3.1.3.7 (11); IMS Security 1.1, 5.1.3',
    against: ({ claims, expected }) =>
      claims['nonce'] === expected.nonce
        ? undefined
        : new Unauthenticated(
            'launch_replayed',
            'This launch does not belong to the login that Laurel began.',
            {
              action: AGAIN,
              cause: new Error(
                typeof claims['nonce'] === 'string' ? 'nonce is not this login’s' : 'nonce missing',
              ),
            },
          ),
  },
  {
    name: 'iat and exp are there',
    source: 'OIDC Core 2',
    against: ({ claims: { iat, exp } }) =>
      typeof iat === 'number' && typeof exp === 'number' ? undefined : forged('iat or exp missing'),
  },
  {
    name: 'iat is after the login began and not in the future',
    source: 'OIDC Core 3.1.3.7 (10); IMS Security 1.1, 5.1.3',
    against({ claims: { iat }, expected: { loginBegunAt, now } }) {
      const [made, seconds, begun] = [Number(iat), secondsOf(now), secondsOf(loginBegunAt)];
      if (made > seconds + LEEWAY_SECONDS) return skewed(`iat is ${made - seconds} s ahead`);
      if (made >= begun - LEEWAY_SECONDS) return undefined;
      return skewed(`iat is ${begun - made} s before the login began`);
    },
  },
  {
    name: 'nbf has come',
    source: 'RFC 7519, 4.1.5',
    against: ({ claims: { nbf }, expected: { now } }) =>
      typeof nbf === 'number' && nbf > secondsOf(now) + LEEWAY_SECONDS
        ? skewed('nbf is ahead')
        : undefined,
  },
  {
    name: 'exp has not passed',
    source: 'OIDC Core 3.1.3.7 (9)',
    against: ({ claims: { exp }, expected: { now } }) =>
      Number(exp) + LEEWAY_SECONDS <= secondsOf(now) ? expired('exp passed') : undefined,
  },
];

/** A launch with a verified id_token, and this tool's address. */
interface Told {
  readonly launch: Pick<LaunchClaims, 'targetLinkUri'>;
  readonly publicUrl: string;
}

/** Clauses of the launch message, beside the claims that `parseClaims` requires (LTI 1.3 Core, 5.3). */
export const LAUNCH_CLAUSES: readonly Clause<Told>[] = [
  {
    name: 'the target is ours: it is read from the token, and goes nowhere but here',
    source: 'LTI 1.3 Core, 5.3.4',
    against: ({ launch, publicUrl }) =>
      new URL(launch.targetLinkUri).origin === new URL(publicUrl).origin
        ? undefined
        : new InvalidInput('launch_target_elsewhere', 'This launch leads to another site.', {
            status: 400,
            action: 'Tell your administrator that the tool URL of this activity is not Laurel’s.',
            cause: new Error('target_link_uri has another origin'),
          }),
  },
];
