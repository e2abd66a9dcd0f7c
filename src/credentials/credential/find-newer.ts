import { omitUndefined } from '../../base/index.js';
import type { NewerVersion } from '../verify/index.js';
import { addressIdOf, findNewest } from './address.js';
import { badgeOf } from './badge-of.js';
import type { CredentialStore } from './credential-store.js';

/**
 * What is known here of the version in a badge's place: nothing for other people's badges, of which the badge and its status
 * list alone tell. A private version's address is told to nobody.
 */
export function createFindNewer(deps: {
  readonly publicUrl: string;
  readonly store: Pick<CredentialStore, 'find'>;
}): (badgeId: string, issuerId: string) => Promise<NewerVersion | undefined> {
  const { publicUrl, store } = deps;
  const start = `${publicUrl}/credentials/`;
  return async (badgeId, issuerId) => {
    const own = badgeId.startsWith(start) ? await store.find(badgeId.slice(start.length)) : null;
    // Whoever writes one of our identifiers into a badge of their own learns nothing.
    if (own === null || badgeOf(own).issuer.id !== issuerId) return undefined;
    const { supersededBy, refreshedBy, refreshedAt, changedAt } = own;
    if (supersededBy === undefined && refreshedBy === undefined) return undefined;
    const newest = await findNewest(store, own);
    const isCorrected = supersededBy !== undefined;
    return omitUndefined({
      kind: isCorrected ? ('corrected' as const) : ('updated' as const),
      at: (isCorrected ? changedAt : refreshedAt)?.toISOString(),
      url: newest.visibility === 'private' ? undefined : start + addressIdOf(newest),
    });
  };
}
