import { createHash } from 'node:crypto';
import { omitUndefined } from '../base/index.js';
import type { HomeDeps } from './home-deps.js';
import { listJoined } from './list-persons.js';

/** A Profile of Open Badges 3.0. */
export interface HomePerson {
  readonly id: string;
  readonly type: readonly ['Profile'];
  readonly name?: string;
  readonly email?: string;
}

/** Describes the person of a home by the name that a platform told, and the address that they proved first. */
export async function describePerson(
  deps: Pick<HomeDeps, 'addresses'> & Parameters<typeof listJoined>[0],
  homeId: string,
): Promise<HomePerson | null> {
  const [addresses, joined] = await Promise.all([
    deps.addresses.list(homeId),
    listJoined(deps, homeId),
  ]);
  const [first] = addresses;
  if (first === undefined) return null;
  const digest = createHash('sha256').update(`home ${homeId}`).digest('base64url');
  const name = joined.map(({ person }) => person.name).find((each) => each !== undefined);
  return omitUndefined({
    id: `urn:laurel:person:${digest}`,
    type: ['Profile'] as const,
    name,
    email: first.address,
  });
}
