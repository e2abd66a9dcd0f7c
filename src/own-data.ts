import type { Achievements } from './achievements/index.js';
import type { Credentials } from './credentials/index.js';
import type { Lti } from './lti/index.js';
import type { Mail } from './mail/index.js';
import type { OwnData } from './people/index.js';

interface Rooms {
  readonly achievements: Pick<Achievements, 'artTemplates'>;
  readonly credentials: Pick<Credentials, 'listByPerson' | 'records' | 'share'>;
  readonly mail: Pick<Mail, 'listOf' | 'forget' | 'forgetBounce'>;
  readonly visits: Pick<Lti['visits'], 'read' | 'erase'>;
  readonly home: { readonly ownData: OwnData };
  readonly bulk: { readonly invitations: { readonly ownData: OwnData } };
  readonly course: { readonly ownData: readonly OwnData[] };
  readonly pathways: { readonly ownData: OwnData };
  readonly applications: { readonly ownData: OwnData };
}

/**
 * What other rooms keep of a person, to be told and to be erased on their wish (GDPR, Art. 15 and 17).
 * @param rooms asked for when a person asks: they are made later than this list
 */
export function ownDataOf(rooms: () => Rooms): OwnData[] {
  /** What an instructor's room keeps: rosters, and mail that an instructor asked for. */
  const course: OwnData = {
    name: 'course',
    read: async (person) => {
      const { ownData } = rooms().course;
      const told = ownData.map(async ({ name, read }) => [name, await read(person)] as const);
      return Object.fromEntries(await Promise.all(told));
    },
    erase: async (person) => {
      for (const { erase } of rooms().course.ownData) await erase(person);
    },
  };
  const home: OwnData = {
    name: 'home',
    read: (person) => rooms().home.ownData.read(person),
    erase: (person) => rooms().home.ownData.erase(person),
  };
  const invitations: OwnData = {
    name: 'invitations',
    read: (person) => rooms().bulk.invitations.ownData.read(person),
    erase: (person) => rooms().bulk.invitations.ownData.erase(person),
  };
  const pathways: OwnData = {
    name: 'pathways',
    read: (person) => rooms().pathways.ownData.read(person),
    erase: (person) => rooms().pathways.ownData.erase(person),
  };
  const applications: OwnData = {
    name: 'applications',
    read: (person) => rooms().applications.ownData.read(person),
    erase: (person) => rooms().applications.ownData.erase(person),
  };
  return [
    badgesOf(rooms),
    recordsOf(rooms),
    mailOf(rooms),
    visitsOf(rooms),
    course,
    templatesOf(rooms),
    home,
    invitations,
    pathways,
    applications,
  ];
}

/**
 * Badges are signed documents that others may rely on: erasing takes them out of sight, it does not unsay them.
 */
function badgesOf(rooms: () => Rooms): OwnData {
  return {
    name: 'badges',
    read: async ({ id }) =>
      (await rooms().credentials.listByPerson(id)).map(({ json, visibility, state, issuedAt }) => ({
        visibility,
        state,
        issuedAt,
        credential: JSON.parse(json) as unknown,
      })),
    async erase({ id }) {
      const { credentials } = rooms();
      for (const badge of await credentials.listByPerson(id)) {
        await credentials.share(badge.id, id, 'private');
      }
    },
  };
}

/** Records are made by their person alone, who may unmake them. What was handed on goes on verifying. */
function recordsOf(rooms: () => Rooms): OwnData {
  return {
    name: 'records',
    read: async ({ id }) =>
      (await rooms().credentials.records.list({ personId: id })).map(
        ({ json, visibility, state, madeAt }) => ({
          visibility,
          state,
          madeAt,
          credential: JSON.parse(json) as unknown,
        }),
      ),
    erase: ({ id }) => rooms().credentials.records.removeAll({ personId: id }),
  };
}

/** Mail that waits is not sent any more; of mail that was sent not even that it was is kept. */
function mailOf(rooms: () => Rooms): OwnData {
  /** Mail of an earlier version names its award alone. */
  const keysOf = async (id: string) =>
    (await rooms().credentials.listByPerson(id)).flatMap(({ awardId }) => [
      `award:${awardId}`,
      `renewal:${awardId}`,
    ]);
  return {
    name: 'mail',
    read: async ({ id }) => rooms().mail.listOf(id, await keysOf(id)),
    async erase({ id, email, personalEmail }) {
      await rooms().mail.forget(id, await keysOf(id));
      for (const address of [email, personalEmail])
        if (address !== undefined) await rooms().mail.forgetBounce(address);
    },
  };
}

/** Launches hold what the platform told of the person, for a day. */
function visitsOf(rooms: () => Rooms): OwnData {
  return {
    name: 'visits',
    read: async ({ platformId, userId }) =>
      (await rooms().visits.read(platformId, userId)).map(
        ({ launchedAt, context, user, roles, custom }) => ({
          launchedAt,
          course: context.title,
          user,
          roles,
          custom,
        }),
      ),
    erase: ({ platformId, userId }) => rooms().visits.erase(platformId, userId),
  };
}

/** What an instructor saved in the badge studio to begin with; badges that were made of it hold their own. */
function templatesOf(rooms: () => Rooms): OwnData {
  return {
    name: 'badgeTemplates',
    read: async ({ platformId, userId }) =>
      (await rooms().achievements.artTemplates.listOf({ platformId, userId })).map(
        ({ name, art, createdAt }) => ({ name, art, createdAt }),
      ),
    erase: ({ platformId, userId }) =>
      rooms().achievements.artTemplates.removeAllOf({ platformId, userId }),
  };
}
