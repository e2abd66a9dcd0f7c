import { createHmac, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** What signs the deliveries of a webhook: a secret that both sides have, and a key of which the other side has the public part. */
export interface SigningKeys {
  /** `whsec_` and 32 bytes in base64 (Standard Webhooks). */
  readonly secret: string;
  /** The private Ed25519 key: PKCS #8, DER in base64. */
  readonly privateKey: string;
  /** `whpk_` and 32 bytes in base64. */
  readonly publicKey: string;
}

const SECRET_PREFIX = 'whsec_';
/** What stands before the 32 bytes of an Ed25519 key in SubjectPublicKeyInfo. */
const SPKI_PREFIX = 12;

/** @returns new keys */
export function newKeys(): SigningKeys {
  const pair = generateKeyPairSync('ed25519');
  const spki = pair.publicKey.export({ format: 'der', type: 'spki' });
  return {
    secret: SECRET_PREFIX + randomBytes(32).toString('base64'),
    privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    publicKey: `whpk_${spki.subarray(SPKI_PREFIX).toString('base64')}`,
  };
}

/**
 * Signs a message by Standard Webhooks: `id.timestamp.body`, once symmetrically (`v1`) and once asymmetrically (`v1a`) with
 * each of the keys that are good at present.
 * @param timestamp in seconds; of this try, so that a receiver who refuses old messages takes a late one
 */
export function signatureHeaders(
  message: { readonly id: string; readonly body: string },
  timestamp: number,
  keys: readonly SigningKeys[],
): Readonly<Record<string, string>> {
  const content = Buffer.from(`${message.id}.${timestamp}.${message.body}`);
  const signatures = keys.flatMap(({ secret, privateKey }) => {
    const bytes = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
    const key = createPrivateKey({
      key: Buffer.from(privateKey, 'base64'),
      format: 'der',
      type: 'pkcs8',
    });
    return [
      `v1,${createHmac('sha256', bytes).update(content).digest('base64')}`,
      `v1a,${sign(null, content, key).toString('base64')}`,
    ];
  });
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
