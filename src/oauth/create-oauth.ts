import type { Audit } from '../audit/index.js';
import { NotFound, omitUndefined, randomId, Unauthenticated, type Clock } from '../base/index.js';
import type { Connection } from '../store/index.js';
import type { Scope } from './scopes.js';
import { hashSecret, isGood, isSecret, newSecret, type ApiToken } from './token.js';
import { createTokenStore, type TokensOf } from './token-store.js';

export interface OAuthDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
}

/** What a token is made of. */
export interface TokenOrder {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The platform whose data it opens; null: all of them. */
  readonly platformId: string | null;
  /** The one deployment whose data it opens; null: all of them. */
  readonly deploymentId: string | null;
  /** For how many days. */
  readonly days: number;
  readonly actor: string;
}

/** Access tokens of the REST API. */
export interface OAuth {
  /** Makes a token. @returns it, and its secret, which is shown this once and not kept */
  make(order: TokenOrder): Promise<{ readonly token: ApiToken; readonly secret: string }>;
  /** The newest first. */
  list(of: TokensOf): Promise<ApiToken[]>;
  /** Ends a token at once. @throws NotFound `token_unknown`, also for another tenant's */
  revoke(id: string, of: TokensOf, actor: string): Promise<void>;
  /**
   * @returns the token of a request's `Authorization: Bearer …` (RFC 6750, 2.1)
   * @throws Unauthenticated `token_missing`, `token_refused`
   */
  authenticate(authorization: string | undefined): Promise<ApiToken>;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const refused = (): Unauthenticated =>
  new Unauthenticated('token_refused', 'This token is unknown, revoked or no longer valid.', {
    action: 'Make a new token under Administration › API.',
  });

/** @returns the tokens of the REST API */
export function createOAuth({ connection, clock, audit }: OAuthDeps): OAuth {
  const store = createTokenStore(connection);
  return {
    async make({ name, scopes, platformId, deploymentId, days, actor }) {
      const now = clock.now();
      const token: ApiToken = {
        id: randomId(),
        name,
        scopes: [...scopes],
        platformId,
        deploymentId,
        createdBy: actor,
        createdAt: now,
        expiresAt: new Date(now.getTime() + days * DAY_MS),
      };
      const secret = newSecret();
      await store.insert(token, hashSecret(secret));
      await audit.record(
        omitUndefined({
          actor,
          action: 'token.made',
          subject: `token:${token.id}`,
          platformId: platformId ?? undefined,
          deploymentId: deploymentId ?? undefined,
          details: { scopes: scopes.join(' '), days },
        }),
      );
      return { token, secret };
    },
    list: (of) => store.list(of),
    async revoke(id, of, actor) {
      if (!(await store.revoke(id, of, clock.now())))
        throw new NotFound('token_unknown', 'There is no such token.', {
          action: 'Look at the list of tokens again.',
        });
      await audit.record({ actor, action: 'token.revoked', subject: `token:${id}`, ...of });
    },
    async authenticate(authorization) {
      const [scheme = '', secret = ''] = (authorization ?? '').split(' ');
      if (authorization === undefined || scheme.toLowerCase() !== 'bearer')
        throw new Unauthenticated('token_missing', 'The API needs an access token.', {
          action: 'Send the header “Authorization: Bearer lrl_…”.',
        });
      if (!isSecret(secret)) throw refused();
      const token = await store.findByHash(hashSecret(secret));
      const now = clock.now();
      if (token === null || !isGood(token, now)) throw refused();
      const minute = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
      if (token.lastUsedAt === undefined || token.lastUsedAt < minute)
        await store.noteUse(token.id, minute);
      return token;
    },
  };
}
