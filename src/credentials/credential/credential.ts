import type { Visibility } from './order.js';

/**
 * The state of a badge. A revoked badge with a successor was corrected. A badge that its holder had reissued with other
 * content stays valid, and names the newest version.
 */
export type CredentialState = 'valid' | 'revoked' | 'suspended';

/** A badge as it is stored. Its text never changes; its visibility and state do. */
export interface Credential {
  /** 128 random bits; the badge's address is `/credentials/<id>`. */
  readonly id: string;
  readonly awardId: string;
  readonly personId: string;
  readonly issuerId: string;
  /** Where its addresses are, on a host of its issuer's own; absent: below PUBLIC_URL. */
  readonly origin?: string;
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
  /** Why the badge was revoked or suspended, as its readers are told. */
  readonly reason?: string;
  readonly changedAt?: Date;
  /** The id of the badge that replaces this one. */
  readonly supersededBy?: string;
  readonly supersedes?: string;
  /** The id of the newest badge of the same award that its holder chose later; this one stays valid. */
  readonly refreshedBy?: string;
  readonly refreshedAt?: Date;
  /** The id of the badge before this one, where its holder chose what it shows. */
  readonly refreshes?: string;
  /** The id in the address of the badge's page; absent: its own. The address survives corrections and reissues. */
  readonly addressId?: string;
  /**
   * Who asked for a correction or reissue, and the reason that readers are told; set until the badge before it is
   * revoked or marked.
   */
  readonly correction?: { readonly actor: string; readonly reason?: string };
  /** The id of the badge that this one renews. */
  readonly renews?: string;
  readonly statusListId: string;
  readonly statusListIndex: number;
}

/** One of many badges that were just issued, without its text, which would take most of the memory of issuing. */
export type Issued = Omit<Credential, 'json'>;
