import { randomBytes } from 'node:crypto';
import * as jose from 'jose';
import type { Clock } from './clock.js';

interface AccessToken {
  clientId: string;
  scopes: string[];
  expiresAt: number;
}

/** Bearer tokens a platform has handed out, with what each may do and until when. */
export class AccessTokens {
  private tokens = new Map<string, AccessToken>();
  constructor(private readonly clock: Clock) {}

  issue(clientId: string, scopes: string[], seconds: number, text?: string): string {
    const token = text ?? randomBytes(16).toString('hex');
    const expiresAt = this.clock.now().getTime() + seconds * 1000;
    this.tokens.set(token, { clientId, scopes, expiresAt });
    return token;
  }

  /** Null when the header is missing, the token unknown or its time over. */
  read(authorization: string | undefined): AccessToken | null {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    const found = token ? this.tokens.get(token) : undefined;
    return found && found.expiresAt > this.clock.now().getTime() ? found : null;
  }

  /** Ends every token at once, as after a restart of the LMS. */
  revokeAll(): void {
    this.tokens.clear();
  }
}

/** Fetches a tool's JWKS and keeps it; a `kid` that is not in it makes it look again. */
export class ToolKeys {
  private cache = new Map<string, { keys: jose.JWK[]; at: number }>();
  /** How often each JWKS was fetched, for tests of rotation. */
  readonly fetches = new Map<string, number>();
  constructor(private readonly clock: Clock) {}

  private async load(url: string): Promise<jose.JWK[]> {
    const answer = await fetch(url, { headers: { accept: 'application/json' } });
    if (!answer.ok) throw new Error(`The tool's JWKS answered ${answer.status}`);
    const { keys } = (await answer.json()) as { keys: jose.JWK[] };
    this.cache.set(url, { keys, at: this.clock.now().getTime() });
    this.fetches.set(url, (this.fetches.get(url) ?? 0) + 1);
    return keys;
  }

  /** Verifies a JWT by the tool's keys: RS256 alone, `exp` required. Throws when it does not hold. */
  async verify(
    token: string,
    url: string,
    options: jose.JWTVerifyOptions,
  ): Promise<jose.JWTPayload> {
    const { kid, alg } = jose.decodeProtectedHeader(token);
    if (alg !== 'RS256') throw new Error(`alg ${alg} is not RS256`);
    if (!kid) throw new Error('kid is missing');
    const kept = this.cache.get(url);
    const isFresh = kept && this.clock.now().getTime() - kept.at < 5 * 60_000;
    let keys = isFresh ? kept.keys : await this.load(url);
    if (!keys.some((key) => key.kid === kid)) keys = await this.load(url);
    const jwk = keys.find((key) => key.kid === kid);
    if (!jwk) throw new Error(`kid ${kid} is not in the tool's JWKS`);
    const key = await jose.importJWK(jwk, 'RS256');
    const { payload } = await jose.jwtVerify(token, key, {
      algorithms: ['RS256'],
      currentDate: this.clock.now(),
      requiredClaims: ['exp', 'iat'],
      ...options,
    });
    return payload;
  }
}
