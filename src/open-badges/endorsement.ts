/** How an endorsement stands; `unknown`: whoever signed it keeps a list that could not be asked just now. */
export type EndorsementStanding = 'valid' | 'revoked' | 'expired' | 'unknown';

/** An endorsement of an achievement as pages show it. */
export interface ShownEndorsement {
  /** Its page, as a path. */
  readonly href: string;
  /** What the endorser calls itself. */
  readonly name: string;
  /** The domain that was shown to be the endorser's. */
  readonly domain: string;
  /** The endorser's page, as a path. */
  readonly endorserHref: string;
  /** Markdown of the endorser's. */
  readonly comment: string;
  /** The version of the achievement that was endorsed. */
  readonly version: number;
  /** Whether that is another version than the one that is shown. */
  readonly isOtherVersion: boolean;
  readonly standing: EndorsementStanding;
  readonly validFrom: Date;
  readonly validUntil?: Date | undefined;
  /** Whether this installation signed it on the endorser's behalf. */
  readonly isHosted: boolean;
}
