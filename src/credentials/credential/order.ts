import type { Alignment, Related, ResultDescription } from './open-badge.js';
import type { Image } from '../issuer/profile.js';

/** What was earned, as one version of an achievement says it (OB 3.0, B.1.2 Achievement). */
export interface AchievementVersion {
  /** The IRI of this version; it goes into the badge and stays. */
  readonly id: string;
  readonly version: string;
  readonly name: string;
  readonly description: string;
  readonly criteria: { readonly narrative?: string; readonly id?: string };
  /** One of the 31 of OB 3.0, or `ext:…`. */
  readonly achievementType: string;
  readonly image?: Omit<Image, 'type'>;
  readonly tag?: readonly string[];
  readonly alignment?: readonly Omit<Alignment, 'type'>[];
  /** How it was assessed, with the pass mark in `requiredValue`. */
  readonly resultDescription?: readonly Omit<ResultDescription, 'type'>[];
  readonly creditsAvailable?: number;
  readonly inLanguage?: string;
  readonly fieldOfStudy?: string;
  readonly humanCode?: string;
  readonly specialization?: string;
  readonly related?: readonly Omit<Related, 'type'>[];
}

/** By what the badge names its recipient: an e-mail address goes in as a salted hash, never in clear. */
export interface RecipientIdentity {
  readonly type: 'emailAddress' | 'ltiUserId' | 'identifier' | 'sourcedId' | 'userName';
  readonly value: string;
  /** Default: true. False only for an identifier that means nothing outside its platform. */
  readonly hashed?: boolean;
}

export interface Recipient {
  readonly identity: RecipientIdentity;
  /** The name as the LMS gave it. A name that the learner typed must not come in here. */
  readonly verifiedName?: string;
  /** A did:key that the learner proved to hold; absent: the subject is named by the badge's own address. */
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
  readonly value: string;
}

/** One badge to be issued. The same `awardId` never gives a second badge. */
export interface IssueOrder {
  readonly awardId: string;
  readonly personId: string;
  /** Whose badge it is: the platform's own issuer gives it. Absent, or without one: the installation's. */
  readonly platformId?: string;
  /** The part of the platform that it belongs to. */
  readonly deploymentId?: string;
  readonly achievement: AchievementVersion;
  readonly recipient: Recipient;
  /** From when the badge is valid; seconds count, milliseconds are dropped. */
  readonly validFrom: Date;
  readonly validUntil?: Date;
  /** When it was first awarded; absent: `validFrom`. */
  readonly awardedDate?: Date;
  readonly activityStartDate?: Date;
  readonly activityEndDate?: Date;
  readonly creditsEarned?: number;
  readonly result?: readonly ShownResult[];
  readonly evidence?: readonly Evidence[];
  /** The id of the badge whose time this one prolongs; it stays as it is. Told on the page, not in the badge. */
  readonly renews?: string;
  /** Who may see the page; absent: private. */
  readonly visibility?: Visibility;
}

export type Visibility = 'private' | 'link' | 'public';
