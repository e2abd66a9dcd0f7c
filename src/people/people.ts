import type { Router } from 'express';
import type { CourseKey, RosterMember } from './member.js';
import type { SeenPerson } from './person-store.js';
import type { Consent, MailKind, NameChoice, Person } from './person.js';

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
  /** As {@link seen}; the same told again within a minute is not written again. */
  readonly launched: (person: SeenPerson) => Promise<Pick<Person, 'id'>>;
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
  /** Finds who of a platform has one of these addresses, however their letters are written. */
  readonly findByEmails: (platformId: string, emails: readonly string[]) => Promise<Person[]>;
  readonly findMany: (personIds: readonly string[]) => Promise<Person[]>;
  /** The names that platforms gave to these persons, by their ids; no more is read of them. */
  readonly namesOf: (personIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
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
  /** The address that waits for its confirmation; null where none does. */
  readonly pendingEmail: (
    personId: string,
  ) => Promise<{ readonly address: string; readonly expiresAt: Date } | null>;
  /** Sends another confirmation link to the address that waits, where one does. @throws TooManyRequests `too_many_mails` */
  readonly askEmailAgain: (personId: string, from?: string) => Promise<void>;
  /** Forgets the address that waits; one that was confirmed stays. */
  readonly cancelPendingEmail: (personId: string) => Promise<void>;
  /** Since when mail to the person comes back; null where it does not. */
  readonly bouncingSince: (person: Person) => Promise<Date | null>;
  /**
   * The address that stops mail of a kind to each of these persons by a POST alone (RFC 8058), by the person's id; without those who are
   * not known.
   */
  readonly stopAddresses: (
    personIds: readonly string[],
    kind: MailKind,
  ) => Promise<ReadonlyMap<string, string>>;
  /** Whose link it is, from a mail; null where it is nobody's (any more). */
  readonly findByMailToken: (token: string) => Promise<Person | null>;
  /** Stops mail of a kind, or lets it come again. */
  readonly setMail: (personId: string, kind: MailKind, isOn: boolean) => Promise<void>;
  /** @returns everything that is kept of a person, as JSON values */
  readonly exportData: (personId: string) => Promise<Record<string, unknown>>;
  /** Erases what is personal, here and in the other rooms. The id stays, so that no badge is given twice. */
  readonly erase: (personId: string, actor: string) => Promise<void>;
}
