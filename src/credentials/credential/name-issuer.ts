import type { Profile } from '../issuer/profile.js';
import { plainName } from '../verify/name-key.js';
import { placeOf } from '../verify/place-of.js';

/**
 * An issuer in words for whoever reads a badge: what it calls itself, and in brackets the domain (with the path) that its
 * signature stands for. Anybody may write a name; nobody may sign for somebody else's domain.
 */
export function nameIssuer({ id, name }: Pick<Profile, 'id' | 'name'>): string {
  const place = placeOf(id) ?? id;
  const plain = name === undefined ? '' : plainName(name);
  return plain === '' ? place : `${plain} (${place})`;
}
