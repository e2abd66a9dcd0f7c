import type { Request } from 'express';
import { NotAllowed, NotFound } from '../../base/index.js';
import { wantsPage } from '../../web/index.js';
import { findNewest } from './address.js';
import type { Credential } from './credential.js';
import type { CredentialStore } from './credential-store.js';

/** @returns the person of a request's session, or null */
export type Viewer = (req: Request) => Promise<string | null> | string | null;

/** Whether a request's browser is signed in, outside of any learning platform, as somebody to whom a person belongs. */
export type IsOwnHome = (req: Request, personId: string) => Promise<boolean>;

/**
 * Finds the badge that an address shows, if the request may see it: the newest version, since an address belongs to a
 * badge for its life. @throws NotFound `credential_not_found`, and for a page NotAllowed `credential_private`
 */
export type FindVisible = (req: Request, id: string) => Promise<Credential>;

const LOCAL_ID = /^[A-Za-z0-9_-]{22}$/;

/**
 * The error for people who followed the code on a certificate: an address cannot be guessed, so somebody gave it to
 * them.
 */
const kept = (): NotAllowed =>
  new NotAllowed('credential_private', 'This badge is private at present.', {
    action: 'Ask the person who gave you this address or this certificate to share the badge.',
  });

/** The error for programs: the same for a badge that does not exist and for one that they may not see. */
const hidden = (): NotFound =>
  new NotFound('credential_not_found', 'There is no badge at this address.', {
    action: 'If somebody gave you this address, ask them whether they have shared the badge.',
  });

/** @returns the search for visible badges */
export function createFindVisible(
  store: Pick<CredentialStore, 'find'>,
  viewer: Viewer,
  isOwnHome: IsOwnHome,
): FindVisible {
  return async (req, id) => {
    const found = LOCAL_ID.test(id) ? await store.find(id) : null;
    if (found === null) throw hidden();
    const credential = await findNewest(store, found);
    if (credential.visibility !== 'private') return credential;
    if ((await viewer(req)) === credential.personId) return credential;
    if (await isOwnHome(req, credential.personId)) return credential;
    throw wantsPage(req) ? kept() : hidden();
  };
}
