import type { Router } from 'express';
import type { Audit } from '../audit/index.js';
import type { Clock, Outbound, Settings } from '../base/index.js';
import type { Limits } from '../limits/index.js';
import type { Connection } from '../store/index.js';
import { createAccessStore } from './access-store.js';
import { createAssertionStore } from './assertion-store.js';
import { authenticateClient } from './authenticate-client.js';
import { createApps, type Apps } from './apps/create-apps.js';
import { registerApp } from './apps/register-app.js';
import { createAuthenticate, type Authenticate } from './authenticate.js';
import { createClientStore } from './client-store.js';
import { createClients, type Clients } from './clients.js';
import { createFindKeys } from './find-keys.js';
import { authorizationCode } from './grants/authorization-code.js';
import { clientCredentials } from './grants/client-credentials.js';
import { refreshToken } from './grants/refresh-token.js';
import { OAUTH_PATHS } from './metadata.js';
import { createOAuthRoutes } from './routes.js';
import { createTokenStore } from './token-store.js';
import { createTokens, type Tokens } from './tokens.js';

export interface OAuthDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly limits: Pick<Limits, 'count'>;
  readonly settings: Pick<Settings, 'publicUrl' | 'mode'>;
  /** What programs may be let do in a person's name: scopes of rooms above. */
  readonly appScopes: readonly string[];
  /** The way to addresses that strangers name: of a client's public keys. */
  readonly strangersOutbound: Pick<Outbound, 'fetch'>;
}

/** The authorization server: access tokens that people make, and those that programs get for themselves. */
export interface OAuth extends Tokens {
  readonly clients: Clients;
  readonly apps: Apps;
  readonly authenticate: Authenticate;
  readonly routes: Router;
}

/** @returns the authorization server of this installation */
export function createOAuth(deps: OAuthDeps): OAuth {
  const { connection, clock, audit } = deps;
  const { publicUrl } = deps.settings;
  const tokens = createTokenStore(connection);
  const clients = createClientStore(connection);
  const access = createAccessStore(connection);
  const { apps, store, grants } = createApps({ connection, clock, issuer: publicUrl });
  const known = deps.appScopes;
  const registering = {
    apps: store,
    clock,
    known,
    allowsLoopback: deps.settings.mode !== 'production',
  };
  const proof = {
    clock,
    clients,
    apps: store,
    assertions: createAssertionStore(connection),
    findKeys: createFindKeys({ outbound: deps.strangersOutbound, clock }),
    audiences: [publicUrl, `${publicUrl}${OAUTH_PATHS.token}`],
  };
  return {
    ...createTokens({ tokens, clock, audit }),
    clients: createClients({ clients, clock, audit }),
    apps,
    authenticate: createAuthenticate({ tokens, clients, access, clock }),
    routes: createOAuthRoutes({
      clock,
      publicUrl,
      access,
      grants: [
        clientCredentials({ ...deps, clients, access }),
        authorizationCode({ clock, grants, apps: store }),
        refreshToken({ clock, grants, apps: store }),
      ],
      appScopes: known,
      tokensOfApps: grants,
      register: (body) => registerApp(registering, body),
      authenticate: (authorization, fields) => authenticateClient(proof, authorization, fields),
    }),
  };
}
