/** The nouns of Open Badges 3.0 as they stand in a credential. Optional members are absent, never null. */

export interface Image {
  readonly id: string;
  readonly type: 'Image';
  readonly caption?: string;
}

export interface Alignment {
  readonly type: readonly ['Alignment'];
  readonly targetName: string;
  readonly targetUrl: string;
  readonly targetFramework?: string;
  readonly targetCode?: string;
  readonly targetDescription?: string;
  readonly targetType?: string;
}

export interface RubricCriterionLevel {
  readonly id: string;
  readonly type: readonly ['RubricCriterionLevel'];
  readonly name: string;
  readonly level?: string;
  readonly points?: string;
  readonly description?: string;
}

export interface ResultDescription {
  readonly id: string;
  readonly type: readonly ['ResultDescription'];
  readonly name: string;
  readonly resultType: string;
  readonly allowedValue?: readonly string[];
  readonly valueMin?: string;
  readonly valueMax?: string;
  readonly requiredValue?: string;
  readonly requiredLevel?: string;
  readonly rubricCriterionLevel?: readonly RubricCriterionLevel[];
}

export interface Related {
  readonly id: string;
  readonly type: readonly ['Related'];
  readonly inLanguage?: string;
  readonly version?: string;
}

export interface Profile {
  readonly id: string;
  readonly type: readonly ['Profile'];
  readonly name?: string;
  readonly url?: string;
  readonly description?: string;
  readonly email?: string;
  readonly image?: Image;
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
  readonly value: string;
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
