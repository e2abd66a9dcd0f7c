import type { AchievementContent } from './content.js';

/** Whose an achievement is: a course of a deployment of a platform. */
export interface AchievementOwner {
  readonly platformId: string;
  readonly deploymentId: string;
  readonly contextId: string;
}

/** What can be earned. What a badge says of it is fixed in versions; `draft` is what is being worked on. */
export interface Achievement {
  readonly id: string;
  readonly owner: AchievementOwner;
  /** The newest version, or 0 while there is only a draft. */
  readonly latestVersion: number;
  /** Null when nothing differs from the newest version. */
  readonly draft: AchievementContent | null;
  /** Raised by every save of the draft; a save made against an older one is refused. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What an achievement said from one day on. Never changed, never deleted: badges point at it. */
export interface AchievementVersion {
  readonly achievementId: string;
  /** Where its address is, on a host of its issuer's own; absent: below PUBLIC_URL. */
  readonly origin?: string;
  /** From 1. */
  readonly version: number;
  readonly content: AchievementContent;
  readonly publishedAt: Date;
}

/** An achievement with the words it is known by now: its draft's while it has no version, else the newest version's. */
export interface ListedAchievement extends Achievement {
  readonly content: AchievementContent;
}

/** JSON with its members in order, so that equal contents are equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Whether a badge would say something else: then a new version is due. */
export function changesMeaning(before: AchievementContent, after: AchievementContent): boolean {
  return canonicalJson(before) !== canonicalJson(after);
}

/** Where a version has its address: on a host of its issuer's own, or below PUBLIC_URL. */
export const originOf = (
  publicUrl: string,
  { origin }: Pick<AchievementVersion, 'origin'>,
): string => origin ?? publicUrl;

/** The IRI of a version, as badges name it. */
export function versionUrl(publicUrl: string, achievementId: string, version: number): string {
  return `${publicUrl}/achievements/${achievementId}/versions/${version}`;
}
