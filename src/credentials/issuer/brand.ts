/** How the certificates of an issuer look. Nothing of it is signed. */
export const DESIGNS = ['classic', 'formal', 'modern', 'minimal'] as const;
export type Design = (typeof DESIGNS)[number];

export const PAPERS = ['a4', 'letter'] as const;
export type Paper = (typeof PAPERS)[number];

export const ORIENTATIONS = ['landscape', 'portrait'] as const;
export type Orientation = (typeof ORIENTATIONS)[number];

/** Who signs a certificate, by hand. */
export interface Signatory {
  readonly name: string;
  readonly office?: string;
  /** An uploaded picture of the signature (achievements/). */
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
  /** An uploaded picture; absent: the picture of the profile, which badges name, stands on certificates. */
  readonly logoId?: string;
  /** For dark grounds. */
  readonly darkLogoId?: string;
  /** Two at most. */
  readonly signatories: readonly Signatory[];
}

/** Until somebody chooses. */
export const PLAIN_BRAND: Brand = {
  design: 'classic',
  paper: 'a4',
  orientation: 'landscape',
  accent: '#1f6a4d',
  hasSeal: false,
  signatories: [],
};
