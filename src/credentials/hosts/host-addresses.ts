import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/index.js';
import { pathBelow, type Addresses } from '../issuer/addresses.js';
import { originOfHost, type IssuerHost } from './issuer-host.js';
import type { IssuerHostStore } from './issuer-host-store.js';

/** How long a change that another process made may be unknown here, in milliseconds. */
const LOOK_AGAIN_AFTER_MS = 5_000;
const MOST_KEPT = 500;

/** Which hosts are issuers' own, as requests and badges ask it: many times a second, and for names of all kinds. */
export interface HostAddresses extends Addresses {
  /** @returns the host that was proven; null for any other name */
  heldAt(host: string): Promise<IssuerHost | null>;
  /** Whether any badge names a host of its issuer's own. */
  areAnyUsed(): Promise<boolean>;
  /** To be called when this process changed a host. */
  drop(): void;
}

/** @returns the addresses of this installation; what new documents name is read anew each time */
export function createHostAddresses(deps: {
  readonly publicUrl: string;
  readonly store: Pick<IssuerHostStore, 'findHeld' | 'findCurrent' | 'listOf' | 'hasUsed'>;
  readonly clock: Clock;
}): HostAddresses {
  const { publicUrl, store, clock } = deps;
  const kept = new LRUCache<string, { readonly found: IssuerHost | null; readonly at: number }>({
    max: MOST_KEPT,
  });
  let used = { are: false, at: Number.NEGATIVE_INFINITY };

  const heldAt = async (host: string): Promise<IssuerHost | null> => {
    const now = clock.now().getTime();
    const known = kept.get(host);
    if (known !== undefined && now - known.at < LOOK_AGAIN_AFTER_MS) return known.found;
    const found = await store.findHeld(host);
    kept.set(host, { found, at: now });
    return found;
  };

  const issuerAt = async (origin: string): Promise<string | null> => {
    if (origin === publicUrl || !origin.startsWith('https://')) return null;
    return (await heldAt(origin.slice('https://'.length)))?.issuerId ?? null;
  };

  const originOf = async (issuerId: string): Promise<string> => {
    const current = await store.findCurrent(issuerId);
    const isFit = current?.state === 'inUse' && current.lostAt === undefined;
    return isFit ? originOfHost(current) : publicUrl;
  };

  return {
    publicUrl,
    heldAt,
    issuerAt,
    originOf,
    async originsOf(issuerId) {
      const held = (await store.listOf(issuerId)).filter(({ isHeld }) => isHeld);
      return [...new Set([await originOf(issuerId), publicUrl, ...held.map(originOfHost)])];
    },
    async pathOf(url) {
      const path = pathBelow(publicUrl, url);
      if (path !== null || !URL.canParse(url)) return path;
      const { origin } = new URL(url);
      return (await issuerAt(origin)) === null ? null : pathBelow(origin, url);
    },
    async areAnyUsed() {
      const now = clock.now().getTime();
      // A host that badges name is served for good.
      if (!used.are && now - used.at >= LOOK_AGAIN_AFTER_MS)
        used = { are: await store.hasUsed(), at: now };
      return used.are;
    },
    drop() {
      kept.clear();
      used = { ...used, at: Number.NEGATIVE_INFINITY };
    },
  };
}
