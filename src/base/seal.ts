import { LRUCache } from 'lru-cache';
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { LaurelError } from './errors.js';

/** Encrypts secrets for storage: AES-256-GCM with a key derived from MASTER_KEY for each purpose. */
export interface Sealer {
  /**
   * @param plaintext what to keep
   * @param purpose what it is for, bound into key and tag: a value sealed for one purpose does not open for another
   * @returns `v1.<key id>.<iv>.<ciphertext>.<tag>`, base64url parts
   */
  seal(plaintext: string | Uint8Array, purpose: string): string;
  /**
   * @returns the plaintext of a sealed value
   * @throws (code `sealed_value_unreadable`) for another key, another purpose or a changed value
   */
  open(sealed: string, purpose: string): Buffer;
  /** Whether a sealed value was written with the first (current) master key. */
  isCurrent(sealed: string): boolean;
  /**
   * Gives a value a name that does not reveal it: HMAC-SHA-256 in base64url. It is the same in every process with the
   * same MASTER_KEY; a new MASTER_KEY gives other names.
   */
  digest(text: string, purpose: string): string;
}

const VERSION = 'v1';

function keyId(masterKey: Uint8Array): string {
  return createHash('sha256')
    .update('laurel key id')
    .update(masterKey)
    .digest('base64url')
    .slice(0, 8);
}

const IV_BYTES = 12;

/** Reads random bytes from the system in large blocks: a call for each mail of a course takes longer than its sealing. Each byte is used once. */
function createIvs(): () => Buffer {
  let pool = Buffer.alloc(0);
  return () => {
    if (pool.length < IV_BYTES) pool = randomBytes(1024 * IV_BYTES);
    const iv = Buffer.from(pool.subarray(0, IV_BYTES));
    pool = pool.subarray(IV_BYTES);
    return iv;
  };
}

const MOST_KEPT = 64;

/**
 * Derives one key a purpose from a master key. The last ones used are kept, since a batch of mail asks for them
 * thousands of times.
 */
function deriver(masterKey: Uint8Array): (purpose: string) => KeyObject {
  const kept = new LRUCache<string, KeyObject>({ max: MOST_KEPT });
  return (purpose) => {
    const known = kept.get(purpose);
    if (known) return known;
    const bytes = Buffer.from(hkdfSync('sha256', masterKey, 'laurel', purpose, 32));
    const key = createSecretKey(bytes);
    kept.set(purpose, key);
    return key;
  };
}

function unreadable(cause?: unknown): LaurelError {
  return new LaurelError(
    'sealed_value_unreadable',
    'A stored secret cannot be read with the present MASTER_KEY.',
    500,
    { action: 'Start with the MASTER_KEY it was written with as one of the keys.', cause },
  );
}

/** @param masterKeys 32 bytes each; the first one seals, all of them open */
export function createSealer(masterKeys: readonly Uint8Array[]): Sealer {
  const [current] = masterKeys;
  if (current === undefined) throw new Error('createSealer needs at least one master key');
  const currentId = keyId(current);
  const byId = new Map(masterKeys.map((key) => [keyId(key), deriver(key)]));
  const derive = deriver(current);
  const drawIv = createIvs();

  return {
    seal(plaintext, purpose) {
      const iv = drawIv();
      const cipher = createCipheriv('aes-256-gcm', derive(purpose), iv);
      cipher.setAAD(Buffer.from(purpose));
      const data = Buffer.concat([
        typeof plaintext === 'string' ? cipher.update(plaintext, 'utf8') : cipher.update(plaintext),
        cipher.final(),
      ]);
      const parts = [iv, data, cipher.getAuthTag()].map((part) => part.toString('base64url'));
      return [VERSION, currentId, ...parts].join('.');
    },
    open(sealed, purpose) {
      const [version, id, iv, data, tag, ...rest] = sealed.split('.');
      const deriveOld = byId.get(id ?? '');
      if (
        version !== VERSION ||
        !deriveOld ||
        iv === undefined ||
        data === undefined ||
        tag === undefined ||
        rest.length > 0
      ) {
        throw unreadable();
      }
      try {
        const decipher = createDecipheriv(
          'aes-256-gcm',
          deriveOld(purpose),
          Buffer.from(iv, 'base64url'),
          {
            authTagLength: 16,
          },
        );
        decipher.setAAD(Buffer.from(purpose));
        decipher.setAuthTag(Buffer.from(tag, 'base64url'));
        return Buffer.concat([decipher.update(Buffer.from(data, 'base64url')), decipher.final()]);
      } catch (cause) {
        throw unreadable(cause);
      }
    },
    isCurrent: (sealed) => sealed.startsWith(`${VERSION}.${currentId}.`),
    digest: (text, purpose) =>
      createHmac('sha256', derive(`digest ${purpose}`))
        .update(text)
        .digest('base64url'),
  };
}
