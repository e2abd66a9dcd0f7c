import { omitUndefined } from '../../base/index.js';
import { hash, randomFillSync } from 'node:crypto';
import type { RecipientIdentity } from '../credential/order.js';
import { buildStatusEntry } from '../status/status-list.js';
import type { StatusPlace, Draw } from '../credential/drawn.js';

const POOL_BYTES = 16_384;

/** @returns 16 random bytes as text */
type Random128 = (encoding: 'base64url' | 'hex') => string;

/**
 * Reads random bytes from the system in large blocks: one call for each badge takes longer than the badge. Each byte is
 * used once.
 */
function createRandom128(): Random128 {
  const pool = Buffer.alloc(POOL_BYTES);
  let used = POOL_BYTES;
  return (encoding) => {
    if (used + 16 > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const text = pool.toString(encoding, used, used + 16);
    pool.fill(0, used, used + 16);
    used += 16;
    return text;
  };
}

/** E-mail addresses are hashed in lower case, as verifiers compare them. */
export const normalIdentity = ({ type, value }: RecipientIdentity): string =>
  type === 'emailAddress' ? value.trim().toLowerCase() : value;

/** The OB 3.0 IdentityHash: `sha256$` and the hexadecimal SHA-256 of identifier and salt. */
export const hashIdentity = (identifier: string, salt: string): string =>
  `sha256$${hash('sha256', identifier + salt, 'hex')}`;

/** Makes the random values of a new badge, its id (128 bits) and a salt (128 bits), together with its status place. */
export type DrawFor = (identity: RecipientIdentity, place: StatusPlace, publicUrl: string) => Draw;

/** @returns a function that makes the random values of badges */
export function createDraw(): DrawFor {
  const random128 = createRandom128();
  return (identity, place, publicUrl) => {
    const localId = random128('base64url');
    const isHashed = identity.hashed !== false || identity.type === 'emailAddress';
    const salt = isHashed ? random128('hex') : undefined;
    const value = normalIdentity(identity);
    return omitUndefined({
      localId,
      place,
      id: `${publicUrl}/credentials/${localId}`,
      identityHash: salt === undefined ? value : hashIdentity(value, salt),
      salt,
      status: buildStatusEntry(publicUrl, place),
    });
  };
}
