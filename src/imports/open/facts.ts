/** What a badge of another system says, in one form for all of them. Texts are plain, bounded, and nobody's markup. */

/** A skill or outcome that an achievement is about. */
export interface AlignmentFacts {
  readonly targetName: string;
  readonly targetUrl: string;
  readonly targetCode?: string;
  readonly targetDescription?: string;
  readonly targetFramework?: string;
}

/** What can be earned: a BadgeClass (Open Badges 1 and 2), an Achievement (3.0), a badge of another system's export. */
export interface AchievementFacts {
  /** Its address or identifier in the other system. */
  readonly id?: string;
  readonly name: string;
  readonly description?: string;
  /** How it is earned, as Markdown. */
  readonly criteria?: string;
  readonly criteriaUrl?: string;
  readonly tags: readonly string[];
  readonly alignments: readonly AlignmentFacts[];
  /** BCP 47. */
  readonly language?: string;
  readonly achievementType?: string;
  /** A `data:` URL, or an https address; it is not fetched when it is read. */
  readonly image?: string;
  readonly imageAlt?: string;
  /** How long what is given is valid, in months. */
  readonly months?: number;
  readonly issuer: IssuerFacts;
}

export interface IssuerFacts {
  readonly id?: string;
  readonly name?: string;
}

/** Who was given a badge: an address in the clear, or its hash. */
export interface RecipientFacts {
  readonly email?: string;
  /** `sha256$…`, `md5$…` and the like. */
  readonly hash?: string;
  readonly salt?: string;
}

/** That somebody was given something: an Assertion, an OpenBadgeCredential, a row of an export. */
export interface BadgeFacts {
  /** Its address or identifier; absent where it has none of its own. */
  readonly id?: string;
  readonly achievement?: AchievementFacts;
  /** The address of what was given, where only that is named. */
  readonly achievementUrl?: string;
  readonly recipient: RecipientFacts;
  /** RFC 3339. */
  readonly issuedAt?: string;
  readonly expiresAt?: string;
  readonly evidence?: string;
}

export type BadgeVersion = '1' | '2' | '3';

/** Which part of a file something stands in: a ZIP's entry, a CSV's line, a place in a list. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line?: number;
}

/** One thing that was found in a file. */
export type Opened =
  | {
      readonly kind: 'badge';
      readonly place: Place;
      readonly version: BadgeVersion;
      /** Exactly as it was handed in. */
      readonly bytes: Uint8Array;
      readonly format: 'json' | 'jwt' | 'png' | 'svg' | 'pdf';
      /** JSON of the badge as it was read; absent where the file holds its address alone. */
      readonly document?: string;
      readonly jws?: string;
      readonly address?: string;
      readonly facts: BadgeFacts;
    }
  | { readonly kind: 'achievement'; readonly place: Place; readonly facts: AchievementFacts }
  | { readonly kind: 'award'; readonly place: Place; readonly facts: BadgeFacts }
  | {
      readonly kind: 'refused';
      readonly place: Place;
      readonly code: string;
      readonly detail: string;
    };
