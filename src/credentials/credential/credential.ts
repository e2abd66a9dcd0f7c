import type { Visibility } from './order.js';

/**
 * A revocation with a successor is a correction: the badge said something wrong and was issued anew. A badge that its holder
 * let say more or less stays valid, and names the one that says what they chose last.
 */
export type CredentialState = 'valid' | 'revoked' | 'suspended';

/** A badge as it is kept. Its text never changes; who sees it and its state do. */
export interface Credential {
  /** 128 random bits; the badge's address is `/credentials/<id>`. */
  readonly id: string;
  readonly awardId: string;
  readonly personId: string;
  readonly issuerId: string;
  readonly achievementId: string;
  readonly achievementName: string;
  readonly recipientName?: string;
  readonly validFrom: Date;
  readonly validUntil?: Date;
  readonly issuedAt: Date;
  /** The exact signed JSON text. */
  readonly json: string;
  readonly visibility: Visibility;
  readonly state: CredentialState;
  /** Why it was revoked or suspended, in words for its reader. */
  readonly reason?: string;
  readonly changedAt?: Date;
  /** The id of the badge that takes this one's place. */
  readonly supersededBy?: string;
  readonly supersedes?: string;
  /** The id of the newest badge that says the same of the same award as its holder chose later; this one stays valid. */
  readonly refreshedBy?: string;
  readonly refreshedAt?: Date;
  /** The id of the badge before this one, where its holder chose what it shows. */
  readonly refreshes?: string;
  /** By whose id the page of this badge was first reached; absent: its own. The address outlives corrections and choices. */
  readonly addressId?: string;
  /** While the badge before it is still to be taken back or to be marked: who asked, and what its readers are told. */
  readonly correction?: { readonly actor: string; readonly reason?: string };
  /** The id of the badge whose time this one prolongs. */
  readonly renews?: string;
  readonly statusListId: string;
  readonly statusListIndex: number;
}

/** A badge of many that were just issued. Their texts, kept together, would be most of the memory issuing takes. */
export type Issued = Omit<Credential, 'json'>;
