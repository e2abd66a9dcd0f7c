import { createHash } from 'node:crypto';

/** Which name a badge and its page show. */
export type NameChoice = 'platform' | 'typed' | 'none';

/** A person on one platform: who the platform says it is (LTI 1.3 Core, 5.3.6: `sub` is unique to its issuer). */
export interface Person {
  readonly id: string;
  readonly platformId: string;
  readonly userId: string;
  /** The name that the platform gave; absent after anonymous launches. */
  readonly name?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly email?: string;
  readonly locale?: string;
  readonly nameChoice: NameChoice;
  /** A name that the person typed: shown as self-asserted, never signed. */
  readonly typedName?: string;
  /** The person's own address, confirmed by a link that was sent to it. */
  readonly personalEmail?: string;
  /** Mail of these kinds is not sent to the person, by their own wish. */
  readonly mailOff?: readonly MailKind[];
  readonly consent?: Consent;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  /** When everything personal was erased at the person's request. The id stays, so that no badge is given twice. */
  readonly erasedAt?: Date;
}

/** Kinds of mail that a person may stop; what tells of a revocation or a correction is a notice, and comes in any case. */
export const MAIL_KINDS = ['earned', 'renewed', 'ending'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** What the person agreed to, and when. */
export interface Consent {
  readonly at: Date;
  readonly scope: 'issue' | 'issue-and-mail';
}

/**
 * @returns the person's id, a hash of platform and user: the same everywhere without asking the store, and revealing
 *   neither
 */
export function personIdOf(platformId: string, userId: string): string {
  return createHash('sha256')
    .update(`laurel person\n${platformId}\n${userId}`)
    .digest('base64url')
    .slice(0, 22);
}

const INVITED = 'invited:';

/**
 * @returns the user id of somebody whom their platform does not know and who was invited by mail: one for each address and platform.
 *   LTI's user ids are a platform's own; none of the platforms that are known makes such ones
 */
export const invitedUserId = (addressKey: string): string =>
  INVITED + createHash('sha256').update(`laurel invited\n${addressKey}`).digest('base64url');

/** @returns whether somebody was invited by mail, and comes from no learning platform */
export const isInvited = ({ userId }: Pick<Person, 'userId'>): boolean =>
  userId.startsWith(INVITED);

/** @returns a short code such as "7F3A" for a person without a name; the same each time */
export function anonymousCode(platformId: string, userId: string): string {
  const hash = createHash('sha256').update(`${platformId}/${userId}`);
  return hash.digest('hex').slice(0, 4).toUpperCase();
}

/** @returns the name by which instructors read of a person in lists: the platform's, else "Learner 7F3A" */
export function labelOf(person: Pick<Person, 'platformId' | 'userId' | 'name'>): string {
  return person.name ?? `Learner ${anonymousCode(person.platformId, person.userId)}`;
}

/**
 * @returns the name that the person chose to show, with whether the platform vouches for it; null where they show none
 */
export function shownNameOf(person: Person): { name: string; isVerified: boolean } | null {
  if (person.nameChoice === 'none') return null;
  if (person.nameChoice === 'typed' && person.typedName !== undefined) {
    return { name: person.typedName, isVerified: false };
  }
  return person.name === undefined ? null : { name: person.name, isVerified: true };
}

/**
 * @returns where mail for this person goes: the address that they confirmed, else the platform's; null where there is
 *   none
 */
export function mailAddressOf(person: Person): string | null {
  return person.personalEmail ?? person.email ?? null;
}
