import { createHash, randomBytes } from 'node:crypto';
import type { Router } from 'express';
import type { Audit } from '../audit/index.js';
import { InvalidInput, NotFound, type Clock, type Settings } from '../base/index.js';
import type { Mail } from '../mail/index.js';
import type { Connection } from '../store/index.js';
import type { Web } from '../web/index.js';
import { createMemberStore } from './member-store.js';
import {
  compareRoster,
  findNewlyTold,
  type CourseKey,
  type Member,
  type RosterMember,
} from './member.js';
import { createPersonStore, type SeenPerson } from './person-store.js';
import { personIdOf, type Consent, type NameChoice, type Person } from './person.js';
import { createPeopleRoutes } from './routes.js';

/** What another room keeps of a person: to be told and to be erased on their wish (GDPR, Art. 15 and 17). */
export interface OwnData {
  /** The heading in the export. */
  readonly name: string;
  readonly read: (person: Person) => Promise<unknown>;
  readonly erase: (person: Person) => Promise<void>;
}

export interface PeopleDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly mail: Pick<Mail, 'enqueue'>;
  readonly settings: Pick<Settings, 'publicUrl'>;
  readonly web: Pick<Web, 'page'>;
  /** What the rooms above keep; `app.ts` hands it down. */
  readonly ownData?: readonly OwnData[];
}

export interface People {
  readonly routes: Router;
  /** Remembers a person who came by a launch. What the platform leaves out stays as it was. */
  readonly seen: (person: SeenPerson) => Promise<Person>;
  /**
   * Takes a complete roster: who is new or changed is kept, who is missing has left. A roster of which a page
   * failed must not come in here. Gives how many joined or changed, and left.
   */
  readonly takeRoster: (
    course: CourseKey,
    roster: readonly RosterMember[],
  ) => Promise<{ changed: number; left: number }>;
  /** Everybody of a course, those who left too. */
  readonly listMembers: (course: CourseKey) => Promise<(Member & { person: Person })[]>;
  readonly find: (platformId: string, userId: string) => Promise<Person | null>;
  readonly findMany: (personIds: readonly string[]) => Promise<Person[]>;
  /** Throws NotFound. */
  readonly get: (personId: string) => Promise<Person>;
  readonly chooseName: (
    personId: string,
    choice: NameChoice,
    typedName?: string,
  ) => Promise<Person>;
  readonly setConsent: (personId: string, scope: Consent['scope']) => Promise<Person>;
  /** Sends a confirmation link, good for seven days; the address counts once it was followed. */
  readonly askEmail: (personId: string, address: string) => Promise<void>;
  /** Takes the address of a confirmation link over, once. Throws NotFound for a used, unknown or old one. */
  readonly confirmEmail: (token: string) => Promise<Person>;
  readonly removeEmail: (personId: string) => Promise<Person>;
  /** Everything that is kept of a person, as JSON values. */
  readonly exportData: (personId: string) => Promise<Record<string, unknown>>;
  /** Erases what is personal, here and in the rooms above. The id stays, so that no badge comes twice. */
  readonly erase: (personId: string, actor: string) => Promise<void>;
}

const CONFIRM_DAYS = 7;
const DAY_MS = 86_400_000;
const hashToken = (token: string) => createHash('sha256').update(token).digest('base64url');

/** Persons by (platform, user), what they chose, their own address, their own data. */
export function createPeople(deps: PeopleDeps): People {
  const { clock, audit, mail, settings, ownData = [] } = deps;
  const people = createPersonStore(deps.connection);
  const members = createMemberStore(deps.connection);

  function known(person: Person | null): Person {
    if (person !== null) return person;
    throw new NotFound('person_unknown', 'This person is not known here.');
  }

  const get = async (id: string) => known(await people.find(id));

  async function takeRoster(course: CourseKey, roster: readonly RosterMember[]) {
    const now = clock.now();
    const { platformId } = course;
    const withId = (one: RosterMember) => ({
      ...one,
      personId: personIdOf(platformId, one.userId),
    });
    const { changed, leftUserIds } = compareRoster(await members.listCourse(course), roster);
    const known = await people.findMany(roster.map((one) => withId(one).personId));
    const told = findNewlyTold(roster, known).map(withId);
    await people.told(
      told.map(({ personId: id, userId, name, givenName, familyName, email }) => ({
        ...{ id, platformId, userId, name, givenName, familyName, email },
      })),
      now,
    );
    await members.save(course, changed.map(withId), now);
    await members.leave(course, leftUserIds, now);
    return { changed: changed.length, left: leftUserIds.length };
  }

  async function askEmail(personId: string, address: string): Promise<void> {
    const person = await get(personId);
    const token = randomBytes(24).toString('base64url');
    const tokenHash = hashToken(token);
    const expiresAt = new Date(clock.now().getTime() + CONFIRM_DAYS * DAY_MS);
    await people.setPendingEmail(personId, { address, tokenHash, expiresAt });
    await mail.enqueue({
      key: `person:${personId}:confirm:${tokenHash.slice(0, 16)}`,
      to: address,
      view: 'confirm-email',
      model: { url: `${settings.publicUrl}/email/${token}`, days: CONFIRM_DAYS },
      ...(person.locale === undefined ? {} : { locale: person.locale }),
    });
  }

  async function erase(personId: string, actor: string): Promise<void> {
    const person = await get(personId);
    // Each step can be repeated; the person's own record goes last, so that a crash between leaves a way to go on.
    for (const room of ownData) await room.erase(person);
    await members.remove(personId);
    await people.erase(personId, clock.now());
    const { platformId } = person;
    await audit.record({ platformId, actor, action: 'person.erased', subject: personId });
  }

  const api: Omit<People, 'routes'> = {
    seen: (person) =>
      people.seen(personIdOf(person.platformId, person.userId), person, clock.now()),
    takeRoster,
    async listMembers(course) {
      const found = await members.listCourse(course);
      const persons = await people.findMany(found.map((member) => member.personId));
      const byId = new Map(persons.map((person) => [person.id, person]));
      return found.flatMap((member) => {
        const person = byId.get(member.personId);
        return person ? [{ ...member, person }] : [];
      });
    },
    find: (platformId, userId) => people.find(personIdOf(platformId, userId)),
    findMany: (ids) => people.findMany(ids),
    get,
    async chooseName(personId, nameChoice, typedName) {
      if (nameChoice === 'typed' && !typedName) {
        throw new InvalidInput('name_missing', 'Please type the name to show.');
      }
      const typed = typedName ? { typedName } : {};
      return known(await people.set(personId, { nameChoice, ...typed }));
    },
    setConsent: async (personId, scope) =>
      known(await people.set(personId, { consent: { at: clock.now(), scope } })),
    askEmail,
    async confirmEmail(token) {
      const person = await people.confirmEmail(hashToken(token), clock.now());
      if (person !== null) return person;
      throw new NotFound('link_unknown', 'This link was used already, or is too old.', {
        action: 'Open Laurel from your course and ask for a new one.',
      });
    },
    removeEmail: async (personId) => known(await people.removeEmail(personId)),
    async exportData(personId) {
      const person = await get(personId);
      const courses = await members.listOf(personId);
      const rooms = await Promise.all(
        ownData.map(async (room) => [room.name, await room.read(person)] as const),
      );
      return { exportedAt: clock.now(), person, courses, ...Object.fromEntries(rooms) };
    },
    erase,
  };
  return { ...api, routes: createPeopleRoutes(api, deps.web) };
}
