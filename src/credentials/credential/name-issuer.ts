import type { Profile } from '../issuer/profile.js';
import { plainName } from '../verify/name-key.js';
import { placeOf } from '../verify/place-of.js';

/**
 * Names an issuer for a reader: its name, followed by the domain (with path) that its signature proves. Any badge may
 * state any name, but only a domain's owner can sign for it.
 */
export function nameIssuer({ id, name }: Pick<Profile, 'id' | 'name'>): string {
  const place = placeOf(id) ?? id;
  const plain = name === undefined ? '' : plainName(name);
  return plain === '' ? place : `${plain} (${place})`;
}
