import type { Clock } from '../../base/index.js';
import { dateTimeOf } from '../credential/build-credential.js';
import { checkCredential } from '../credential/check-credential.js';
import { badgeOf } from '../credential/badge-of.js';
import type { Credential } from '../credential/credential.js';
import type { IssuerKeys } from '../issuer/issuer-keys.js';
import type { OpenBadgeCredential } from '../credential/open-badge.js';
import { signBadge } from '../signing/sign-credential.js';

/**
 * Creates the signing of a badge anew with its holder's DID as subject. The badge keeps its id and its place in the
 * status list, so that a revocation counts in every wallet. The stored badge stays unchanged.
 */
export function createBindToHolder(deps: {
  readonly keys: Pick<IssuerKeys, 'signingKey'>;
  readonly clock: Clock;
}) {
  const { keys, clock } = deps;
  return async (credential: Credential, holder: string): Promise<object> => {
    const kept = badgeOf(credential) as OpenBadgeCredential & { proof?: unknown };
    delete kept.proof;
    const badge = { ...kept, credentialSubject: { ...kept.credentialSubject, id: holder } };
    checkCredential(badge);
    // The badge keeps the identity that its issuer had when it was issued.
    const identity = { id: credential.issuerId, profileId: kept.issuer.id };
    const key = await keys.signingKey(identity);
    return JSON.parse(await signBadge(badge, key, dateTimeOf(clock.now()))) as object;
  };
}
