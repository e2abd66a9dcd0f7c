import type { App } from './apps/app.js';
import type { Client } from './client.js';
import { OAuthError } from './oauth-error.js';

/** Who asks the token endpoint, and has proven it: a client of an administrator's, or an app that registered itself. */
export type Caller =
  | { readonly kind: 'client'; readonly client: Client }
  | { readonly kind: 'app'; readonly app: App };

const unauthorized = (): OAuthError =>
  new OAuthError('unauthorized_client', 'This client may not use this grant.');

/** @throws OAuthError unauthorized_client */
export function clientOf(caller: Caller): Client {
  if (caller.kind === 'client') return caller.client;
  throw unauthorized();
}

/** @throws OAuthError unauthorized_client */
export function appOf(caller: Caller): App {
  if (caller.kind === 'app') return caller.app;
  throw unauthorized();
}

/** @returns the id of whoever asks */
export const callerId = (caller: Caller): string =>
  caller.kind === 'client' ? caller.client.id : caller.app.id;
