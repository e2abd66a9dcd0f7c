import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Achievements } from '../achievements/index.js';
import type { Clock } from '../base/index.js';
import type { Credentials } from '../credentials/index.js';
import type { Lti } from '../lti/index.js';
import type { RuleStore } from '../rules/index.js';
import { entryOf, listingOf, MOST_LISTED, type Entry, type Listing } from './listing.js';

/** For how long a listing is shown, in milliseconds: what was activated or ended meanwhile shows after it. */
export const KEEP_MS = 60_000;
/** The most badges of all listings that are kept in memory. */
const MOST_KEPT = 20_000;
const MOST_READ = 20_000;
const A_PAGE = 500;

export interface ListGivenDeps {
  readonly clock: Clock;
  readonly lti: {
    readonly platforms: Pick<Lti['platforms'], 'list'>;
    readonly deployments: Pick<Lti['deployments'], 'list'>;
  };
  readonly issuers: Pick<Credentials['issuers'], 'idsOf'>;
  readonly rules: Pick<RuleStore, 'listGiven'>;
  readonly achievements: Pick<Achievements, 'findVersions'>;
}

type Given = Awaited<ReturnType<RuleStore['listGiven']>>[number];

/** Lists what an issuer's active rules give, at most a minute old. One reading serves all who ask meanwhile. */
export type ListGiven = (issuerId: string) => Promise<Listing>;

/** @returns the list of what issuers give */
export function createListGiven(deps: ListGivenDeps): ListGiven {
  const { clock, lti, issuers, rules, achievements } = deps;
  const kept = new LRUCache<string, { readonly listing: Listing; readonly at: number }>({
    maxSize: MOST_KEPT,
    sizeCalculation: ({ listing }) => listing.entries.length + 1,
  });
  const reading = new Map<string, Promise<Listing>>();

  /** The deployments whose new badges come from an issuer, of platforms that are at work. */
  async function deploymentsOf(issuerId: string) {
    const platforms = (await lti.platforms.list()).filter(({ status }) => status === 'active');
    const active = new Set(platforms.map(({ id }) => id));
    const all = (await lti.deployments.list()).filter(
      ({ platformId, status }) => status === 'approved' && active.has(platformId),
    );
    const ids = await issuers.idsOf(all);
    return all.filter((_, at) => ids[at] === issuerId);
  }

  /** Two courses that give the very same badge are one line: the one whose rule comes first. */
  async function addTo(found: Map<string, Entry>, given: readonly Given[]): Promise<void> {
    const wanted = given.map(({ achievementId, achievementVersion: version }) => ({
      achievementId,
      version,
    }));
    for (const version of await achievements.findVersions(wanted)) {
      const said = createHash('sha256').update(JSON.stringify(version.content)).digest('base64');
      if (!found.has(said)) found.set(said, entryOf(version));
    }
  }

  async function read(issuerId: string): Promise<Listing> {
    const found = new Map<string, Entry>();
    let rows = 0;
    for (const deployment of await deploymentsOf(issuerId))
      for (let after = ''; ;) {
        const given = await rules.listGiven(deployment, after, A_PAGE);
        await addTo(found, given);
        rows += given.length;
        if (found.size > MOST_LISTED || rows > MOST_READ)
          return listingOf([...found.values()].slice(0, MOST_LISTED), true);
        const last = given.at(-1);
        if (last === undefined || given.length < A_PAGE) break;
        after = last.id;
      }
    return listingOf([...found.values()], false);
  }

  return async (issuerId) => {
    const now = clock.now().getTime();
    const known = kept.get(issuerId);
    if (known !== undefined && now - known.at < KEEP_MS) return known.listing;
    const begun = reading.get(issuerId);
    if (begun !== undefined) return begun;
    const made = read(issuerId).finally(() => reading.delete(issuerId));
    reading.set(issuerId, made);
    const listing = await made;
    kept.set(issuerId, { listing, at: now });
    return listing;
  };
}
