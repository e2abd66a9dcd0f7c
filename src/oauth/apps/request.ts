import { z } from 'zod';
import { InvalidInput } from '../../base/index.js';
import type { App } from './app.js';
import type { AppStore } from './app-store.js';

/** A request for a person's consent that is in order. */
export interface ConsentRequest {
  readonly app: App;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly state: string;
  /** PKCE (RFC 7636, 4.2): S256. */
  readonly challenge: string;
}

/** @returns where an app is told of what became of its request (RFC 6749, 4.1.2; RFC 9207) */
export function backTo(
  redirectUri: string,
  fields: Readonly<Record<string, string>>,
  issuer: string,
): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries({ ...fields, iss: issuer }))
    if (value !== '') url.searchParams.set(name, value);
  return url.href;
}

const once = z.string().max(2_000);
const query = z.object({
  client_id: once.min(1),
  redirect_uri: once.min(1),
  response_type: once.catch(''),
  scope: once.catch(''),
  state: once.catch(''),
  code_challenge: once.catch(''),
  code_challenge_method: once.catch(''),
});

const CHALLENGE = /^[\w-]{43}$/;

const refused = (): InvalidInput =>
  new InvalidInput('app_request_wrong', 'This request for your consent is not in order.', {
    status: 400,
    action: 'Go back to where you came from. It has to register here again.',
  });

/**
 * Reads what an app asks a person for. Where it is not known where the person came from they are sent nowhere.
 * Where something else is wrong nobody is sent on by themselves, either (RFC 9700, 4.11.2): anybody may register an address here.
 * @returns the request, or of which app it is and where the person may go with what is wrong with it
 * @throws InvalidInput `app_request_wrong`
 */
export async function readRequest(
  deps: { readonly apps: Pick<AppStore, 'find'>; readonly issuer: string },
  asked: unknown,
): Promise<ConsentRequest | { readonly app: App; readonly back: string }> {
  const read = query.safeParse(asked);
  if (!read.success) throw refused();
  const { client_id: id, redirect_uri: redirectUri, state } = read.data;
  const found = await deps.apps.find(id);
  // To the letter (RFC 9700, 4.1.3): whoever adds to an address is somebody else.
  if (found === null || !found.app.redirectUris.includes(redirectUri)) throw refused();
  const { app } = found;
  const wrong = (error: string) => ({
    app,
    back: backTo(redirectUri, { error, state }, deps.issuer),
  });
  const { response_type, scope, code_challenge: challenge, code_challenge_method } = read.data;
  if (response_type !== 'code') return wrong('unsupported_response_type');
  if (code_challenge_method !== 'S256' || !CHALLENGE.test(challenge) || state === '')
    return wrong('invalid_request');
  const scopes = [...new Set(scope.split(' '))].filter((one) => app.scopes.includes(one));
  if (scopes.length === 0) return wrong('invalid_scope');
  return { app, scopes, redirectUri, state, challenge };
}
