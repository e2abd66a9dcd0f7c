/** The errors of an OAuth endpoint (RFC 6749, 5.2; RFC 7591, 3.2.2): codes of the standard, not of docs/errors.md. */
export type OAuthErrorName =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_redirect_uri'
  | 'invalid_client_metadata'
  | 'temporarily_unavailable';

/** An answer of an OAuth endpoint that is no success; its message may be shown to whoever asked. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';

  constructor(
    readonly error: OAuthErrorName,
    message: string,
    readonly status = 400,
    /** Seconds after which asking again makes sense. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

export const invalidRequest = (message: string): OAuthError =>
  new OAuthError('invalid_request', message);

/** One answer for every way in which a client fails to prove itself. */
export const invalidClient = (): OAuthError =>
  new OAuthError('invalid_client', 'The client is unknown, or did not prove who it is.', 401);
