import type { Credential } from './credential.js';
import type { CredentialStore } from './credential-store.js';
import type { RelatedBadges } from './page.js';

/** A badge corrected more often than this is not followed further back. */
const MOST_CORRECTIONS = 20;

export type FindRelated = (credential: Credential) => Promise<RelatedBadges>;

const isShared = ({ visibility }: Credential): boolean => visibility !== 'private';

/**
 * Finds what a badge renews and what renews it, past the corrections of either. Only badges that are shared are linked to,
 * and only from one that is: whoever was given one address learns no other.
 */
export function createFindRelated(
  store: Pick<CredentialStore, 'find' | 'listRenewals'>,
): FindRelated {
  /** The badge that stands in the place of one; null where that is none that counts. */
  async function current(id: string): Promise<Credential | null> {
    let found = await store.find(id);
    for (let step = 0; found?.supersededBy !== undefined && step < MOST_CORRECTIONS; step += 1)
      found = await store.find(found.supersededBy);
    return found;
  }

  /** The badge and all those that it corrects. */
  async function formerIds(credential: Credential): Promise<string[]> {
    const ids = [credential.id];
    let { supersedes } = credential;
    while (supersedes !== undefined && ids.length < MOST_CORRECTIONS) {
      ids.push(supersedes);
      supersedes = (await store.find(supersedes))?.supersedes;
    }
    return ids;
  }

  return async (credential) => {
    // Only what ends is renewed.
    if (credential.validUntil === undefined) return {};
    const before = credential.renews === undefined ? null : await current(credential.renews);
    const renewals = await store.listRenewals(await formerIds(credential));
    const after = renewals.find(({ state }) => state === 'valid');
    const mayLink = isShared(credential);
    return {
      ...(before === null
        ? {}
        : {
            renews: {
              awardedAt: before.validFrom,
              ...(mayLink && isShared(before) ? { href: `/credentials/${before.id}` } : {}),
            },
          }),
      ...(mayLink && after && isShared(after) ? { renewedBy: `/credentials/${after.id}` } : {}),
    };
  };
}
