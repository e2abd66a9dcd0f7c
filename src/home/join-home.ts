import { addressKeyOf } from './address.js';
import type { HomeDeps } from './home-deps.js';

type JoinDeps = Pick<HomeDeps, 'clock' | 'audit' | 'addresses' | 'joins'>;

/**
 * Puts a person's badges into the home of an address that a link has just proven; a home is opened where the address has
 * none. Only this person goes along: whoever can act for them on their platform gets nothing else of a home that they
 * were in.
 */
export async function joinHome(
  { clock, audit, addresses, joins }: JoinDeps,
  personId: string,
  address: string,
): Promise<void> {
  const now = clock.now();
  const { homeId } = await addresses.open(addressKeyOf(address), address, now);
  const before = await joins.put({ personId, homeId, joinedAt: now });
  if (before === homeId) return;
  const actor = `person:${personId}`;
  if (before !== undefined)
    await audit.record({ actor, action: 'home.left', subject: `home:${before}` });
  await audit.record({ actor, action: 'home.joined', subject: `home:${homeId}` });
}

/**
 * Takes a person's badges out of a home.
 * @param by who does it, for the audit log
 * @param homeId the home they have to be in; absent: whichever it is
 * @returns false where they were in none, or not in that one
 */
export async function leaveHome(
  { audit, joins }: Pick<JoinDeps, 'audit' | 'joins'>,
  personId: string,
  by: string,
  homeId?: string,
): Promise<boolean> {
  const join = await joins.find(personId);
  if (join === null || !(await joins.remove(personId, homeId))) return false;
  await audit.record({ actor: by, action: 'home.left', subject: `home:${join.homeId}` });
  return true;
}
