/** How a host was shown to be its issuer's: by a TXT record, or by a file that its server hands out. */
export const PROOF_METHODS = ['dns', 'file'] as const;
export type ProofMethod = (typeof PROOF_METHODS)[number];

/**
 * `asked`: named, and not shown to be the issuer's. `proven`: shown, and new badges do not name it yet. `inUse`: new
 * badges name it. `givenUp`: badges name it, new ones do not.
 */
export type HostState = 'asked' | 'proven' | 'inUse' | 'givenUp';

/** A host on which an issuer wants its pages, its identity and its status lists. */
export interface IssuerHost {
  readonly id: string;
  readonly issuerId: string;
  /** In ASCII, lower case. */
  readonly host: string;
  /** What hosts that look alike have in common. */
  readonly key: string;
  /** What the proof says. It is read by anybody, and good for this issuer alone. */
  readonly token: string;
  readonly state: HostState;
  /** Whether it is the one that the issuer has now; of these there is one. */
  readonly isCurrent: boolean;
  /** Whether it was ever proven and is not released: nobody else gets it. */
  readonly isHeld: boolean;
  readonly method?: ProofMethod;
  readonly askedAt: Date;
  readonly provenAt?: Date;
  /** From when badges name it: it is served for good. */
  readonly usedAt?: Date;
  readonly givenUpAt?: Date;
  /** When its proof was last looked for, and when that is due again. */
  readonly checkedAt?: Date;
  readonly checkAt?: Date;
  /** Since when the proof was not there, or nobody could say. */
  readonly missingSince?: Date;
  readonly unknownSince?: Date;
  /** Since when it counts as lost: new badges do not name the host while it is. */
  readonly lostAt?: Date;
}

export const originOfHost = ({ host }: Pick<IssuerHost, 'host'>): string => `https://${host}`;
