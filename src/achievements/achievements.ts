import type { Router } from 'express';
import type {
  Achievement,
  AchievementOwner,
  AchievementVersion,
  ListedAchievement,
} from './achievement.js';
import type { OpenBadgeAchievement } from './build-open-badge.js';
import type { PictureFormat } from './show-art.js';
import type { ArtTemplateStore } from './art-template-store.js';
import type { Compose } from './composed/compose.js';
import type { AchievementInput } from './content.js';

/** Everything but `get…` by id alone asks whose it is: another tenant's ids are not found. */
export interface Achievements {
  /** Public: /achievements/… pages, JSON and pictures. */
  readonly routes: Router;
  /** Makes an achievement that is a draft. Throws a ZodError for content that does not fit. */
  create(owner: AchievementOwner, input: AchievementInput, actor: string): Promise<Achievement>;
  /** Fixes the draft as a new version; without a change of meaning it gives the newest version again. */
  publish(owner: AchievementOwner, id: string, actor: string): Promise<AchievementVersion>;
  /**
   * Saves and publishes in one go. Throws Conflict `achievement_changed` when somebody else saves at the same time.
   * Badges issued before stay as they are.
   */
  newVersion(
    owner: AchievementOwner,
    id: string,
    input: AchievementInput,
    actor: string,
  ): Promise<AchievementVersion>;
  /** Newest first. */
  list(owner: AchievementOwner): Promise<ListedAchievement[]>;
  /** Those of several courses of a deployment, newest first. */
  listIn(
    owner: Omit<AchievementOwner, 'contextId'>,
    contextIds: readonly string[],
  ): Promise<ListedAchievement[]>;
  /** Throws NotFound, also for another tenant's. */
  getOwn(owner: AchievementOwner, id: string): Promise<ListedAchievement>;
  get(id: string): Promise<Achievement>;
  /** Whose these are, by id; of those that there are. */
  findOwners(ids: readonly string[]): Promise<ReadonlyMap<string, AchievementOwner>>;
  /** Null where there is none; whose it is has to be looked at. */
  find(id: string): Promise<Achievement | null>;
  /** Counts the badges that have each of some terms (`<facet>:<id>`), in whichever version. */
  countByTerms(terms: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Finds several, in no order; whose they are has to be looked at. */
  listMany(ids: readonly string[]): Promise<ListedAchievement[]>;
  /** Those of a deployment in the order of ids, from after the id `after`. */
  listByTenant(
    owner: Omit<AchievementOwner, 'contextId'>,
    after: string,
    limit: number,
  ): Promise<ListedAchievement[]>;
  /**
   * Lists badges that name a skill of a framework, in whichever version.
   * @param within of one tenant alone; null: of all
   */
  listBySkills(
    frameworkId: string,
    within: { readonly platformId: string; readonly deploymentId: string | null } | null,
    limit: number,
  ): Promise<ListedAchievement[]>;
  /**
   * Saves the draft. Throws Conflict `achievement_changed` where it is no longer of `revision`, a ZodError for content
   * that does not fit.
   */
  saveDraft(
    owner: AchievementOwner,
    id: string,
    input: AchievementInput,
    revision: number,
  ): Promise<Achievement>;
  /** Removes an achievement that is as it was made: never saved again, never published. @returns whether it was */
  discard(owner: AchievementOwner, id: string): Promise<boolean>;
  getVersion(id: string, version: number): Promise<AchievementVersion>;
  findVersions(
    wanted: readonly { achievementId: string; version: number }[],
  ): Promise<AchievementVersion[]>;
  listVersions(id: string): Promise<AchievementVersion[]>;
  /** Keeps an uploaded PNG, JPEG or SVG, made anew. Gives its id for `art`. Throws InvalidInput `picture_refused`. */
  addPicture(bytes: Buffer, key: string): Promise<string>;
  /** The same for a logo or a signature: a PNG keeps its shape. Throws InvalidInput `picture_refused`. */
  addWidePicture(bytes: Buffer, key: string): Promise<string>;
  /** An uploaded picture as PNG; null where there is none. */
  findPng(id: string): Promise<Buffer | null>;
  hasPicture(id: string): Promise<boolean>;
  /** The picture of a version, for baking and for its page; `size` is the width of a PNG in pixels. */
  draw(version: AchievementVersion, format: PictureFormat, size?: number): Promise<Buffer>;
  /** Draws art that is being designed, and tells where its words came to stand. */
  readonly compose: Compose;
  /** Art that was saved to begin with, of persons and of platforms. */
  readonly artTemplates: ArtTemplateStore;
  /** A version in the words of Open Badges 3.0, for a badge. */
  toOpenBadge(version: AchievementVersion): OpenBadgeAchievement;
  /** The same in another language; null where there is no such edition. */
  toOpenBadge(
    version: AchievementVersion,
    language: string | undefined,
  ): OpenBadgeAchievement | null;
}
