import { createHash, randomBytes } from 'node:crypto';
import type { Audit } from '../audit/index.js';
import {
  InvalidInput,
  keepBriefly,
  NotFound,
  type Clock,
  type Settings,
  omitUndefined,
} from '../base/index.js';
import type { Limits } from '../limits/index.js';
import type { Mail } from '../mail/index.js';
import type { Connection } from '../store/index.js';
import type { Web } from '../web/index.js';
import { createMemberStore } from './member-store.js';
import { compareRoster, findNewlyTold, type CourseKey, type RosterMember } from './member.js';
import { createPersonStore, type SeenPerson } from './person-store.js';
import { mailAddressOf, personIdOf, type Person } from './person.js';
import { createPeopleRoutes } from './routes.js';
import type { Homes, OwnData, People } from './people.js';

/** What {@link createPeople} works with. */
export interface PeopleDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly mail: Pick<Mail, 'enqueue' | 'bounceOf' | 'confirmAddress'>;
  readonly limits: Limits;
  readonly settings: Pick<Settings, 'publicUrl'>;
  readonly web: Pick<Web, 'page'>;
  /** Called with the users who were on a course's roster and are no longer, before that is saved. */
  readonly onLeft?: (course: CourseKey, userIds: readonly string[]) => Promise<void>;
  /** The homes outside of learning platforms; `app.ts` hands them down. Absent: there are none. */
  readonly homes?: Homes;
  /** What other rooms keep of a person, for export and erasure; `app.ts` hands it down. */
  readonly ownData?: readonly OwnData[];
}

/** For how long what a launch said of a person is not written again, in milliseconds. */
const SEEN_MS = 60_000;
const MOST_SEEN = 10_000;

const CONFIRM_DAYS = 7;
const DAY_MS = 86_400_000;
const makeMailToken = () => randomBytes(24).toString('base64url');
const hashToken = (token: string) => createHash('sha256').update(token).digest('base64url');

/** @returns the persons of all platforms, with their choices, their own mail address and their own data */
export function createPeople(deps: PeopleDeps): People {
  const { clock, audit, mail, limits, settings, ownData = [] } = deps;
  const people = createPersonStore(deps.connection);
  const members = createMemberStore(deps.connection);

  const seen = (person: SeenPerson) =>
    people.seen(personIdOf(person.platformId, person.userId), person, clock.now());
  const seenLately = keepBriefly<Pick<Person, 'id'>>({ ms: SEEN_MS, most: MOST_SEEN });

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
    const before = await members.listCourse(course);
    const { changed, leftUserIds } = compareRoster(before, roster);
    const known = await people.findMany(roster.map((one) => withId(one).personId));
    const told = findNewlyTold(roster, known).map(withId);
    await people.told(
      told.map(({ personId: id, userId, name, givenName, familyName, email }) => ({
        id,
        platformId,
        userId,
        name,
        givenName,
        familyName,
        email,
      })),
      now,
      new Set(known.map(({ id }) => id)),
      makeMailToken,
    );
    const there = new Set(before.map(({ userId }) => userId));
    await members.save(course, changed.map(withId), now, there);
    await deps.onLeft?.(course, leftUserIds);
    await members.leave(course, leftUserIds, now);
    return { changed: changed.length, left: leftUserIds.length };
  }

  async function askEmail(personId: string, address: string, from?: string): Promise<void> {
    const person = await get(personId);
    const target = address.toLowerCase();
    await limits.spend('confirm_mail', { person: personId, target, address: from });
    const token = randomBytes(24).toString('base64url');
    const tokenHash = hashToken(token);
    const expiresAt = new Date(clock.now().getTime() + CONFIRM_DAYS * DAY_MS);
    await people.setPendingEmail(personId, { address, tokenHash, expiresAt });
    await mail.enqueue(
      omitUndefined({
        key: `person:${personId}:confirm:${tokenHash.slice(0, 16)}`,
        to: address,
        personId,
        platformId: person.platformId,
        isProbe: true,
        view: 'confirm-email',
        model: { url: `${settings.publicUrl}/email/${token}`, days: CONFIRM_DAYS },
        locale: person.locale,
      }),
    );
  }

  async function erase(personId: string, actor: string): Promise<void> {
    const person = await get(personId);
    seenLately.forget();
    // Each step can be repeated. The person's own record goes last, so that after a crash the erasure can be started
    // again.
    for (const room of ownData) await room.erase(person);
    await members.remove(personId);
    await people.erase(personId, clock.now());
    // A launch from now on makes them known again.
    seenLately.forget();
    const { platformId } = person;
    await audit.record({ platformId, actor, action: 'person.erased', subject: personId });
  }

  const api: Omit<People, 'routes'> = {
    seen,
    async launched(person) {
      const id = personIdOf(person.platformId, person.userId);
      await seenLately.get(JSON.stringify([id, person]), () => seen(person));
      return { id };
    },
    takeRoster,
    find: (platformId, userId) => people.find(personIdOf(platformId, userId)),
    findMany: (ids) => people.findMany(ids),
    namesOf: (ids) => people.names(ids),
    findByEmails: (...which) => people.findByEmails(...which),
    listOfPlatform: (...which) => people.listOfPlatform(...which),
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
    async confirmEmail(token, wantsHome = false) {
      const person = await people.confirmEmail(hashToken(token), clock.now());
      if (person?.personalEmail !== undefined) {
        await mail.confirmAddress(person.personalEmail);
        if (wantsHome) await deps.homes?.join(person.id, person.personalEmail);
      }
      if (person !== null) return person;
      throw new NotFound('link_unknown', 'This link was used already, or is too old.', {
        action: 'Open Laurel from your course and ask for a new one.',
      });
    },
    removeEmail: async (personId) => known(await people.removeEmail(personId)),
    pendingEmail: (personId) => people.pendingEmail(personId),
    async askEmailAgain(personId, from) {
      const waiting = await people.pendingEmail(personId);
      if (waiting !== null) await askEmail(personId, waiting.address, from);
    },
    async cancelPendingEmail(personId) {
      await people.cancelPendingEmail(personId);
    },
    async bouncingSince(person) {
      const address = mailAddressOf(person);
      return address === null ? null : ((await mail.bounceOf(address))?.since ?? null);
    },
    async stopAddresses(personIds, kind) {
      const tokens = await people.mailTokens(personIds, makeMailToken);
      const { publicUrl } = settings;
      return new Map([...tokens].map(([id, token]) => [id, `${publicUrl}/mail/${token}/${kind}`]));
    },
    findByMailToken: (token) => people.findByMailToken(token),
    async setMail(personId, kind, isOn) {
      await people.setMail(personId, kind, isOn);
    },
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
  return { ...api, routes: createPeopleRoutes(api, deps.web, deps.homes) };
}
