import type { Alignment, Related, ResultDescription } from './open-badge.js';
import type { Image } from '../issuer/profile.js';

/** An achievement's version, as it is put into badges (OB 3.0, B.1.2 Achievement). */
export interface AchievementVersion {
  /** The IRI of this version, which never changes. */
  readonly id: string;
  readonly version: string;
  readonly name: string;
  readonly description: string;
  readonly criteria: { readonly narrative?: string; readonly id?: string };
  /** One of the 31 types of OB 3.0, or `ext:…`. */
  readonly achievementType: string;
  readonly image?: Omit<Image, 'type'>;
  readonly tag?: readonly string[];
  readonly alignment?: readonly Omit<Alignment, 'type'>[];
  /** How the achievement was assessed, with the mark in `requiredValue`. */
  readonly resultDescription?: readonly Omit<ResultDescription, 'type'>[];
  readonly creditsAvailable?: number;
  readonly inLanguage?: string;
  readonly fieldOfStudy?: string;
  readonly humanCode?: string;
  readonly specialization?: string;
  readonly related?: readonly Omit<Related, 'type'>[];
}

/** The identifier of a recipient. An e-mail address is put into the badge as a salted hash, never in clear. */
export interface RecipientIdentity {
  readonly type: 'emailAddress' | 'ltiUserId' | 'identifier' | 'sourcedId' | 'userName';
  readonly value: string;
  /** Whether the identifier is hashed; default true. False only for one that means nothing outside its platform. */
  readonly hashed?: boolean;
}

export interface Recipient {
  readonly identity: RecipientIdentity;
  /** The name that the platform gave. A name that the learner typed must not be passed here. */
  readonly verifiedName?: string;
  /** A did:key that the learner proved to hold; absent: the subject's id is the badge's own address. */
  readonly did?: string;
}

export interface Evidence {
  readonly id?: string;
  readonly name?: string;
  readonly narrative?: string;
  readonly description?: string;
  readonly genre?: string;
}

/** A result that the learner chose to show (OB 3.0, B.1.18 Result). */
export interface ShownResult {
  /** The `id` of one of the achievement's result descriptions. */
  readonly resultDescription: string;
  readonly value?: string;
  /** The `id` of the step of a rubric that was reached. */
  readonly achievedLevel?: string;
}

/** One badge to be issued. The same `awardId` never gives a second badge. */
export interface IssueOrder {
  readonly awardId: string;
  readonly personId: string;
  /** The platform whose own issuer gives the badge. Absent, or where it has none: the installation's issuer. */
  readonly platformId?: string;
  /** The deployment that the badge belongs to. */
  readonly deploymentId?: string;
  readonly achievement: AchievementVersion;
  readonly recipient: Recipient;
  /** From when the badge is valid; milliseconds are dropped. */
  readonly validFrom: Date;
  readonly validUntil?: Date;
  /** When the badge was first awarded; absent: `validFrom`. */
  readonly awardedDate?: Date;
  readonly activityStartDate?: Date;
  readonly activityEndDate?: Date;
  readonly creditsEarned?: number;
  readonly result?: readonly ShownResult[];
  readonly evidence?: readonly Evidence[];
  /** The id of the badge that this one renews, and which stays unchanged. The page says so, the badge does not. */
  readonly renews?: string;
  /** Who may see the page; absent: private. */
  readonly visibility?: Visibility;
}

export type Visibility = 'private' | 'link' | 'public';
