import type { Request } from 'express';
import { NotAllowed, NotFound } from '../../base/index.js';
import { wantsPage } from '../../web/index.js';
import { findNewest } from './address.js';
import type { Credential } from './credential.js';
import type { CredentialStore } from './credential-store.js';

/** The person whose session a request carries, or null. */
export type Viewer = (req: Request) => Promise<string | null> | string | null;

/**
 * The badge that an address shows, if whoever asks may see it: the newest version of the one with that local id, since an
 * address belongs to a badge for its life. Throws `credential_not_found`, and for a page `credential_private`.
 */
export type FindVisible = (req: Request, id: string) => Promise<Credential>;

const LOCAL_ID = /^[A-Za-z0-9_-]{22}$/;

/** For whoever followed the code on a certificate: an address cannot be guessed, so it was given by somebody. */
const kept = (): NotAllowed =>
  new NotAllowed('credential_private', 'This badge is private at present.', {
    action: 'Ask the person who gave you this address or this certificate to share the badge.',
  });

/** To a program, the one answer for a badge that does not exist and for one that it may not see. */
const hidden = (): NotFound =>
  new NotFound('credential_not_found', 'There is no badge at this address.', {
    action: 'If somebody gave you this address, ask them whether they have shared the badge.',
  });

export function createFindVisible(
  store: Pick<CredentialStore, 'find'>,
  viewer: Viewer,
): FindVisible {
  return async (req, id) => {
    const found = LOCAL_ID.test(id) ? await store.find(id) : null;
    if (found === null) throw hidden();
    const credential = await findNewest(store, found);
    if (credential.visibility !== 'private') return credential;
    if ((await viewer(req)) === credential.personId) return credential;
    throw wantsPage(req) ? kept() : hidden();
  };
}
