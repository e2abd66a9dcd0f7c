import { Schema } from 'mongoose';
import { omitUndefined } from '../base/index.js';
import type { Connection } from '../store/index.js';
import type { DayCount, UseKind } from './use.js';

/** How long a day's numbers are kept, in seconds: 400 days. */
const KEPT_SECONDS = 400 * 86_400;

interface BadgeUseRow extends DayCount {
  /** `<achievement>/<day>/<kind>`. */
  readonly _id: string;
  readonly achievementId: string;
}

interface PlatformUseRow extends DayCount {
  /** `<platform>/<deployment>/<day>/<kind>`, as they were called when the row was made. */
  readonly _id: string;
  readonly platformId: string;
  readonly deploymentId: string;
}

const counted = {
  _id: { type: String, required: true },
  day: { type: Date, required: true },
  kind: { type: String, required: true },
  count: { type: Number, required: true },
};

const badgeUses = new Schema<BadgeUseRow>(
  { ...counted, achievementId: { type: String, required: true } },
  { versionKey: false, collection: 'badge_uses' },
);
badgeUses.index({ achievementId: 1, day: 1 });
badgeUses.index({ day: 1 }, { expireAfterSeconds: KEPT_SECONDS });

const platformUses = new Schema<PlatformUseRow>(
  {
    ...counted,
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
  },
  { versionKey: false, collection: 'platform_uses' },
);
platformUses.index({ platformId: 1, day: 1, deploymentId: 1 });
platformUses.index({ day: 1 }, { expireAfterSeconds: KEPT_SECONDS });

/** Whose badges an administrator sees the numbers of. */
export interface UsePlace {
  readonly platformId: string;
  readonly deploymentId?: string;
}

/** How often something was done in a stretch of time. */
export type Uses = Omit<DayCount, 'day'>;
/** The same with one badge. */
export type BadgeUses = Uses & { readonly achievementId: string };

/** What was counted, to be added to what is stored. */
export interface Addition {
  readonly achievementId: string;
  readonly day: Date;
  readonly kind: UseKind;
  readonly count: number;
  /** The platform and deployment of the badge; absent where the badge is none of this installation. */
  readonly owner?: { readonly platformId: string; readonly deploymentId: string };
}

const dayOf = (day: Date): string => day.toISOString().slice(0, 10);

/** One upsert by `_id` alone, which the server repeats by itself where two run at once. */
const increment = (_id: string, count: number, set: object) => ({
  updateOne: {
    filter: { _id },
    update: { $inc: { count }, $setOnInsert: set },
    upsert: true,
  },
});

/** Counters of a day; a row a badge, day and kind, and a row a deployment, day and kind. Nobody is named in them. */
export function createUsageStore(connection: Connection) {
  const badges = connection.model<BadgeUseRow>('BadgeUse', badgeUses);
  const platforms = connection.model<PlatformUseRow>('PlatformUse', platformUses);
  const count = { $sum: '$count' };
  return {
    async add(additions: readonly Addition[]): Promise<void> {
      const own = additions.map(({ achievementId, day, kind, count }) =>
        increment([achievementId, dayOf(day), kind].join('/'), count, { achievementId, day, kind }),
      );
      const ofPlatforms = additions.flatMap(({ owner, day, kind, count }) => {
        if (owner === undefined) return [];
        const { platformId, deploymentId } = owner;
        const _id = [platformId, deploymentId, dayOf(day), kind].join('/');
        return [increment(_id, count, { platformId, deploymentId, day, kind })];
      });
      if (own.length > 0) await badges.bulkWrite(own, { ordered: false });
      if (ofPlatforms.length > 0) await platforms.bulkWrite(ofPlatforms, { ordered: false });
    },
    /** Adds up the days of some badges, from a day on. */
    async ofBadges(achievementIds: readonly string[], since: Date): Promise<BadgeUses[]> {
      const sums = await badges.aggregate<{ _id: Omit<BadgeUses, 'count'>; count: number }>([
        { $match: { achievementId: { $in: [...achievementIds] }, day: { $gte: since } } },
        { $group: { _id: { achievementId: '$achievementId', kind: '$kind' }, count } },
      ]);
      return sums.map((sum) => ({ ...sum._id, count: sum.count }));
    },
    /** Adds up the days of a platform, or of one of its deployments, from a day on. */
    async ofPlatform({ platformId, deploymentId }: UsePlace, since: Date): Promise<Uses[]> {
      const sums = await platforms.aggregate<{ _id: UseKind; count: number }>([
        { $match: omitUndefined({ platformId, deploymentId, day: { $gte: since } }) },
        { $group: { _id: '$kind', count } },
      ]);
      return sums.map((sum) => ({ kind: sum._id, count: sum.count }));
    },
  };
}
