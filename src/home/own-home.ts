import type { HomeDeps } from './home-deps.js';
import { listJoined } from './list-persons.js';

type OwnDeps = Parameters<typeof listJoined>[0] &
  Pick<
    HomeDeps,
    | 'clock'
    | 'audit'
    | 'addresses'
    | 'links'
    | 'profiles'
    | 'mail'
    | 'people'
    | 'credentials'
    | 'web'
  >;

/** @returns everything that is kept of a home, and of each person in it wherever they come from, as JSON values (GDPR, Art. 15) */
export async function exportHome(deps: OwnDeps, homeId: string): Promise<Record<string, unknown>> {
  const [addresses, joined, profile, mail] = await Promise.all([
    deps.addresses.list(homeId),
    listJoined(deps, homeId),
    deps.profiles.find(homeId),
    deps.mail.listOf(homeId),
  ]);
  const people = joined.map(async ({ person, platform, joinedAt }) => ({
    platform,
    joinedAt,
    ...(await deps.people.exportData(person.id)),
  }));
  return {
    exportedAt: deps.clock.now(),
    addresses: addresses.map(({ address, confirmedAt }) => ({ address, confirmedAt })),
    profile: profile && { ...profile, homeId: undefined },
    mail,
    people: await Promise.all(people),
  };
}

/**
 * Erases a home: its addresses, profile, links, mail and sessions, and who is in it. What the schools keep of their
 * learners stays theirs. Every step can be repeated, and the addresses go last, so that whoever began can begin again.
 * @param hides whether nobody else may see the badges any more
 */
export async function eraseHome(deps: OwnDeps, homeId: string, hides: boolean): Promise<void> {
  if (hides)
    for (const { person } of await listJoined(deps, homeId))
      for (const { id, visibility } of await deps.credentials.listByPerson(person.id))
        if (visibility !== 'private') await deps.credentials.share(id, person.id, 'private');
  await deps.profiles.remove(homeId);
  await deps.joins.removeAll(homeId);
  await deps.links.removeAll(homeId);
  await deps.mail.forget(homeId);
  await deps.web.sessions.endAll({ homeId });
  await deps.addresses.removeAll(homeId);
  const home = `home:${homeId}`;
  await deps.audit.record({ actor: home, action: 'home.erased', subject: home });
}
