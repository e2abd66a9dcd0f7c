import { omitUndefined } from '../../base/index.js';
import { addressIdOf, findNewest, listEarlier } from '../credential/address.js';
import type { Credential } from '../credential/credential.js';
import type { CredentialStore } from '../credential/credential-store.js';
import type { RelatedBadges } from './page.js';

export type FindRelated = (credential: Credential) => Promise<RelatedBadges>;

const isShared = ({ visibility }: Credential): boolean => visibility !== 'private';

/**
 * Finds what a badge renews and what renews it, past the corrections of either. Only badges that are shared are linked to,
 * and only from one that is: whoever was given one address learns no other.
 */
export function createFindRelated(
  store: Pick<CredentialStore, 'find' | 'listRenewals'>,
): FindRelated {
  /** The badge that stands in the place of one. */
  async function current(id: string): Promise<Credential | null> {
    const found = await store.find(id);
    return found && findNewest(store, found);
  }

  return async (credential) => {
    // Only what ends is renewed.
    if (credential.validUntil === undefined) return {};
    const before = credential.renews === undefined ? null : await current(credential.renews);
    const renewals = await store.listRenewals([
      credential.id,
      ...(await listEarlier(store, credential)),
    ]);
    const after = renewals.find(({ state }) => state === 'valid');
    const mayLink = isShared(credential);
    return omitUndefined({
      renews:
        before === null
          ? undefined
          : omitUndefined({
              awardedAt: before.validFrom,
              href: mayLink && isShared(before) ? `/credentials/${addressIdOf(before)}` : undefined,
            }),
      renewedBy:
        mayLink && after && isShared(after) ? `/credentials/${addressIdOf(after)}` : undefined,
    });
  };
}
