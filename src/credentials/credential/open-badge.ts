import type { Image, Profile } from '../issuer/profile.js';
import type { ResultDescription, RubricCriterionLevel } from '../../open-badges/index.js';

export type { ResultDescription, RubricCriterionLevel };

export interface Alignment {
  readonly type: readonly ['Alignment'];
  readonly targetName: string;
  readonly targetUrl: string;
  readonly targetFramework?: string;
  readonly targetCode?: string;
  readonly targetDescription?: string;
  readonly targetType?: string;
}

export interface Related {
  readonly id: string;
  readonly type: readonly ['Related'];
  readonly inLanguage?: string;
  readonly version?: string;
}

export interface Achievement {
  readonly id: string;
  readonly type: readonly ['Achievement'];
  readonly achievementType: string;
  readonly name: string;
  readonly description: string;
  readonly criteria: { readonly id?: string; readonly narrative?: string };
  readonly version: string;
  readonly image?: Image;
  readonly [optional: string]: unknown;
}

export interface IdentityObject {
  readonly type: 'IdentityObject';
  readonly hashed: boolean;
  readonly identityHash: string;
  readonly identityType: string;
  readonly salt?: string;
}

export interface Result {
  readonly type: readonly ['Result'];
  readonly resultDescription: string;
  readonly value?: string;
  /** The `id` of a level of the result's rubric. */
  readonly achievedLevel?: string;
}

export interface AchievementSubject {
  readonly id: string;
  readonly type: readonly ['AchievementSubject'];
  readonly identifier: readonly IdentityObject[];
  readonly achievement: Achievement;
  readonly activityStartDate?: string;
  readonly activityEndDate?: string;
  readonly creditsEarned?: number;
  readonly result?: readonly Result[];
}

export interface StatusEntry {
  readonly id: string;
  readonly type: 'BitstringStatusListEntry';
  readonly statusPurpose: 'revocation';
  readonly statusListIndex: string;
  readonly statusListCredential: string;
}

export interface OpenBadgeCredential {
  readonly '@context': readonly string[];
  readonly id: string;
  readonly type: readonly ['VerifiableCredential', 'OpenBadgeCredential'];
  readonly name: string;
  readonly issuer: Profile;
  readonly validFrom: string;
  readonly validUntil?: string;
  readonly awardedDate: string;
  readonly credentialSubject: AchievementSubject;
  readonly evidence?: readonly object[];
  readonly credentialSchema: readonly { readonly id: string; readonly type: string }[];
  readonly credentialStatus: StatusEntry;
}
