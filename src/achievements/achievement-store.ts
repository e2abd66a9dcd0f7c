import { LRUCache } from 'lru-cache';
import { Schema, type Connection } from 'mongoose';
import {
  tellFirst,
  UNTOLD_FIELDS,
  UNTOLD_INDEX,
  type Untold,
  withoutUntold,
} from '../events/index.js';
import { isDuplicateKey } from '../store/index.js';
import type { Achievement, AchievementOwner, AchievementVersion } from './achievement.js';
import type { AchievementContent } from './content.js';

interface AchievementDocument extends Omit<Achievement, 'id'> {
  _id: string;
}
type VersionDocument = AchievementVersion & { _id: string } & Untold;

const owner = {
  platformId: { type: String, required: true },
  deploymentId: { type: String, required: true },
  contextId: { type: String, required: true },
};

const achievements = new Schema<AchievementDocument>(
  {
    _id: { type: String, required: true },
    owner: { type: new Schema(owner, { _id: false }), required: true },
    latestVersion: { type: Number, required: true },
    draft: { type: Schema.Types.Mixed, default: null },
    revision: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'achievements', versionKey: false, minimize: false },
);
achievements.index({
  'owner.platformId': 1,
  'owner.deploymentId': 1,
  'owner.contextId': 1,
  createdAt: -1,
});
// The list of a tenant's achievements, page by page.
achievements.index({ 'owner.platformId': 1, 'owner.deploymentId': 1, _id: 1 });

const versions = new Schema<VersionDocument>(
  {
    // `<achievement>/<version>`: the one index decides who makes a version.
    _id: { type: String, required: true },
    achievementId: { type: String, required: true },
    origin: String,
    version: { type: Number, required: true },
    content: { type: Schema.Types.Mixed, required: true },
    publishedAt: { type: Date, required: true },
    ...UNTOLD_FIELDS,
  },
  { collection: 'achievementVersions', versionKey: false, minimize: false },
);
versions.index({ achievementId: 1, version: 1 });
versions.index(...UNTOLD_INDEX);
// Which badges name a skill of a framework.
versions.index(
  { 'content.alignments.frameworkId': 1 },
  { partialFilterExpression: { 'content.alignments.frameworkId': { $exists: true } } },
);

// Which badges have a kind, category or level of the institution's own.
versions.index(
  { 'content.terms': 1 },
  { partialFilterExpression: { 'content.terms': { $exists: true } } },
);

function toAchievement({ _id, ...rest }: AchievementDocument): Achievement {
  return { id: _id, ...rest };
}

function toVersion({ _id, ...rest }: VersionDocument): AchievementVersion {
  return withoutUntold(rest);
}

const MOST_KEPT = 1_000;

const versionId = (achievementId: string, version: number) => `${achievementId}/${version}`;

