import type { Audit } from '../audit/index.js';
import type { Clock, Logger } from '../base/index.js';
import type { Lti, Platform } from '../lti/index.js';
import { countAged, removeAged, type AgedCount, type Connection } from '../store/index.js';
import { daysOf, KINDS, type KeptKind } from './kinds.js';

const DAY_MS = 86_400_000;
/** Rows of one kind and platform that go in one run; the others go on the days after. */
const MOST_A_RUN = 50_000;

/** What {@link createRetention} works with. */
export interface RetentionDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly lti: { readonly platforms: Pick<Lti['platforms'], 'list' | 'change'> };
}

/** One kind as a platform keeps it, or would. */
export interface KeptAs extends AgedCount {
  readonly name: string;
  readonly days: number;
  readonly choices: readonly number[];
}

/** For how long a platform's rows are kept. */
export interface Retention {
  readonly kinds: readonly Pick<KeptKind, 'choices'>[];
  /** @returns for each kind how long it is kept, and what goes now by that. @param chosen days by kind, instead of the platform's own */
  preview(
    platform: Pick<Platform, 'id' | 'retention'>,
    chosen?: Readonly<Record<string, number>>,
  ): Promise<KeptAs[]>;
  /** Sets for how long a platform keeps each kind. @param actor as the audit log names them */
  choose(
    platformId: string,
    chosen: Readonly<Record<string, number>>,
    actor: string,
  ): Promise<void>;
  /** Removes what is older than its platform keeps it. Run again, it removes nothing more. @returns how many rows */
  sweep(): Promise<number>;
}

/** @returns what removes old rows, platform by platform */
export function createRetention(deps: RetentionDeps): Retention {
  const { connection, clock, audit, lti, log } = deps;
  const beforeOf = (days: number) => new Date(clock.now().getTime() - days * DAY_MS);

  async function sweepOne({ id, retention }: Platform): Promise<number> {
    const days = daysOf(KINDS, retention);
    const removed: Record<string, number> = {};
    for (const { rows } of KINDS) {
      const before = beforeOf(days[rows.name] ?? Infinity);
      const count = await removeAged(connection, rows, {
        platformId: id,
        before,
        most: MOST_A_RUN,
      });
      if (count > 0) removed[rows.name] = count;
    }
    const total = Object.values(removed).reduce((sum, count) => sum + count, 0);
    if (total === 0) return 0;
    log.info({ platformId: id, removed }, 'what was kept for its time was removed');
    await audit.record({
      actor: 'laurel',
      action: 'retention.applied',
      subject: `platform:${id}`,
      platformId: id,
      details: removed,
    });
    return total;
  }

  return {
    kinds: KINDS,
    async preview({ id, retention }, chosen) {
      const days = daysOf(KINDS, { ...retention, ...chosen });
      return Promise.all(
        KINDS.map(async ({ rows, choices, days: usual }) => {
          const kept = days[rows.name] ?? usual;
          const aged = await countAged(connection, rows, id, beforeOf(kept));
          return { name: rows.name, days: kept, choices, ...aged };
        }),
      );
    },
    async choose(platformId, chosen, actor) {
      const days = daysOf(KINDS, chosen);
      await lti.platforms.change(platformId, { retention: days });
      await audit.record({
        actor,
        action: 'retention.chosen',
        subject: `platform:${platformId}`,
        platformId,
        details: days,
      });
    },
    async sweep() {
      let total = 0;
      for (const platform of await lti.platforms.list()) total += await sweepOne(platform);
      return total;
    },
  };
}
