import { createHash, randomBytes } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import { registrationOf } from '../../interop/ob-api.js';
import { formsOf, type Browser } from '../../support/lms/index.js';
import type { TestLaurel } from '../../support/start-test-laurel.js';

export const insecure = { [oauth.allowInsecureRequests]: true } as const;
export const SCOPE = 'https://purl.imsglobal.org/spec/ob/v3p0/scope/';
export const ALL = `${SCOPE}credential.readonly ${SCOPE}credential.upsert ${SCOPE}profile.readonly offline_access`;
export const REDIRECT = 'http://localhost:9/back';

/** A foreign program (oauth4webapi) at a Laurel's Open Badges API. */
export interface ForeignApp {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly proof: oauth.ClientAuth;
  readonly secret: string;
}

/** Registers as the standard says (RFC 7591). */
export async function registerForeign(laurel: TestLaurel, scope = ALL): Promise<ForeignApp> {
  const issuer = new URL(laurel.url);
  const found = await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' });
  const server = await oauth.processDiscoveryResponse(issuer, found);
  const metadata = registrationOf('http://localhost:9', REDIRECT, scope);
  const answer = await oauth.dynamicClientRegistrationRequest(server, metadata, insecure);
  const client = await oauth.processDynamicClientRegistrationResponse(answer);
  const secret = client.client_secret as string;
  return { server, client, secret, proof: oauth.ClientSecretBasic(secret) };
}

/** An address of the page of consent, with what was made up for it. */
export function requestOf({ server, client }: ForeignApp, scope = ALL) {
  const [verifier, state] = [
    randomBytes(32).toString('base64url'),
    randomBytes(16).toString('hex'),
  ];
  const url = new URL(server.authorization_endpoint ?? '');
  const fields = {
    client_id: client.client_id,
    redirect_uri: REDIRECT,
    response_type: 'code',
    scope,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  return { url, verifier, state };
}

/** The person looks at the page of consent and says something. @returns where they are sent */
export async function answerConsent(
  laurel: TestLaurel,
  browser: Browser,
  url: URL,
  say: 'allow' | 'deny' = 'allow',
): Promise<URL> {
  const page = await browser.get(url.href);
  const form = formsOf(page).find(({ action }) => action.endsWith('/home/authorize'));
  const fields = { ...form?.fields, do: say };
  const answer = await browser.request(`${laurel.url}/home/authorize`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { origin: laurel.url },
  });
  return new URL(answer.headers.get('location') ?? 'http://nowhere.invalid/');
}

/** The whole of it: consent, code, tokens. */
export async function getTokens(
  laurel: TestLaurel,
  browser: Browser,
  app: ForeignApp,
  scope = ALL,
): Promise<oauth.TokenEndpointResponse> {
  const { url, verifier, state } = requestOf(app, scope);
  const back = await answerConsent(laurel, browser, url);
  const { server, client, proof } = app;
  const given = oauth.validateAuthResponse(server, client, back, state);
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    proof,
    given,
    REDIRECT,
    verifier,
    insecure,
  );
  return oauth.processAuthorizationCodeResponse(server, client, answer);
}

/** Calls the Open Badges API. */
export const callHost = (
  laurel: TestLaurel,
  path: string,
  token: string,
  init: RequestInit = {},
): Promise<Response> =>
  fetch(`${laurel.url}/ims/ob/v3p0${path}`, {
    ...init,
    headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` },
  });