export function createAchievementStore(connection: Connection) {
  const model = connection.model('Achievement', achievements);
  const versionModel = connection.model('AchievementVersion', versions);
  // A version never changes once it is there, and what badges and rules name are the same few.
  const kept = new LRUCache<string, AchievementVersion>({ max: MOST_KEPT });

  async function readVersions(ids: readonly string[]): Promise<AchievementVersion[]> {
    const known = new Map<string, AchievementVersion>();
    for (const id of ids) {
      const version = kept.get(id);
      if (version) known.set(id, version);
    }
    const missing = ids.filter((id) => !known.has(id));
    if (missing.length > 0) {
      const found = await versionModel.find({ _id: { $in: missing } }).lean<VersionDocument[]>();
      for (const document of found) {
        const version = toVersion(document);
        kept.set(document._id, version);
        known.set(document._id, version);
      }
    }
    return [...known.values()];
  }

  return {
    async insert({ id, ...rest }: Achievement): Promise<void> {
      await model.create({ _id: id, ...rest });
    },
    async find(id: string): Promise<Achievement | null> {
      const found = await model.findById(id).lean<AchievementDocument>();
      return found ? toAchievement(found) : null;
    },
    async findOwners(ids: readonly string[]): Promise<Map<string, AchievementOwner>> {
      const found = await model
        .find({ _id: { $in: [...ids] } })
        .select({ owner: 1 })
        .lean<Pick<AchievementDocument, '_id' | 'owner'>[]>();
      return new Map(found.map(({ _id, owner }) => [_id, owner]));
    },
    /** Newest first. */
    async list({ platformId, deploymentId, contextId }: AchievementOwner): Promise<Achievement[]> {
      const found = await model
        .find({
          'owner.platformId': platformId,
          'owner.deploymentId': deploymentId,
          'owner.contextId': contextId,
        })
        .sort({ createdAt: -1, _id: 1 })
        .lean<AchievementDocument[]>();
      return found.map(toAchievement);
    },
    /** Those of several courses of a deployment, newest first. */
    async listIn(
      { platformId, deploymentId }: Omit<AchievementOwner, 'contextId'>,
      contextIds: readonly string[],
    ): Promise<Achievement[]> {
      if (contextIds.length === 0) return [];
      const found = await model
        .find({
          'owner.platformId': platformId,
          'owner.deploymentId': deploymentId,
          'owner.contextId': { $in: [...contextIds] },
        })
        .sort({ createdAt: -1 })
        .lean<AchievementDocument[]>();
      return found.map(toAchievement);
    },
    /** Those of a deployment in the order of ids, from after `after`. */
    async listByTenant(
      { platformId, deploymentId }: Omit<AchievementOwner, 'contextId'>,
      after: string,
      limit: number,
    ): Promise<Achievement[]> {
      const found = await model
        .find({
          'owner.platformId': platformId,
          'owner.deploymentId': deploymentId,
          _id: { $gt: after },
        })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<AchievementDocument[]>();
      return found.map(toAchievement);
    },
    /** Lists the achievements that name a skill of a framework in any version, by their ids. */
    async listBySkills(frameworkId: string, limit: number): Promise<string[]> {
      const found = await versionModel
        .find({ 'content.alignments.frameworkId': frameworkId }, { achievementId: 1 })
        .limit(limit)
        .lean<Pick<VersionDocument, 'achievementId'>[]>();
      return [...new Set(found.map(({ achievementId }) => achievementId))];
    },
    /** Counts the achievements that have a term, in any version. */
    async countByTerm(term: string, limit: number): Promise<number> {
      const found = await versionModel
        .find({ 'content.terms': term }, { achievementId: 1 })
        .limit(limit)
        .lean<Pick<VersionDocument, 'achievementId'>[]>();
      return new Set(found.map(({ achievementId }) => achievementId)).size;
    },
    async findMany(ids: readonly string[]): Promise<Achievement[]> {
      const found = await model.find({ _id: { $in: [...ids] } }).lean<AchievementDocument[]>();
      return found.map(toAchievement);
    },
    /** Removes what was neither saved again nor published. */
    async discard({ platformId, deploymentId, contextId }: AchievementOwner, id: string) {
      const asMade = { _id: id, latestVersion: 0, revision: 1 };
      const owner = {
        'owner.platformId': platformId,
        'owner.deploymentId': deploymentId,
        'owner.contextId': contextId,
      };
      return (await model.deleteOne({ ...asMade, ...owner })).deletedCount === 1;
    },
    /** Null when the draft was saved by somebody else since `revision`. */
    async saveDraft(
      id: string,
      revision: number,
      draft: AchievementContent | null,
      updatedAt: Date,
    ): Promise<Achievement | null> {
      const found = await model
        .findOneAndUpdate(
          { _id: id, revision },
          { $set: { draft, updatedAt }, $inc: { revision: 1 } },
          { returnDocument: 'after' },
        )
        .lean<AchievementDocument>();
      return found ? toAchievement(found) : null;
    },
    /** Makes a version the newest, unless a newer one is; the draft goes if nobody saved it since `revision`. */
    async setLatest(id: string, latestVersion: number, revision: number, now: Date): Promise<void> {
      await model.updateOne({ _id: id }, { $max: { latestVersion }, $set: { updatedAt: now } });
      await model.updateOne(
        { _id: id, revision },
        { $set: { draft: null }, $inc: { revision: 1 } },
      );
    },
    /** False when there is a version of this number already. */
    async insertVersion(version: AchievementVersion): Promise<boolean> {
      try {
        const _id = versionId(version.achievementId, version.version);
        const tells = tellFirst('achievement.published', version.publishedAt);
        await versionModel.create({ _id, ...version, ...tells });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async findVersion(achievementId: string, version: number): Promise<AchievementVersion | null> {
      const [found] = await readVersions([versionId(achievementId, version)]);
      return found ?? null;
    },
    async findVersions(
      wanted: readonly { achievementId: string; version: number }[],
    ): Promise<AchievementVersion[]> {
      return readVersions(wanted.map((one) => versionId(one.achievementId, one.version)));
    },
    async listVersions(achievementId: string): Promise<AchievementVersion[]> {
      const found = await versionModel
        .find({ achievementId })
        .sort({ version: -1 })
        .lean<VersionDocument[]>();
      return found.map(toVersion);
    },
  };
}
