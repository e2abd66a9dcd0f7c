import { LRUCache } from 'lru-cache';
import type { ClaimStore, DueCheck } from './claim-store.js';

/** Courses of one platform that this process looks at at a time: one of the four calls to it at a time is always free. */
export const AT_ONCE_EACH = 3;
/** Claimed at a time in this process, waiting or looked at. */
const CLAIMED = 128;
/** No process has more, however many platforms are slow: each of them still has its few. */
const MOST_CLAIMED = 512;
/** As many are claimed of a platform as are done in so long. */
const AHEAD_MS = 2_000;
const MOST_EACH = 48;
/** What a look takes as long as nothing is known of a platform, in milliseconds. */
const UNKNOWN_MS = 500;
/** How much a look counts beside those before it. */
const WEIGHT = 0.2;

const PAGE = 200;
/** Platforms that are asked about at a time: as many as MongoDB merges by an index without sorting. */
const PLATFORMS_AT_ONCE = 100;
/** How long it is remembered which platforms have courses, in milliseconds. */
const PLATFORMS_KEPT_MS = 30_000;
const KNOWN_PLATFORMS = 10_000;

/** What this process has claimed, and what may be claimed more. */
export interface Shares {
  /** How many courses of a platform are claimed here. */
  count(platformId: string): number;
  /** How many are claimed here. */
  readonly total: number;
}

/** Chooses which due courses this process claims next. */
export interface DueChooser {
  /**
   * The longest waiting first, of each platform as many as it answers quickly; whoever has thousands does not stand in front
   * of one who has one.
   * @param isLeftAlone platforms of which none is looked at
   */
  choose(now: Date, shares: Shares, isLeftAlone: (id: string) => boolean): Promise<DueCheck[]>;
  /** Notes how long a look at a course took. */
  took(platformId: string, ms: number): void;
}

export function createDueChooser(store: Pick<ClaimStore, 'findDue' | 'listPlatforms'>): DueChooser {
  const speeds = new LRUCache<string, number>({ max: KNOWN_PLATFORMS });
  let known: { readonly ids: readonly string[]; readonly at: number } | undefined;
  let turn = 0;

  const allowanceOf = (platformId: string, total: number): number => {
    if (total >= CLAIMED) return AT_ONCE_EACH;
    const ms = speeds.get(platformId) ?? UNKNOWN_MS;
    return Math.min(MOST_EACH, AT_ONCE_EACH + Math.floor((AT_ONCE_EACH * AHEAD_MS) / ms));
  };

  async function platforms(now: Date): Promise<readonly string[]> {
    const at = now.getTime();
    if (known === undefined || at < known.at || at - known.at > PLATFORMS_KEPT_MS)
      known = { ids: await store.listPlatforms(), at };
    return known.ids;
  }

  return {
    took(platformId, ms) {
      const before = speeds.get(platformId) ?? ms;
      speeds.set(platformId, Math.max(1, before + (ms - before) * WEIGHT));
    },
    async choose(now, shares, isLeftAlone) {
      const chosen = new Map<string, DueCheck>();
      const taken = new Map<string, number>();
      const mayTake = (id: string): boolean => {
        const total = shares.total + chosen.size;
        const mine = shares.count(id) + (taken.get(id) ?? 0);
        return total < MOST_CLAIMED && !isLeftAlone(id) && mine < allowanceOf(id, total);
      };
      const pick = (page: readonly DueCheck[]): void => {
        for (const due of page) {
          const { id, platformId } = due;
          if (chosen.has(id) || !mayTake(platformId)) continue;
          chosen.set(id, due);
          taken.set(platformId, (taken.get(platformId) ?? 0) + 1);
        }
      };
      const page = await store.findDue(now, PAGE);
      pick(page);
      if (page.length < PAGE) return [...chosen.values()];
      // More is due than was looked through: platforms whose courses stand further back have their turn.
      const others = (await platforms(now)).filter((id) => !taken.has(id) && mayTake(id));
      if (others.length === 0) return [...chosen.values()];
      const from = turn % others.length;
      const some = [...others.slice(from), ...others.slice(0, from)].slice(0, PLATFORMS_AT_ONCE);
      turn = from + some.length;
      pick(await store.findDue(now, PAGE, some));
      return [...chosen.values()];
    },
  };
}
