import type { Router } from 'express';
import type { Audit } from '../audit/index.js';
import { Conflict, NotFound, randomId, type Clock, type Settings } from '../base/index.js';
import type { Connection } from '../store/index.js';
import type { Web } from '../web/index.js';
import { createAchievementStore } from './achievement-store.js';
import {
  changesMeaning,
  type Achievement,
  type AchievementOwner,
  type AchievementVersion,
  type ListedAchievement,
} from './achievement.js';
import { buildOpenBadgeAchievement, type OpenBadgeAchievement } from './build-open-badge.js';
import { createPictureStore } from './picture-store.js';
import { readPicture } from './read-picture.js';
import { createAchievementRoutes } from './routes.js';
import { createArt, type PictureFormat } from './show-art.js';
import { achievementContent, type AchievementContent, type AchievementInput } from './content.js';

export interface AchievementsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly settings: Pick<Settings, 'publicUrl'>;
  readonly web: Pick<Web, 'page'>;
}

/** Everything but `get…` by id alone asks whose it is: another tenant's ids are not found. */
export interface Achievements {
  /** Public: /achievements/… pages, JSON and pictures. */
  readonly routes: Router;
  /** Makes an achievement that is a draft. Throws a ZodError for content that does not fit. */
  create(owner: AchievementOwner, input: AchievementInput, actor: string): Promise<Achievement>;
  /**
   * Saves the draft. Throws Conflict `achievement_changed` when somebody else saved since `revision`.
   * Badges issued before stay as they are.
   */
  saveDraft(
    owner: AchievementOwner,
    id: string,
    input: AchievementInput,
    revision: number,
  ): Promise<Achievement>;
  /** Fixes the draft as a new version; without a change of meaning it gives the newest version again. */
  publish(owner: AchievementOwner, id: string, actor: string): Promise<AchievementVersion>;
  /** Saves and publishes in one go. */
  newVersion(
    owner: AchievementOwner,
    id: string,
    input: AchievementInput,
    actor: string,
  ): Promise<AchievementVersion>;
  /** No new badges: it is no longer offered. Badges issued stay. */
  retire(owner: AchievementOwner, id: string, actor: string): Promise<void>;
  /** Newest first, retired ones too. */
  list(owner: AchievementOwner): Promise<ListedAchievement[]>;
  /** Throws NotFound, also for another tenant's. */
  getOwn(owner: AchievementOwner, id: string): Promise<ListedAchievement>;
  get(id: string): Promise<Achievement>;
  getVersion(id: string, version: number): Promise<AchievementVersion>;
  findVersions(
    wanted: readonly { achievementId: string; version: number }[],
  ): Promise<AchievementVersion[]>;
  listVersions(id: string): Promise<AchievementVersion[]>;
  /** Keeps an uploaded PNG, JPEG or SVG, made anew. Gives its id for `art`. Throws InvalidInput `picture_refused`. */
  addPicture(bytes: Buffer): Promise<string>;
  hasPicture(id: string): Promise<boolean>;
  /** The picture of a version, for baking and for its page; `size` is the width of a PNG in pixels. */
  draw(version: AchievementVersion, format: PictureFormat, size?: number): Promise<Buffer>;
  /** A version in the words of Open Badges 3.0, for a badge. */
  toOpenBadge(version: AchievementVersion): OpenBadgeAchievement;
}

function unknown(): NotFound {
  return new NotFound('achievement_unknown', 'There is no such badge here.', {
    action: 'Go back to the list of badges.',
  });
}

function isOwner(a: AchievementOwner, b: AchievementOwner): boolean {
  return (
    a.platformId === b.platformId &&
    a.deploymentId === b.deploymentId &&
    a.contextId === b.contextId
  );
}

