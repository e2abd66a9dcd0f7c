import type { Request } from 'express';
import { NotFound } from '../base/index.js';
import type { Credential } from './credential.js';
import type { CredentialStore } from './credential-store.js';

/** The person whose session a request carries, or null. */
export type Viewer = (req: Request) => Promise<string | null> | string | null;

/** The badge of a local id, if whoever asks may see it. Throws `credential_not_found`. */
export type FindVisible = (req: Request, id: string) => Promise<Credential>;

const LOCAL_ID = /^[A-Za-z0-9_-]{22}$/;

/** The one answer for a badge that does not exist and for one that this person may not see. */
const hidden = (): NotFound =>
  new NotFound('credential_not_found', 'There is no badge at this address.', {
    action: 'If somebody gave you this address, ask them whether they have shared the badge.',
  });

export function createFindVisible(
  store: Pick<CredentialStore, 'find'>,
  viewer: Viewer,
): FindVisible {
  return async (req, id) => {
    const credential = LOCAL_ID.test(id) ? await store.find(id) : null;
    if (credential === null) throw hidden();
    if (credential.visibility !== 'private') return credential;
    if ((await viewer(req)) !== credential.personId) throw hidden();
    return credential;
  };
}
