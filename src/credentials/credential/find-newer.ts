import { omitUndefined } from '../../base/index.js';
import type { NewerVersion } from '../verify/index.js';
import type { Addresses } from '../issuer/addresses.js';
import { addressIdOf, findNewest } from './address.js';
import { badgeOf } from './badge-of.js';
import type { CredentialStore } from './credential-store.js';
import { createFindOwn } from './find-own.js';

/**
 * Creates the search for the version that replaced a badge of this installation. Of other issuers' badges, only the
 * badge and its status list tell. The address of a private version is not told.
 */
export function createFindNewer(deps: {
  readonly addresses: Pick<Addresses, 'publicUrl' | 'pathOf'>;
  readonly store: Pick<CredentialStore, 'find'>;
}): (badgeId: string, issuerId: string) => Promise<NewerVersion | undefined> {
  const { addresses, store } = deps;
  const findOwn = createFindOwn(addresses, store);
  return async (badgeId, issuerId) => {
    const own = await findOwn(badgeId);
    // A badge of another issuer that contains one of our identifiers learns nothing.
    if (own === null || badgeOf(own).issuer.id !== issuerId) return undefined;
    const { supersededBy, refreshedBy, refreshedAt, changedAt } = own;
    if (supersededBy === undefined && refreshedBy === undefined) return undefined;
    const newest = await findNewest(store, own);
    const start = `${newest.origin ?? addresses.publicUrl}/credentials/`;
    const isCorrected = supersededBy !== undefined;
    return omitUndefined({
      kind: isCorrected ? ('corrected' as const) : ('updated' as const),
      at: (isCorrected ? changedAt : refreshedAt)?.toISOString(),
      url: newest.visibility === 'private' ? undefined : start + addressIdOf(newest),
    });
  };
}
