import { Schema } from 'mongoose';
import { RateLimiterMongo, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Connection } from '../store/index.js';
import type { Limit } from './limits.js';

/** A counter as rate-limiter-flexible writes it. */
interface CountRecord {
  readonly key: string;
  readonly points: number;
  readonly expire: Date;
}

const COLLECTION = 'limits';

const schema = new Schema<CountRecord>(
  {
    key: { type: String, required: true },
    points: { type: Number, required: true },
    expire: { type: Date, required: true },
  },
  { versionKey: false, collection: COLLECTION },
);
schema.index({ key: 1 }, { unique: true });
schema.index({ expire: 1 }, { expireAfterSeconds: 0 });

export interface LimitStore {
  /** Counts one more under the key. @returns how many are left; -1 where that is more than the limit */
  count(key: string, limit: Limit): Promise<number>;
}

const isRefusal = (thrown: unknown): thrown is RateLimiterRes =>
  typeof thrown === 'object' && thrown !== null && 'msBeforeNext' in thrown;

/** Counters that every process on the store shares, by rate-limiter-flexible; each goes by itself after two windows. */
export function createLimitStore(connection: Connection): LimitStore {
  connection.model<CountRecord>('Limit', schema);
  const limiters = new Map<Limit, RateLimiterMongo>();
  const limiterOf = (limit: Limit): RateLimiterMongo => {
    const known = limiters.get(limit);
    if (known !== undefined) return known;
    const limiter = new RateLimiterMongo({
      storeClient: connection,
      tableName: COLLECTION,
      keyPrefix: '',
      points: limit.times,
      // Which window it is stands in the key; the machine's clock says only when a counter may go.
      duration: (2 * limit.windowMs) / 1000,
      // Indexes are built by buildIndexes, with those of all collections.
      disableIndexesCreation: true,
    });
    limiters.set(limit, limiter);
    return limiter;
  };
  return {
    async count(key, limit) {
      try {
        return (await limiterOf(limit).consume(key)).remainingPoints;
      } catch (thrown) {
        if (isRefusal(thrown)) return -1;
        throw thrown;
      }
    },
  };
}
