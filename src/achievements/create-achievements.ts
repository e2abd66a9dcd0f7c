import type { Audit } from '../audit/index.js';
import {
  Conflict,
  NotFound,
  randomId,
  type Clock,
  type Settings,
  omitUndefined,
} from '../base/index.js';
import type { Connection } from '../store/index.js';
import type { Web } from '../web/index.js';
import { defineTask, type Workers } from '../workers/index.js';
import { createAchievementStore } from './achievement-store.js';
import {
  changesMeaning,
  type Achievement,
  type AchievementOwner,
  type AchievementVersion,
  type ListedAchievement,
} from './achievement.js';
import { buildEdition, buildOpenBadgeAchievement } from './build-open-badge.js';
import { createArtTemplateStore } from './art-template-store.js';
import { createCompose } from './composed/compose.js';
import { createDrawingStore } from './drawing-store.js';
import { createPictureStore } from './picture-store.js';
import type { run } from './read-picture-task.js';
import type { Publisher } from './build-ctdl.js';
import {
  createAchievementRoutes,
  type FindEndorsements,
  type FindProgrammes,
  type FindTerms,
} from './routes.js';
import { createDraw } from './draw.js';
import { findByContent } from './find-by-content.js';
import { createArt } from './show-art.js';
import { achievementContent, type AchievementContent } from './content.js';
import { PUBLISHED } from './shared-addresses.js';
import type { Achievements } from './achievements.js';

const readPictureTask = defineTask<typeof run>({
  name: 'read-picture',
  from: import.meta.url,
  module: './read-picture-task',
  lane: 'tenants',
});

export interface AchievementsDeps {
  /** Where uploaded pictures are read and drawn. */
  readonly workers: Pick<Workers, 'run'>;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly settings: Pick<Settings, 'publicUrl'>;
  readonly web: Pick<Web, 'page'> & Partial<Pick<Web, 'shared'>>;
  /** @returns who gives an owner's badges now. Absent: nobody is named */
  readonly findPublisher?: (owner: AchievementOwner) => Promise<Publisher | null>;
  /** @returns where badges lead, by their ids. Absent: nowhere */
  readonly findProgrammes?: FindProgrammes;
  /** @returns what a version is endorsed by. Absent: by nobody */
  readonly findEndorsements?: FindEndorsements;
  /** Kinds, categories and levels of institutions' own, by their ids. Absent: none is named */
  readonly skills?: { readonly taxonomy: { readonly findMany: FindTerms } };
  /** @returns the origin under which what a deployment publishes has its address. Absent: below PUBLIC_URL */
  readonly originFor?: (owner: AchievementOwner) => Promise<string>;
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
    const found = await deps.originFor?.(achievement.owner);
    const origin = found === settings.publicUrl ? undefined : found;
    for (let version = achievement.latestVersion + 1; ; version += 1) {
      const { id: achievementId } = achievement;
      const at = { achievementId, version, publishedAt: clock.now() };
      const made: AchievementVersion = omitUndefined({ ...at, content, origin });
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
    deps.web.shared?.drop(PUBLISHED);
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

  const addPicture = async (bytes: Buffer, key: string, isWide: boolean): Promise<string> => {
    const order = { bytes, isWide };
    const size = { key, bytes: bytes.byteLength };
    const { id, type, ...made } = await deps.workers.run(readPictureTask, order, size);
    const picture = { id, type, bytes: Buffer.from(made.bytes) };
    const { png } = made;
    const drawn = png === undefined ? picture : { ...picture, png: Buffer.from(png) };
    await pictures.save(drawn, clock.now());
    return picture.id;
  };

  const findPicture = (id: string) => pictures.find(id);
  const drawPicture = createDraw(deps.workers);
  const drawings = createDrawingStore(deps.connection, clock);
  const art = createArt({ draw: drawPicture, findPicture, drawings });
  const compose = createCompose({ workers: deps.workers, findPicture });
  const draw: Achievements['draw'] = (version, format, size) =>
    art(
      version.content,
      format,
      omitUndefined({ key: `${version.achievementId}/${version.version}`, size }),
    );
  const toOpenBadge = ((version: AchievementVersion, language?: string) =>
    language === undefined
      ? buildOpenBadgeAchievement(settings.publicUrl, version)
      : buildEdition(settings.publicUrl, version, language)) as Achievements['toOpenBadge'];
  const routes = createAchievementRoutes({
    clock,
    web: deps.web,
    publicUrl: settings.publicUrl,
    achievements: { get, getVersion, toOpenBadge },
    drawVersion: draw,
    draw: drawPicture,
    compose,
    keepDrawn: (picture) => pictures.save(picture, clock.now()),
    findPicture,
    findProgrammes: deps.findProgrammes ?? (() => Promise.resolve([])),
    findTerms: (ids) => deps.skills?.taxonomy.findMany(ids) ?? Promise.resolve([]),
    findPublisher: deps.findPublisher ?? (() => Promise.resolve(null)),
    findEndorsements: deps.findEndorsements ?? (() => Promise.resolve([])),
  });

  return {
    routes,
    addPicture: (bytes, key) => addPicture(bytes, key, false),
    addWidePicture: (bytes, key) => addPicture(bytes, key, true),
    async findPng(id) {
      const picture = await pictures.find(id);
      return picture?.type === 'png' ? picture.bytes : (picture?.png ?? null);
    },
    hasPicture: async (id) => (await pictures.find(id)) !== null,
    draw,
    compose,
    artTemplates: createArtTemplateStore(deps.connection),
    async create(owner, input, actor) {
      const now = clock.now();
      const achievement: Achievement = {
        id: randomId(),
        owner,
        latestVersion: 0,
        draft: achievementContent.parse(input),
        revision: 1,
        createdAt: now,
        updatedAt: now,
      };
      await store.insert(achievement);
      const subject = `achievement:${achievement.id}`;
      await audit.record({ ...owner, actor, action: 'achievement.created', subject });
      return achievement;
    },
    publish,
    async newVersion(owner, id, input, actor) {
      const content = achievementContent.parse(input);
      const achievement = await getOwned(owner, id);
      await saveContent(achievement, content, achievement.revision);
      return publish(owner, id, actor);
    },
    list: async (owner) => withContent(await store.list(owner)),
    listIn: async (...courses) => withContent(await store.listIn(...courses)),
    async getOwn(owner, id) {
      const [found] = await withContent([await getOwned(owner, id)]);
      if (found === undefined) throw unknown();
      return found;
    },
    get,
    findOwners: (ids) => store.findOwners(ids),
    find: (id) => store.find(id),
    ...findByContent(store, withContent),
    listMany: async (ids) => withContent(await store.findMany(ids)),
    listByTenant: async (...page) => withContent(await store.listByTenant(...page)),
    async saveDraft(owner, id, input, revision) {
      const content = achievementContent.parse(input);
      return saveContent(await getOwned(owner, id), content, revision);
    },
    discard: (owner, id) => store.discard(owner, id),
    getVersion,
    findVersions: (wanted) => store.findVersions(wanted),
    listVersions: (id) => store.listVersions(id),
    toOpenBadge,
  };
}
