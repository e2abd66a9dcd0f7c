import type { Clock } from '../../base/index.js';
import { OFFLINE, type AppGrant } from '../apps/app.js';
import type { AppStore } from '../apps/app-store.js';
import { APP_MS } from '../apps/create-apps.js';
import type { GrantStore } from '../apps/grant-store.js';
import { OAuthError } from '../oauth-error.js';
import { hashSecret, newSecret } from '../token.js';
import type { TokenAnswer } from './grant.js';

const ACCESS_S = 3_600;
/** A refresh token that nobody used for so long is over; each use gives a new one. */
const REFRESH_MS = 180 * 86_400_000;

export interface GiveDeps {
  readonly clock: Clock;
  readonly grants: GrantStore;
  readonly apps: Pick<AppStore, 'keep'>;
}

/**
 * Gives an app tokens for what a person let it do; one to go on with where they allowed that (`offline_access`).
 * @param scopes of the access token; those of the consent, or fewer
 * @throws OAuthError invalid_grant where the person has ended it meanwhile
 */
export async function giveTokens(
  { clock, grants, apps }: GiveDeps,
  { appId, subject, consentId, scopes: whole }: AppGrant,
  scopes: readonly string[],
): Promise<TokenAnswer> {
  const madeAt = clock.now();
  const until = (ms: number) => new Date(madeAt.getTime() + ms);
  const [accessEnd, refreshEnd] = [until(ACCESS_S * 1000), until(REFRESH_MS)];
  const goesOn = whole.includes(OFFLINE);
  if (!(await grants.extend(consentId, goesOn ? refreshEnd : accessEnd)))
    throw new OAuthError('invalid_grant', 'The person has ended it.');
  await apps.keep(appId, until(APP_MS));
  const shared = { appId, subject, consentId, madeAt };
  const access = newSecret('app');
  const short = { ...shared, kind: 'access', scopes, expiresAt: accessEnd } as const;
  await grants.insert(hashSecret(access), short);
  const answer = {
    access_token: access,
    token_type: 'Bearer',
    expires_in: ACCESS_S,
    scope: scopes.join(' '),
  } as const;
  if (!goesOn) return answer;
  const refresh = newSecret('refresh');
  const long = { ...shared, kind: 'refresh', scopes: whole, expiresAt: refreshEnd } as const;
  await grants.insert(hashSecret(refresh), long);
  return { ...answer, refresh_token: refresh };
}
