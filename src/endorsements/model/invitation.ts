import { createHash } from 'node:crypto';
import type { EndorsedOwner, Road } from './endorsement.js';

/**
 * `publishing`: the endorser has pressed the button, and what follows is being done; `given`: there is an endorsement;
 * `declined`: the endorser said no; `withdrawn`: whoever invited took the link back.
 */
export type InvitationState = 'open' | 'publishing' | 'given' | 'declined' | 'withdrawn';

/** What an endorser has written so far. */
export interface EndorsementDraft {
  readonly name: string;
  /** The endorser's domain, in ASCII and lower case. */
  readonly domain: string;
  /** Markdown. */
  readonly comment: string;
  readonly road: Road;
  /** After how many months it expires; 0: never. */
  readonly months: number;
  /** Who signs, by the endorser's own key: a did or an https address. */
  readonly issuerId?: string;
  /** What the proof of the domain says; made anew with each domain. */
  readonly token: string;
  readonly checkedAt?: Date;
  readonly provenAt?: Date;
}

/** A link by which somebody may endorse one version of an achievement, once. */
export interface EndorsementInvitation {
  readonly id: string;
  readonly owner: EndorsedOwner;
  readonly achievementId: string;
  readonly version: number;
  /** Whom the inviter means, in the inviter's words: an employer, a professional body. */
  readonly invitee: string;
  readonly actor: string;
  readonly state: InvitationState;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly draft?: EndorsementDraft;
  /** The earlier endorsement that this one would renew. */
  readonly renews?: string;
  /** Where what the endorser signs by its own key can be revoked: the same each time it is taken away. */
  readonly place?: { readonly endorserId: string; readonly listId: string; readonly index: number };
  /** From when what is signed is in force: the same each time it is taken away. */
  readonly validFrom?: Date;
  readonly takenAt?: Date;
}

/** How long a link works, in days, by choice of who invites. */
export const INVITED_DAYS = [14, 30, 90] as const;
/** A try to publish that has not ended by then has crashed. */
export const PUBLISH_MS = 60_000;
export const MOST_COMMENT = 4_000;

/** The secret of a link is kept as its hash alone. */
export const hashOf = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');

/** @returns the end of what begins at a moment and lasts for so many months; undefined for 0 */
export function endAfter(from: Date, months: number): Date | undefined {
  if (months === 0) return undefined;
  const end = new Date(from);
  end.setUTCMonth(end.getUTCMonth() + months);
  return end;
}
