import type { Router } from 'express';
import type { CourseKey, RosterMember } from './member.js';
import type { SeenPerson } from './person-store.js';
import type { Consent, NameChoice, Person } from './person.js';

/** What another room keeps of a person: to be told and to be erased on their wish (GDPR, Art. 15 and 17). */
export interface OwnData {
  /** The heading in the export. */
  readonly name: string;
  readonly read: (person: Person) => Promise<unknown>;
  readonly erase: (person: Person) => Promise<void>;
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
  readonly find: (platformId: string, userId: string) => Promise<Person | null>;
  /** In the order of their user ids, from after `after`. */
  readonly listOfPlatform: (platformId: string, after: string, limit: number) => Promise<Person[]>;
  readonly findMany: (personIds: readonly string[]) => Promise<Person[]>;
  /** Throws NotFound. */
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
  /** Takes the address of a confirmation link over, once. Throws NotFound for a used, unknown or old one. */
  readonly confirmEmail: (token: string) => Promise<Person>;
  readonly removeEmail: (personId: string) => Promise<Person>;
  /** Everything that is kept of a person, as JSON values. */
  readonly exportData: (personId: string) => Promise<Record<string, unknown>>;
  /** Erases what is personal, here and in the rooms above. The id stays, so that no badge comes twice. */
  readonly erase: (personId: string, actor: string) => Promise<void>;
}
