import { createHash } from 'node:crypto';

/** What a badge and its page call the person. */
export type NameChoice = 'platform' | 'typed' | 'none';

/** A person on one platform: who the platform says it is (LTI 1.3 Core, 5.3.6: `sub` is unique to its issuer). */
export interface Person {
  readonly id: string;
  readonly platformId: string;
  readonly userId: string;
  /** As the platform gave it; absent in anonymous launches. */
  readonly name?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly email?: string;
  readonly locale?: string;
  readonly nameChoice: NameChoice;
  /** Self-asserted: never signed as verified. */
  readonly typedName?: string;
  /** Confirmed by a link that was sent there. */
  readonly personalEmail?: string;
  readonly consent?: Consent;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  /** Everything personal was erased on their wish; the id stays, so that badges do not come twice. */
  readonly erasedAt?: Date;
}

/** What the person agreed to, and when. */
export interface Consent {
  readonly at: Date;
  readonly scope: 'issue' | 'issue-and-mail';
}

/** The same id for the same user of the same platform, anywhere, without asking the store; it tells neither. */
export function personIdOf(platformId: string, userId: string): string {
  return createHash('sha256')
    .update(`laurel person\n${platformId}\n${userId}`)
    .digest('base64url')
    .slice(0, 22);
}

/** "7F3A": short, the same each time, for where no name is known. */
export function anonymousCode(platformId: string, userId: string): string {
  const hash = createHash('sha256').update(`${platformId}/${userId}`);
  return hash.digest('hex').slice(0, 4).toUpperCase();
}

/** What instructors read in lists: the platform's name, else "Learner 7F3A". */
export function labelOf(person: Pick<Person, 'platformId' | 'userId' | 'name'>): string {
  return person.name ?? `Learner ${anonymousCode(person.platformId, person.userId)}`;
}

/** The name that the person chose to show, with whether the platform vouches for it. */
export function shownNameOf(person: Person): { name: string; isVerified: boolean } | null {
  if (person.nameChoice === 'none') return null;
  if (person.nameChoice === 'typed' && person.typedName !== undefined) {
    return { name: person.typedName, isVerified: false };
  }
  return person.name === undefined ? null : { name: person.name, isVerified: true };
}

/** Where mail for this person goes: the address they confirmed, else the platform's. */
export function mailAddressOf(person: Person): string | null {
  return person.personalEmail ?? person.email ?? null;
}
