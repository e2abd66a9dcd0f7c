import { hash, randomFillSync } from 'node:crypto';
import type { Drawn } from './build-credential.js';
import type { RecipientIdentity } from './order.js';
import { buildStatusEntry, type StatusPlace } from './status-list.js';

/** Chance is fetched from the system in large helpings: a call for each badge costs more than the badge. */
const pool = Buffer.alloc(16_384);
let used = pool.length;

/** 16 random bytes as text. Each helping of the pool is used once. */
function random128(encoding: 'base64url' | 'hex'): string {
  if (used + 16 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const text = pool.toString(encoding, used, used + 16);
  pool.fill(0, used, used + 16);
  used += 16;
  return text;
}

/** E-mail addresses are hashed in lower case, as verifiers ask for them. */
export const normalIdentity = ({ type, value }: RecipientIdentity): string =>
  type === 'emailAddress' ? value.trim().toLowerCase() : value;

/** OB 3.0 IdentityHash: `sha256$` and the hexadecimal SHA-256 of identifier and salt. */
export const hashIdentity = (identifier: string, salt: string): string =>
  `sha256$${hash('sha256', identifier + salt, 'hex')}`;

export interface Draw extends Drawn {
  /** The id alone, without the address before it. */
  readonly localId: string;
  readonly place: StatusPlace;
}

/** Draws what a new badge needs by chance: its id (128 bits), a salt (128 bits), and binds its status place. */
export function drawFor(identity: RecipientIdentity, place: StatusPlace, publicUrl: string): Draw {
  const localId = random128('base64url');
  const isHashed = identity.hashed !== false || identity.type === 'emailAddress';
  const salt = isHashed ? random128('hex') : undefined;
  const value = normalIdentity(identity);
  return {
    localId,
    place,
    id: `${publicUrl}/credentials/${localId}`,
    identityHash: salt === undefined ? value : hashIdentity(value, salt),
    ...(salt === undefined ? {} : { salt }),
    status: buildStatusEntry(publicUrl, place),
  };
}