/** What can be earned: drafts that are edited, versions that stay. */
export function createAchievements(deps: AchievementsDeps): Achievements {
  const { clock, audit, settings } = deps;
  const store = createAchievementStore(deps.connection);
  const pictures = createPictureStore(deps.connection);

  async function get(id: string): Promise<Achievement> {
    const found = await store.find(id);
    if (found === null) throw unknown();
    return found;
  }

  async function getOwned(owner: AchievementOwner, id: string): Promise<Achievement> {
    const found = await get(id);
    if (!isOwner(owner, found.owner)) throw unknown();
    return found;
  }

  async function getVersion(id: string, version: number): Promise<AchievementVersion> {
    const found = await store.findVersion(id, version);
    if (found === null) throw unknown();
    return found;
  }

  async function saveContent(
    achievement: Achievement,
    content: AchievementContent,
    revision: number,
  ): Promise<Achievement> {
    const saved = await store.saveDraft(achievement.id, revision, content, clock.now());
    if (saved !== null) return saved;
    throw new Conflict('achievement_changed', 'Somebody else has changed this badge meanwhile.', {
      action: 'Open it again to see the change, then make yours.',
    });
  }

  /** The first free number takes the content; a version that a dead worker left with the same content is taken over. */
  async function fix(achievement: Achievement, content: AchievementContent) {
    for (let version = achievement.latestVersion + 1; ; version += 1) {
      const made = { achievementId: achievement.id, version, content, publishedAt: clock.now() };
      if (await store.insertVersion(made)) return { version: made, isNew: true };
      const other = await getVersion(achievement.id, version);
      if (!changesMeaning(other.content, content)) return { version: other, isNew: false };
    }
  }

  async function publish(owner: AchievementOwner, id: string, actor: string) {
    const achievement = await getOwned(owner, id);
    const { latestVersion, draft, revision } = achievement;
    const latest = latestVersion === 0 ? null : await getVersion(id, latestVersion);
    if (latest !== null && (draft === null || !changesMeaning(latest.content, draft))) {
      if (draft !== null) await store.setLatest(id, latestVersion, revision, clock.now());
      return latest;
    }
    if (draft === null) throw unknown();
    const { version, isNew } = await fix(achievement, draft);
    await store.setLatest(id, version.version, revision, clock.now());
    if (isNew) {
      const details = { version: version.version };
      await audit.record({
        ...owner,
        actor,
        action: 'achievement.published',
        subject: `achievement:${id}`,
        details,
      });
    }
    return version;
  }

  async function withContent(found: readonly Achievement[]): Promise<ListedAchievement[]> {
    const wanted = found
      .filter((one) => one.latestVersion > 0)
      .map((one) => ({ achievementId: one.id, version: one.latestVersion }));
    const versions = new Map(
      (await store.findVersions(wanted)).map((one) => [one.achievementId, one.content]),
    );
    return found.flatMap((one) => {
      const content = versions.get(one.id) ?? one.draft;
      return content === null ? [] : [{ ...one, content }];
    });
  }

  const findPicture = (id: string) => pictures.find(id);
  const art = createArt({ findPicture });
  const draw: Achievements['draw'] = (version, format, size) =>
    art(version.content, format, {
      key: `${version.achievementId}/${version.version}`,
      ...(size === undefined ? {} : { size }),
    });
  const toOpenBadge = (version: AchievementVersion) =>
    buildOpenBadgeAchievement(settings.publicUrl, version);
  const routes = createAchievementRoutes({
    ...{ clock, web: deps.web, publicUrl: settings.publicUrl },
    achievements: { get, getVersion, toOpenBadge },
    drawVersion: draw,
    findPicture,
  });

  return {
    routes,
    async addPicture(bytes) {
      const picture = readPicture(bytes);
      await pictures.save(picture, clock.now());
      return picture.id;
    },
    hasPicture: async (id) => (await pictures.find(id)) !== null,
    draw,
    async create(owner, input, actor) {
      const now = clock.now();
      const achievement: Achievement = {
        id: randomId(),
        owner,
        latestVersion: 0,
        draft: achievementContent.parse(input),
        revision: 1,
        isRetired: false,
        createdAt: now,
        updatedAt: now,
      };
      await store.insert(achievement);
      const subject = `achievement:${achievement.id}`;
      await audit.record({ ...owner, actor, action: 'achievement.created', subject });
      return achievement;
    },
    async saveDraft(owner, id, input, revision) {
      const content = achievementContent.parse(input);
      return saveContent(await getOwned(owner, id), content, revision);
    },
    publish,
    async newVersion(owner, id, input, actor) {
      const content = achievementContent.parse(input);
      const achievement = await getOwned(owner, id);
      await saveContent(achievement, content, achievement.revision);
      return publish(owner, id, actor);
    },
    async retire(owner, id, actor) {
      await getOwned(owner, id);
      await store.setRetired(id, true, clock.now());
      await audit.record({
        ...owner,
        actor,
        action: 'achievement.retired',
        subject: `achievement:${id}`,
      });
    },
    list: async (owner) => withContent(await store.list(owner)),
    async getOwn(owner, id) {
      const [found] = await withContent([await getOwned(owner, id)]);
      if (found === undefined) throw unknown();
      return found;
    },
    get,
    getVersion,
    findVersions: (wanted) => store.findVersions(wanted),
    listVersions: (id) => store.listVersions(id),
    toOpenBadge,
  };
}
