import type { EndorsementStanding, ShownEndorsement } from '../../open-badges/index.js';

/** Whose an endorsed achievement is: a course of a deployment of a platform. */
export interface EndorsedOwner {
  readonly platformId: string;
  readonly deploymentId: string;
  readonly contextId: string;
}

/** `hosted`: signed by a key that this installation holds for the endorser; `own`: by the endorser's own key. */
export type Road = 'hosted' | 'own';

/** An endorsement of a version of an achievement, signed. It is never changed: what changes is how it stands. */
export interface Endorsement {
  /** The same as in its address, and as in the invitation that it answers. */
  readonly id: string;
  readonly owner: EndorsedOwner;
  readonly achievementId: string;
  readonly version: number;
  /** The address of the version, which the endorsement names. */
  readonly achievementUrl: string;
  readonly endorserId: string;
  readonly road: Road;
  /** What the endorser called itself. */
  readonly name: string;
  readonly domain: string;
  /** Who signed: an address below `/endorsers/`, or the endorser's own did or address. */
  readonly issuerId: string;
  readonly comment: string;
  /** The exact text: JSON, or a token. */
  readonly text: string;
  /** What the proof of the domain said; a renewal looks for it again. */
  readonly proofToken?: string;
  readonly statusListId: string;
  readonly statusListIndex: number;
  readonly validFrom: Date;
  readonly validUntil?: Date;
  /** When the endorser revoked it, here. */
  readonly revokedAt?: Date;
  /** When whoever gives the badges decided not to show it. */
  readonly hiddenAt?: Date;
  /** What a look at the endorser's own list found last, where it keeps one. */
  readonly found?: EndorsementStanding;
  readonly foundAt?: Date;
  /** When that list is to be asked again. */
  readonly checkAt?: Date;
}

/** How an endorsement stands at a moment. What its own signer said last counts until it is asked again. Pure. */
export function standingOf(
  { revokedAt, validUntil, found }: Pick<Endorsement, 'revokedAt' | 'validUntil' | 'found'>,
  now: Date,
): EndorsementStanding {
  if (revokedAt !== undefined || found === 'revoked') return 'revoked';
  if (validUntil !== undefined && validUntil <= now) return 'expired';
  return found ?? 'valid';
}

/** Whether an endorsement is shown beside badges: neither taken back by the endorser nor hidden. */
export const isShown = (endorsement: Endorsement, now: Date): boolean =>
  endorsement.hiddenAt === undefined && standingOf(endorsement, now) !== 'revoked';

/** @returns an endorsement as the page of a version shows it; `null` for no version in particular */
export function toShown(
  endorsement: Endorsement,
  now: Date,
  version: number | null,
): ShownEndorsement {
  const { id, name, domain, endorserId, comment, validFrom, validUntil, road } = endorsement;
  return {
    href: `/endorsements/${id}`,
    endorserHref: `/endorsers/${endorserId}`,
    name,
    domain,
    comment,
    validFrom,
    validUntil,
    version: endorsement.version,
    isOtherVersion: version !== null && version !== endorsement.version,
    standing: standingOf(endorsement, now),
    isHosted: road === 'hosted',
  };
}
