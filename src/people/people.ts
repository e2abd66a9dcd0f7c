import type { Router } from 'express';
import type { CourseKey, RosterMember } from './member.js';
import type { SeenPerson } from './person-store.js';
import type { Consent, NameChoice, Person } from './person.js';

/** What another room keeps of a person, to be exported and erased at their request (GDPR, Art. 15 and 17). */
export interface OwnData {
  /** The heading of the room's part in the export. */
  readonly name: string;
  readonly read: (person: Person) => Promise<unknown>;
  readonly erase: (person: Person) => Promise<void>;
}

/** Where a person's badges can be reached without their learning platform; `home/` has it. */
export interface Homes {
  /** Puts a person's badges into the home of an address that a link has just proven. */
  readonly join: (personId: string, address: string) => Promise<void>;
  /** Whether a person's badges are in a home, whosever. */
  readonly isJoined: (personId: string) => Promise<boolean>;
  readonly leave: (personId: string) => Promise<void>;
}

/** The persons of all platforms; created by {@link createPeople}. */
export interface People {
  readonly routes: Router;
  /** Records a person who came by a launch. Fields that the platform leaves out stay as they were. */
  readonly seen: (person: SeenPerson) => Promise<Person>;
  /**
   * Takes a complete roster: members who are new or changed are saved, and those who are missing have left. An
   * incomplete roster, of which a page failed, must not be passed.
   * @returns how many were new or changed, and how many left
   */
  readonly takeRoster: (
    course: CourseKey,
    roster: readonly RosterMember[],
  ) => Promise<{ changed: number; left: number }>;
  readonly find: (platformId: string, userId: string) => Promise<Person | null>;
  /** Lists a platform's persons in the order of their user ids, from after the user id `after`. */
  readonly listOfPlatform: (platformId: string, after: string, limit: number) => Promise<Person[]>;
  readonly findMany: (personIds: readonly string[]) => Promise<Person[]>;
  /** @throws NotFound `person_unknown` */
  readonly get: (personId: string) => Promise<Person>;
  readonly chooseName: (
    personId: string,
    choice: NameChoice,
    typedName?: string,
  ) => Promise<Person>;
  readonly setConsent: (personId: string, scope: Consent['scope']) => Promise<Person>;
  /**
   * Sends a confirmation link, good for seven days; the address counts once it was followed.
   * @param from the IP address that asks
   * @throws TooManyRequests `too_many_mails`
   */
  readonly askEmail: (personId: string, address: string, from?: string) => Promise<void>;
  /**
   * Confirms the address of a confirmation link; a link works once. @throws NotFound for a link that is used, unknown
   * or expired
   * @param wantsHome whether the person's badges go into the home of this address, too
   */
  readonly confirmEmail: (token: string, wantsHome?: boolean) => Promise<Person>;
  readonly removeEmail: (personId: string) => Promise<Person>;
  /** @returns everything that is kept of a person, as JSON values */
  readonly exportData: (personId: string) => Promise<Record<string, unknown>>;
  /** Erases what is personal, here and in the other rooms. The id stays, so that no badge is given twice. */
  readonly erase: (personId: string, actor: string) => Promise<void>;
}
