/**
 * A learner record as it is stored (Comprehensive Learner Record 2.0): badges that their holder chose, under one
 * signature. Its text never changes; who may see it and whether it was withdrawn do.
 */
export interface LearnerRecord {
  /** 128 random bits; the record's address is `/records/<id>`. */
  readonly id: string;
  /** Who made it: a person of a platform, or a home. One of the two is there. */
  readonly personId?: string;
  readonly homeId?: string;
  readonly issuerId: string;
  /** Where its addresses are, on a host of its issuer's own; absent: below PUBLIC_URL. */
  readonly origin?: string;
  /** The badges in it, in its order. */
  readonly credentialIds: readonly string[];
  /** Whether the issuer knew of further badges of the holder that count. */
  readonly isPartial: boolean;
  readonly madeAt: Date;
  /** The exact signed JSON text. */
  readonly json: string;
  readonly visibility: 'private' | 'link';
  readonly state: 'valid' | 'revoked';
  readonly changedAt?: Date;
  readonly statusListId: string;
  readonly statusListIndex: number;
}

/** Whose a record is. */
export type RecordOwner = { readonly personId: string } | { readonly homeId: string };

/** How the achievements of two badges belong together, by the ids that the badges name (CLR 2.0, B.1.3 Association). */
export interface Association {
  readonly associationType: 'isChildOf' | 'precedes' | 'replacedBy';
  readonly sourceId: string;
  readonly targetId: string;
}

/** @returns whether a record is of this owner */
export const isOwnedBy = (
  { personId, homeId }: Pick<LearnerRecord, 'personId' | 'homeId'>,
  owner: RecordOwner,
): boolean => ('personId' in owner ? personId === owner.personId : homeId === owner.homeId);
