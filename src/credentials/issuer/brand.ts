/** The designs of certificates. A brand says how the certificates of an issuer look; nothing of it is signed. */
export const DESIGNS = ['classic', 'formal', 'modern', 'minimal'] as const;
export type Design = (typeof DESIGNS)[number];

export const PAPERS = ['a4', 'letter'] as const;
export type Paper = (typeof PAPERS)[number];

export const ORIENTATIONS = ['landscape', 'portrait'] as const;
export type Orientation = (typeof ORIENTATIONS)[number];

/** A person who signs certificates by hand. */
export interface Signatory {
  readonly name: string;
  readonly office?: string;
  /** The id of an uploaded picture of the signature (room `achievements`). */
  readonly pictureId?: string;
}

export interface Brand {
  readonly design: Design;
  readonly paper: Paper;
  readonly orientation: Orientation;
  /** `#rrggbb`, readable on white. */
  readonly accent: string;
  readonly hasSeal: boolean;
  /** A line at a certificate's foot. */
  readonly footer?: string;
  /** The id of an uploaded picture; absent: the picture of the profile, which badges name. */
  readonly logoId?: string;
  /** The id of the logo for dark grounds. */
  readonly darkLogoId?: string;
  /** At most two. */
  readonly signatories: readonly Signatory[];
}

/** The brand until somebody chooses one. */
export const PLAIN_BRAND: Brand = {
  design: 'classic',
  paper: 'a4',
  orientation: 'landscape',
  accent: '#1f6a4d',
  hasSeal: false,
  signatories: [],
};
