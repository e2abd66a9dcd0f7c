import { setTimeout as wait } from 'node:timers/promises';
import { omitUndefined, type Clock } from '../../base/index.js';
import type { Work } from '../../work/index.js';
import { askToken, backpackFailed, linkEnded, type Asking, type Given } from './ask-token.js';
import type { BackpackHost } from './host-store.js';
import type { BackpackLink, createBackpackLinkStore } from './link-store.js';
import { WANTED } from './register-client.js';

interface RenewDeps {
  readonly clock: Clock;
  readonly work: Pick<Work, 'lease'>;
  readonly links: Pick<ReturnType<typeof createBackpackLinkStore>, 'find' | 'replace'>;
  readonly asking: Asking;
}

/** Longer than a token endpoint may take. */
const LEASE_MS = 30_000;
/** So often it is looked whether another request has renewed the link, and how many times. */
const LOOK = { everyMs: 100, times: 150 };

/** @returns a link as it is with what a backpack gave, for a new one or in the place of one before */
export function linkOf(
  { id: hostId, title }: BackpackHost,
  homeId: string,
  { accessToken, refreshToken, expiresIn }: Given,
  now: Date,
  before?: BackpackLink,
): BackpackLink {
  return omitUndefined({
    homeId,
    hostId,
    title,
    accessToken,
    refreshToken: refreshToken ?? before?.refreshToken,
    expiresAt: new Date(now.getTime() + expiresIn * 1000),
    linkedAt: before?.linkedAt ?? now,
    sentAt: before?.sentAt,
  });
}

/**
 * @returns what renews the tokens of a link whose access token is over. A refresh token is good once, so one request renews at a
 *   time, in any process, and the others go on with what it was given. It throws UpstreamFailed `backpack_link_ended` where
 *   the link is no more, here or there, and what askToken throws
 */
export function createRenew({ clock, work, links, asking }: RenewDeps) {
  async function renewNow(host: BackpackHost, over: BackpackLink): Promise<BackpackLink> {
    const link = await links.find(over.homeId, over.hostId);
    if (link === null) throw linkEnded();
    if (link.accessToken !== over.accessToken) return link;
    if (link.refreshToken === undefined) throw linkEnded();
    const fields = { grant_type: 'refresh_token', refresh_token: link.refreshToken, scope: WANTED };
    const given = await askToken(asking, host, host.refreshUrl, fields);
    const renewed = linkOf(host, link.homeId, given, clock.now(), link);
    // Its person ended it meanwhile: it is not made again.
    if (!(await links.replace(renewed))) throw linkEnded();
    return renewed;
  }

  return async (host: BackpackHost, over: BackpackLink): Promise<BackpackLink> => {
    const key = `backpack ${over.homeId} ${over.hostId}`;
    for (let turn = 0; turn < LOOK.times; turn += 1) {
      const leased = await work.lease(key, LEASE_MS, () => renewNow(host, over));
      if (leased.taken) return leased.value;
      await wait(LOOK.everyMs);
    }
    throw backpackFailed('token: another request has been renewing it for too long');
  };
}
