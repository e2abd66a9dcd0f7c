import { randomBytes, scrypt } from 'node:crypto';
import { SCRYPT, type Encryption } from './format.js';

/** @returns how a new file is encrypted, with a salt of its own */
export const newEncryption = (): Encryption => ({
  kdf: 'scrypt',
  ...SCRYPT,
  salt: randomBytes(16).toString('base64url'),
  cipher: 'aes-256-gcm',
});

/** @returns the key of a file: 32 bytes of its passphrase and its salt */
export function deriveKey(passphrase: string, { N, r, p, salt }: Encryption): Promise<Buffer> {
  const options = { N, r, p, maxmem: 256 * N * r };
  return new Promise((done, failed) => {
    // One phrase is one key, however a keyboard composes its letters.
    const typed = passphrase.normalize('NFC');
    scrypt(typed, Buffer.from(salt, 'base64url'), 32, options, (error, key) =>
      error ? failed(error) : done(key),
    );
  });
}
