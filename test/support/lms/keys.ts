import { randomBytes } from 'node:crypto';
import * as jose from 'jose';

/** What will be signed as an id_token; `platform.onIdToken` may change it. */
export interface IdTokenDraft {
  header: { alg: string; kid?: string; typ?: string };
  claims: Record<string, unknown>;
  /** Whose key: the platform's, a stranger's, none at all (`alg: none`), or the public key as an HMAC secret. */
  signWith: 'platform' | 'foreign' | 'none' | 'hs256';
}

/** A key pair that is made when it is first needed: an RSA key takes a tenth of a second. */
interface KeyPair {
  kid: string;
  pair: () => Promise<jose.GenerateKeyPairResult>;
}

function makePair(): KeyPair {
  let made: Promise<jose.GenerateKeyPairResult> | undefined;
  return {
    kid: randomBytes(10).toString('hex'),
    pair: () => (made ??= jose.generateKeyPair('RS256', { extractable: true })),
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The platform's signing keys. Old ones stay in the JWKS after a rotation until they are dropped. */
export class PlatformKeys {
  private pairs: KeyPair[] = [makePair()];
  private readonly stranger = makePair();

  private get current(): KeyPair {
    return this.pairs[0]!;
  }

  /** Puts a new key first. With `dropOld`, tokens signed earlier no longer verify. */
  rotate({ dropOld = false } = {}): void {
    this.pairs = [makePair(), ...(dropOld ? [] : this.pairs)];
  }

  async jwks(): Promise<{ keys: jose.JWK[] }> {
    const keys = this.pairs.map(async ({ kid, pair }) => {
      const { publicKey } = await pair();
      const { kty, n, e } = await jose.exportJWK(publicKey);
      return { kty, alg: 'RS256', kid, e, n, use: 'sig' } as jose.JWK;
    });
    return { keys: await Promise.all(keys) };
  }

  draft(claims: Record<string, unknown>): IdTokenDraft {
    const header = { typ: 'JWT', alg: 'RS256', kid: this.current.kid };
    return { header, claims, signWith: 'platform' };
  }

  async sign({ header, claims, signWith }: IdTokenDraft): Promise<string> {
    if (signWith === 'none') return `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`;
    const jwt = new jose.SignJWT(claims);
    if (signWith === 'hs256') {
      const secret = new TextEncoder().encode(
        await jose.exportSPKI((await this.current.pair()).publicKey),
      );
      return jwt.setProtectedHeader({ ...header, alg: 'HS256' }).sign(secret);
    }
    const { privateKey } = await (signWith === 'foreign' ? this.stranger : this.current).pair();
    return jwt.setProtectedHeader({ ...header, alg: 'RS256' }).sign(privateKey);
  }

  /** Checks a token this platform signed itself (registration tokens, message hints). */
  async verifyOwn(token: string, now: Date): Promise<jose.JWTPayload> {
    const { publicKey } = await this.current.pair();
    const { payload } = await jose.jwtVerify(token, publicKey, { currentDate: now });
    return payload;
  }
}
