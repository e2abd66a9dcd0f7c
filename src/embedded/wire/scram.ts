/** SCRAM-SHA-256 (RFC 5802, RFC 7677), the server's side of one conversation. */
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { CommandError } from '../errors.js';

/** The least count that MongoDB's drivers accept; the password is random, so more adds nothing. */
const ITERATIONS = 4096;
const HASH = 'sha256';

/** What the server keeps of a password. */
export interface Credentials {
  user: string;
  salt: Buffer;
  storedKey: Buffer;
  serverKey: Buffer;
}

const hmac = (key: Buffer, text: string): Buffer => createHmac(HASH, key).update(text).digest();
const hash = (bytes: Buffer): Buffer => createHash(HASH).update(bytes).digest();
const failed = (): CommandError =>
  new CommandError('AuthenticationFailed', 'Authentication failed.');

/** @param password of ASCII letters and digits, so that SASLprep changes nothing */
export function makeCredentials(user: string, password: string): Credentials {
  const salt = randomBytes(28);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, HASH);
  return {
    user,
    salt,
    storedKey: hash(hmac(salted, 'Client Key')),
    serverKey: hmac(salted, 'Server Key'),
  };
}

/** One conversation: `start` with the client's first message, then `finish` with its proof. */
export class ScramConversation {
  private readonly serverFirst: string;
  private readonly clientFirstBare: string;
  private readonly nonce: string;

  constructor(
    private readonly credentials: Credentials,
    clientFirst: string,
  ) {
    const match = /^n,(?:a=[^,]*)?,(n=([^,]*),r=([^,]+)(?:,.*)?)$/.exec(clientFirst);
    if (!match) throw failed();
    const [, bare = '', user = '', clientNonce = ''] = match;
    if (user.replaceAll('=2C', ',').replaceAll('=3D', '=') !== credentials.user) throw failed();
    this.clientFirstBare = bare;
    this.nonce = clientNonce + randomBytes(24).toString('base64');
    this.serverFirst = `r=${this.nonce},s=${credentials.salt.toString('base64')},i=${ITERATIONS}`;
  }

  /** The server's first message. */
  get challenge(): string {
    return this.serverFirst;
  }

  /** Takes the client's final message, gives the server's; throws AuthenticationFailed (18). */
  finish(clientFinal: string): string {
    const match = /^(c=[^,]*,r=([^,]+)),p=([A-Za-z0-9+/=]+)$/.exec(clientFinal);
    if (!match) throw failed();
    const [, withoutProof = '', nonce = '', proofText = ''] = match;
    const message = `${this.clientFirstBare},${this.serverFirst},${withoutProof}`;
    const signature = hmac(this.credentials.storedKey, message);
    const proof = Buffer.from(proofText, 'base64');
    if (nonce !== this.nonce || proof.length !== signature.length) throw failed();
    const clientKey = Buffer.from(proof.map((byte, i) => byte ^ (signature[i] as number)));
    if (!timingSafeEqual(hash(clientKey), this.credentials.storedKey)) throw failed();
    return `v=${hmac(this.credentials.serverKey, message).toString('base64')}`;
  }
}
