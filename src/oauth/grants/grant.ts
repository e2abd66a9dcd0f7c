import type { Caller } from '../caller.js';
import type { OAuthFields } from '../read-fields.js';

/** What a token endpoint answers with (RFC 6749, 5.1). */
export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Seconds. */
  readonly expires_in: number;
  readonly scope: string;
  readonly refresh_token?: string;
}

/** One way to come by an access token: what the field `grant_type` names. Each has a file of its own. */
export interface Grant {
  readonly type: string;
  /**
   * @param authenticate finds out which client asks; a grant whose code proves enough does without
   * @throws OAuthError
   */
  run(fields: OAuthFields, authenticate: () => Promise<Caller>): Promise<TokenAnswer>;
}
