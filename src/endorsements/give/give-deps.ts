import type { Achievements } from '../../achievements/index.js';
import type { Audit } from '../../audit/index.js';
import { Conflict, NotFound, type Clock, type Outbound, type Sealer } from '../../base/index.js';
import type { Credentials, lookForProof } from '../../credentials/index.js';
import type { Limits } from '../../limits/index.js';
import type { Lti } from '../../lti/index.js';
import type { Mail } from '../../mail/index.js';
import type { Web } from '../../web/index.js';
import type { EndorsedOwner } from '../model/endorsement.js';
import type { EndorsementStore } from '../keep/endorsement-store.js';
import type { EndorserStore } from '../keep/endorser-store.js';
import type { InvitationStore } from '../keep/invitation-store.js';

/** What inviting, endorsing and revoking work with. */
export interface GiveDeps {
  readonly settings: { readonly publicUrl: string };
  readonly clock: Clock;
  readonly sealer: Pick<Sealer, 'digest'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly limits: Pick<Limits, 'count'>;
  readonly mail: Pick<Mail, 'enqueue'>;
  readonly lti: { readonly platforms: Pick<Lti['platforms'], 'find'> };
  readonly achievements: Pick<Achievements, 'get' | 'getVersion' | 'toOpenBadge'>;
  readonly credentials: Pick<Credentials, 'endorsing' | 'verify'> & {
    readonly issuers: Pick<Credentials['issuers'], 'find'>;
  };
  /** The way out to addresses that strangers name. */
  readonly outbound: Pick<Outbound, 'fetch'>;
  readonly resolveTxt: Parameters<typeof lookForProof>[0]['resolveTxt'];
  readonly shared: Pick<Web['shared'], 'drop'>;
  readonly invitations: InvitationStore;
  readonly endorsers: EndorserStore;
  readonly endorsements: EndorsementStore;
}

/** @returns who issues the badge, as people know them: a platform's own name is one that its site has for itself */
export async function schoolOf(
  { credentials, lti }: Pick<GiveDeps, 'credentials' | 'lti'>,
  { platformId, deploymentId }: Pick<EndorsedOwner, 'platformId' | 'deploymentId'>,
): Promise<string> {
  const issuer = await credentials.issuers.find({ platformId, deploymentId });
  return issuer?.name ?? (await lti.platforms.find(platformId))?.name ?? '';
}

/** The same for a link that never was and for one that has ended: guessing tells nothing. */
export const linkOver = (): NotFound =>
  new NotFound('endorsement_link_over', 'This link was used, was taken back, or is too old.', {
    action: 'Ask whoever sent it for a new one.',
  });

export const unknownEndorsement = (): NotFound =>
  new NotFound('endorsement_unknown', 'There is no such endorsement.', {
    action: 'Check the address.',
  });

export const notProven = (): Conflict =>
  new Conflict('endorsement_not_proven', 'The domain is not shown to be yours.', {
    action: 'Publish the record or the file, and look for it again.',
  });

export const tooSoon = (retryAfterSeconds: number): Conflict =>
  new Conflict('endorsement_too_soon', 'The proof was looked for a moment ago.', {
    action: 'Wait a few seconds.',
    retryAfterSeconds,
  });

export const notWritten = (): Conflict =>
  new Conflict('endorsement_not_written', 'The endorsement is not written for this way yet.', {
    action: 'Open the link again, write it and save it first.',
  });

/** @returns the version that is endorsed, with its address and name */
export async function endorsedBy(
  deps: Pick<GiveDeps, 'achievements'>,
  { achievementId, version }: { readonly achievementId: string; readonly version: number },
) {
  const found = await deps.achievements.getVersion(achievementId, version);
  return { version: found, url: deps.achievements.toOpenBadge(found).id, name: found.content.name };
}
