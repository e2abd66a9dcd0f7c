import { omitUndefined } from '../../base/index.js';
import { addressIdOf, findNewest, listEarlier } from '../credential/address.js';
import type { Credential } from '../credential/credential.js';
import type { CredentialStore } from '../credential/credential-store.js';
import type { RelatedBadges } from './page.js';

export type FindRelated = (credential: Credential) => Promise<RelatedBadges>;

const isShared = ({ visibility }: Credential): boolean => visibility !== 'private';

/**
 * Creates the search for the badge that one renews and the badge that renews it, past corrections of either. Links lead
 * only to shared badges, and only from a shared one: the address of one badge must not reveal another's.
 */
export function createFindRelated(
  store: Pick<CredentialStore, 'find' | 'listRenewals'>,
): FindRelated {
  /** Finds the current version of a badge. */
  async function current(id: string): Promise<Credential | null> {
    const found = await store.find(id);
    return found && findNewest(store, found);
  }

  return async (credential) => {
    // Only a badge with an end can be renewed.
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
