import { omitUndefined } from '../../base/index.js';
import type { NewerVersion } from '../verify/index.js';
import { addressIdOf, findNewest } from './address.js';
import { badgeOf } from './badge-of.js';
import type { CredentialStore } from './credential-store.js';

/**
 * Creates the search for the version that replaced a badge of this installation. Of other issuers' badges, only the
 * badge and its status list tell. The address of a private version is not told.
 */
export function createFindNewer(deps: {
  readonly publicUrl: string;
  readonly store: Pick<CredentialStore, 'find'>;
}): (badgeId: string, issuerId: string) => Promise<NewerVersion | undefined> {
  const { publicUrl, store } = deps;
  const start = `${publicUrl}/credentials/`;
  return async (badgeId, issuerId) => {
    const own = badgeId.startsWith(start) ? await store.find(badgeId.slice(start.length)) : null;
    // A badge of another issuer that contains one of our identifiers learns nothing.
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
