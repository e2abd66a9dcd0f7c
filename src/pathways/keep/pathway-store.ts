import { isDuplicateKey, type Connection } from '../../store/index.js';
import {
  foreignIssuersOf,
  milestonesOf,
  ownAchievementsOf,
  type Pathway,
  type PathwayContent,
  type PathwayOwner,
  type PathwayState,
  type PathwayVersion,
} from '../model/pathway.js';
import {
  pathwaySchema,
  versionSchema,
  type PathwayRow,
  type VersionRow,
} from './pathway-schema.js';

type Within = { readonly platformId: string; readonly deploymentId?: string } | null;

const LISTED = { achievementIds: 0, issuerIds: 0, milestoneIds: 0 };
/** More pathways than this that ask for what one person holds are not looked at. */
const MOST_FOUND = 500;

const fromRow = ({ _id, platformId, deploymentId, contextId, ...rest }: PathwayRow): Pathway => ({
  ...rest,
  id: _id,
  owner: { platformId, deploymentId, contextId },
});
const versionOf = ({ _id, ...rest }: VersionRow): PathwayVersion => rest;
const versionId = (id: string, version: number): string => `${id}/${version}`;

export type PathwayStore = ReturnType<typeof createPathwayStore>;

/** @returns the store of pathways and their versions */
export function createPathwayStore(connection: Connection) {
  const model = connection.model<PathwayRow>('Pathway', pathwaySchema);
  const versionModel = connection.model<VersionRow>('PathwayVersion', versionSchema);
  return {
    async insert({ id, owner, ...rest }: Pathway): Promise<void> {
      const none = { achievementIds: [], issuerIds: [], milestoneIds: [] };
      await model.create({ _id: id, ...owner, ...rest, ...none });
    },

    /** Finds a pathway of anybody: whoever asks has to see whose it is. */
    async find(id: string): Promise<Pathway | null> {
      const row = await model.findById(id, LISTED).lean<PathwayRow>();
      return row && fromRow(row);
    },

    /** Lists those of a course. */
    async list({ platformId, deploymentId, contextId }: PathwayOwner): Promise<Pathway[]> {
      const rows = await model
        .find({ platformId, deploymentId, contextId }, LISTED)
        .sort({ _id: 1 })
        .limit(MOST_FOUND)
        .lean<PathwayRow[]>();
      return rows.map(fromRow);
    },

    /** Lists those of a deployment in the order of ids, from after the id `after`. */
    async listByTenant(
      { platformId, deploymentId }: Omit<PathwayOwner, 'contextId'>,
      after: string,
      limit: number,
    ): Promise<Pathway[]> {
      const rows = await model
        .find({ platformId, deploymentId, _id: { $gt: after } }, LISTED)
        .sort({ _id: 1 })
        .limit(limit)
        .lean<PathwayRow[]>();
      return rows.map(fromRow);
    },

    /** Lists published pathways whose steps name any of these badges of here, or badges of any of these issuers elsewhere. */
    async listAsking(
      achievementIds: readonly string[],
      issuerIds: readonly string[] = [],
      limit = MOST_FOUND,
    ): Promise<Pathway[]> {
      const found: PathwayRow[] = [];
      for (const [field, ids] of [
        ['achievementIds', achievementIds],
        ['issuerIds', issuerIds],
      ] as const)
        if (ids.length > 0)
          found.push(
            ...(await model
              .find({ [field]: { $in: [...ids] }, state: 'published' }, LISTED)
              .limit(limit)
              .lean<PathwayRow[]>()),
          );
      return [...new Map(found.map((row) => [row._id, fromRow(row)])).values()];
    },

    /** Lists every published pathway in the order of ids, from after the id `after`. */
    async listPublished(after: string, limit: number): Promise<Pathway[]> {
      const rows = await model
        .find({ state: 'published', _id: { $gt: after } }, LISTED)
        .sort({ _id: 1 })
        .limit(limit)
        .lean<PathwayRow[]>();
      return rows.map(fromRow);
    },

    async findMany(ids: readonly string[]): Promise<Pathway[]> {
      const rows = await model.find({ _id: { $in: [...ids] } }, LISTED).lean<PathwayRow[]>();
      return rows.map(fromRow);
    },

    /** @returns those of these achievements that a step of a published pathway names */
    async namedOf(achievementIds: readonly string[]): Promise<ReadonlySet<string>> {
      const rows = await model
        .find({ achievementIds: { $in: [...achievementIds] }, state: 'published' })
        .select({ achievementIds: 1 })
        .limit(MOST_FOUND)
        .lean<PathwayRow[]>();
      const asked = new Set(achievementIds);
      return new Set(rows.flatMap((row) => row.achievementIds.filter((id) => asked.has(id))));
    },

    /** Lists the published pathways that give one of these achievements as a milestone. */
    async listGiving(achievementIds: readonly string[], limit = MOST_FOUND): Promise<Pathway[]> {
      const rows = await model
        .find({ milestoneIds: { $in: [...achievementIds] }, state: 'published' }, LISTED)
        .limit(limit)
        .lean<PathwayRow[]>();
      return rows.map(fromRow);
    },

    /** Lists those that wait for an administrator: of one platform, of one of its deployments, or of all (null). */
    async listWaiting(within: Within, limit: number): Promise<Pathway[]> {
      const rows = await model
        .find({ 'waiting.since': { $exists: true }, ...within }, LISTED)
        .sort({ 'waiting.since': 1 })
        .limit(limit)
        .lean<PathwayRow[]>();
      return rows.map(fromRow);
    },

    countWaiting: (within: Within): Promise<number> =>
      model.countDocuments({ 'waiting.since': { $exists: true }, ...within }).exec(),

    /** Has it wait for an administrator. @returns false where somebody changed it since `revision` */
    async submit(
      { id, revision }: Pick<Pathway, 'id' | 'revision'>,
      waiting: NonNullable<Pathway['waiting']>,
    ): Promise<boolean> {
      const update = { $set: { waiting, revision: revision + 1 }, $unset: { sentBack: 1 } };
      return (await model.updateOne({ _id: id, revision }, update)).modifiedCount === 1;
    },

    /** It waits no more, and its drawer reads why. @returns false where somebody changed it since `revision` */
    async sendBack(
      { id, revision }: Pick<Pathway, 'id' | 'revision'>,
      sentBack: string,
    ): Promise<boolean> {
      const update = { $set: { sentBack, revision: revision + 1 }, $unset: { waiting: 1 } };
      return (await model.updateOne({ _id: id, revision }, update)).modifiedCount === 1;
    },

    /** Saves what is being worked on; it does not wait for approval any more. @returns false where somebody changed it since `revision` */
    async saveDraft(
      { id, revision, draft: before }: Pick<Pathway, 'id' | 'revision' | 'draft'>,
      draft: PathwayContent,
      updatedAt: Date,
    ): Promise<boolean> {
      const set = { draft, former: before, name: draft.name, updatedAt, revision: revision + 1 };
      const update = { $set: set, $unset: { waiting: 1 } };
      return (await model.updateOne({ _id: id, revision }, update)).modifiedCount === 1;
    },

    /** Saves a drawing whose milestones were named on the way to its publication. @returns false where somebody changed it */
    async saveNames(
      { id, revision }: Pick<Pathway, 'id' | 'revision'>,
      draft: PathwayContent,
    ): Promise<boolean> {
      const set = { draft, revision: revision + 1 };
      return (await model.updateOne({ _id: id, revision }, { $set: set })).modifiedCount === 1;
    },

    /** @returns false where somebody changed it since `revision` */
    async setState(
      { id, revision }: Pick<Pathway, 'id' | 'revision'>,
      state: PathwayState,
    ): Promise<boolean> {
      const set = { state, revision: revision + 1 };
      return (await model.updateOne({ _id: id, revision }, { $set: set })).modifiedCount === 1;
    },

    /** @returns false where there is a version of this number */
    async insertVersion(version: PathwayVersion): Promise<boolean> {
      try {
        await versionModel.create({
          _id: versionId(version.pathwayId, version.version),
          ...version,
        });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** Makes a version the newest, unless a newer one is. The draft goes where nobody changed it since `revision`. */
    async setLatest({ pathwayId: id, version, content }: PathwayVersion, revision: number) {
      await model.updateOne(
        { _id: id },
        {
          $max: { latestVersion: version },
          $set: { state: 'published' },
          $addToSet: {
            achievementIds: { $each: ownAchievementsOf(content) },
            issuerIds: { $each: foreignIssuersOf(content) },
            milestoneIds: {
              $each: milestonesOf(content).flatMap((one) => one.milestone.achievementId ?? []),
            },
          },
        },
      );
      await model.updateOne(
        { _id: id, revision },
        {
          $set: { draft: null, former: null, revision: revision + 1 },
          $unset: { waiting: 1, sentBack: 1 },
        },
      );
    },

    /** From now on who had done all before a version gets its milestones, too. */
    async setBackfill(id: string, version: number): Promise<void> {
      await versionModel.updateOne({ _id: versionId(id, version) }, { $set: { backfill: true } });
    },

    async findVersion(id: string, version: number): Promise<PathwayVersion | null> {
      const row = await versionModel.findById(versionId(id, version)).lean<VersionRow>();
      return row && versionOf(row);
    },

    /** Removes a pathway that was never published. @returns whether it was */
    async discard(id: string): Promise<boolean> {
      return (await model.deleteOne({ _id: id, latestVersion: 0 })).deletedCount === 1;
    },
  };
}
