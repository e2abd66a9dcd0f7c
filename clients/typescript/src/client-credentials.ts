import { LaurelProblem } from './problem.js';

/** A client of OAuth 2.0 as an administrator of Laurel made it. */
export interface Credentials {
  /** The address of the installation. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The scopes to ask for, separated by spaces. Default: all that the client has. */
  readonly scope?: string;
}

/** How long before its end a token is given up, in milliseconds, so that it does not end on its way. */
const EARLY_MS = 60_000;

/** @returns what gives an access token, and asks for a new one when that is over (RFC 6749, 4.4) */
export function clientCredentials(credentials: Credentials): () => Promise<string> {
  const { url, clientId, clientSecret, scope } = credentials;
  let kept: { readonly token: Promise<string>; endsAt: number } | undefined;

  async function ask(): Promise<string> {
    const proof = [clientId, clientSecret].map(encodeURIComponent).join(':');
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    if (scope !== undefined) body.set('scope', scope);
    const headers = { authorization: `Basic ${btoa(proof)}` };
    const answer = await fetch(new URL('/oauth/token', url), { method: 'POST', headers, body });
    if (!answer.ok) throw await LaurelProblem.of(answer);
    const given = (await answer.json()) as { access_token: string; expires_in: number };
    if (kept !== undefined) kept.endsAt = Date.now() + given.expires_in * 1000 - EARLY_MS;
    return given.access_token;
  }

  return () => {
    if (kept !== undefined && kept.endsAt > Date.now()) return kept.token;
    const token = ask().catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    kept = { token, endsAt: Infinity };
    return token;
  };
}
