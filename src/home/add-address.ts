import { addressKeyOf } from './address.js';
import type { HomeDeps } from './home-deps.js';

type AddDeps = Pick<
  HomeDeps,
  | 'clock'
  | 'audit'
  | 'addresses'
  | 'joins'
  | 'links'
  | 'profiles'
  | 'mail'
  | 'imports'
  | 'credentials'
  | 'elsewhere'
> & {
  readonly web: { readonly sessions: Pick<HomeDeps['web']['sessions'], 'endAll'> };
};

/**
 * Adds an address that a link has just proven to a home that its browser is signed in to. Where the address has a home of
 * its own the two become one: whoever holds both is the person of both. Every step can be repeated.
 */
export async function addAddress(deps: AddDeps, homeId: string, address: string): Promise<void> {
  const { addresses, joins, links, profiles } = deps;
  const found = await addresses.open(addressKeyOf(address), address, deps.clock.now(), homeId);
  await deps.mail.confirmAddress(address);
  const actor = `home:${homeId}`;
  if (found.homeId !== homeId) {
    const other = found.homeId;
    await joins.pass(other, homeId);
    await deps.imports.pass(other, homeId);
    await deps.credentials.records.pass(other, homeId);
    // What the other home let other systems do ends: who they are was seen there alone.
    await deps.elsewhere.erase(other);
    await profiles.remove(other);
    await links.removeAll(other);
    await deps.web.sessions.endAll({ homeId: other });
    await addresses.pass(other, homeId);
    await deps.audit.record({ actor, action: 'home.merged', subject: `home:${other}` });
  }
  await deps.audit.record({ actor, action: 'home.address_added', subject: actor });
}
