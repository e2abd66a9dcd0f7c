import type { KeptBadge } from '../imports/index.js';
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
    | 'imports'
    | 'elsewhere'
  >;

/** @returns everything that is kept of a home, and of each person in it wherever they come from, as JSON values (GDPR, Art. 15) */
export async function exportHome(deps: OwnDeps, homeId: string): Promise<Record<string, unknown>> {
  const [addresses, joined, profile, mail, kept, records] = await Promise.all([
    deps.addresses.list(homeId),
    listJoined(deps, homeId),
    deps.profiles.find(homeId),
    deps.mail.listOf(homeId),
    deps.imports.kept.list(homeId),
    deps.credentials.records.list({ homeId }),
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
    records: records.map(({ madeAt, visibility, state, json }) => ({
      madeAt,
      visibility,
      state,
      credential: JSON.parse(json) as unknown,
    })),
    people: await Promise.all(people),
    foreignBadges: await exportKept(deps, homeId, kept),
    ...(await deps.elsewhere.read(homeId)),
  };
}

/** Badges of other issuers with their bytes, so that none is lost with a home. */
async function exportKept(
  { imports }: Pick<OwnDeps, 'imports'>,
  homeId: string,
  kept: readonly KeptBadge[],
) {
  const whole = kept.map(async ({ id, ...badge }) => {
    const found = await imports.kept.find(homeId, id);
    return { ...badge, file: Buffer.from(found?.bytes ?? []).toString('base64') };
  });
  return Promise.all(whole);
}

/**
 * Erases a home: its records, addresses, badges of other issuers, profile, links, mail and sessions, and who is in it. What the schools keep of their
 * learners stays theirs. Every step can be repeated, and the addresses go last, so that whoever began can begin again.
 * @param hides whether nobody else may see the badges any more
 */
export async function eraseHome(deps: OwnDeps, homeId: string, hides: boolean): Promise<void> {
  if (hides)
    for (const { person } of await listJoined(deps, homeId))
      for (const { id, visibility } of await deps.credentials.listByPerson(person.id))
        if (visibility !== 'private') await deps.credentials.share(id, person.id, 'private');
  await deps.credentials.records.removeAll({ homeId });
  await deps.profiles.remove(homeId);
  await deps.joins.removeAll(homeId);
  await deps.imports.eraseHome(homeId);
  await deps.elsewhere.erase(homeId);
  await deps.links.removeAll(homeId);
  await deps.mail.forget(homeId);
  await deps.web.sessions.endAll({ homeId });
  await deps.addresses.removeAll(homeId);
  const home = `home:${homeId}`;
  await deps.audit.record({ actor: home, action: 'home.erased', subject: home });
}
