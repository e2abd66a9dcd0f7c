import type { Audit } from '../audit/index.js';
import { NotFound, omitUndefined, randomId, type Clock } from '../base/index.js';
import type { Client } from './client.js';
import type { ClientStore } from './client-store.js';
import type { Scope } from './scopes.js';
import { hashSecret, newSecret } from './token.js';
import type { TokensOf } from './token-store.js';

/** What a client is made of. */
export interface ClientOrder {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly platformId: string | null;
  readonly deploymentId: string | null;
  /** Its public keys, or where they are; null: it gets a secret. */
  readonly keys: Pick<Client, 'jwks' | 'jwksUri'> | null;
  readonly actor: string;
}

/** Programs that get tokens for themselves (OAuth 2.0 client credentials). */
export interface Clients {
  /** Makes a client. @returns it, and its secret where it has one, which is shown this once and not kept */
  make(order: ClientOrder): Promise<{ readonly client: Client; readonly secret?: string }>;
  /** The newest first. */
  list(of: TokensOf): Promise<Client[]>;
  /** Ends a client and its tokens at once. @throws NotFound `client_unknown`, also for another tenant's */
  revoke(id: string, of: TokensOf, actor: string): Promise<void>;
}

/** @returns what makes and ends clients */
export function createClients(deps: {
  readonly clients: ClientStore;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
}): Clients {
  const { clients, clock, audit } = deps;
  return {
    async make({ name, scopes, platformId, deploymentId, keys, actor }) {
      const client: Client = {
        id: randomId(),
        name,
        scopes: [...scopes],
        platformId,
        deploymentId,
        proof: keys === null ? 'secret' : 'key',
        ...keys,
        createdBy: actor,
        createdAt: clock.now(),
      };
      const secret = keys === null ? newSecret('client') : undefined;
      await clients.insert(client, secret === undefined ? undefined : hashSecret(secret));
      await audit.record(
        omitUndefined({
          actor,
          action: 'client.made',
          subject: `client:${client.id}`,
          platformId: platformId ?? undefined,
          deploymentId: deploymentId ?? undefined,
          details: { scopes: scopes.join(' '), proof: client.proof },
        }),
      );
      return omitUndefined({ client, secret });
    },
    list: (of) => clients.list(of),
    async revoke(id, of, actor) {
      if (!(await clients.revoke(id, of, clock.now())))
        throw new NotFound('client_unknown', 'There is no such client.', {
          action: 'Look at the list of clients again.',
        });
      await audit.record({ actor, action: 'client.revoked', subject: `client:${id}`, ...of });
    },
  };
}
