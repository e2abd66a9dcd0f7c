import type { Audit } from '../audit/index.js';
import { NotFound, omitUndefined, randomId, type Clock } from '../base/index.js';
import type { Scope } from './scopes.js';
import { hashSecret, newSecret, type ApiToken } from './token.js';
import type { createTokenStore, TokensOf } from './token-store.js';

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

/** Access tokens that people make for programs. */
export interface Tokens {
  /** Makes a token. @returns it, and its secret, which is shown this once and not kept */
  make(order: TokenOrder): Promise<{ readonly token: ApiToken; readonly secret: string }>;
  /** The newest first. */
  list(of: TokensOf): Promise<ApiToken[]>;
  /** Ends a token at once. @throws NotFound `token_unknown`, also for another tenant's */
  revoke(id: string, of: TokensOf, actor: string): Promise<void>;
}

const DAY_MS = 86_400_000;

/** @returns what makes and ends tokens */
export function createTokens(deps: {
  readonly tokens: ReturnType<typeof createTokenStore>;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
}): Tokens {
  const { tokens: store, clock, audit } = deps;
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
  };
}
