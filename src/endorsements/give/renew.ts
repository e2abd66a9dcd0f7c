import { randomId } from '../../base/index.js';
import type { Endorsement } from '../model/endorsement.js';
import { INVITED_DAYS, type EndorsementInvitation } from '../model/invitation.js';
import { unknownEndorsement, type GiveDeps } from './give-deps.js';
import { invite } from './invite.js';

/** The newest version of what was endorsed, where that is another one; undefined where there is none. */
export async function newerVersion(
  { achievements }: Pick<GiveDeps, 'achievements'>,
  { achievementId, version }: Pick<Endorsement, 'achievementId' | 'version'>,
): Promise<number | undefined> {
  const { latestVersion } = await achievements.get(achievementId);
  return latestVersion > version ? latestVersion : undefined;
}

/**
 * Lets an endorser endorse the newest version of what it endorsed, with what it wrote before; the earlier endorsement stays what it
 * is. The proof of the domain is looked for again.
 * @returns the link that was made
 */
export async function renew(
  deps: GiveDeps,
  endorsement: Endorsement,
): Promise<EndorsementInvitation> {
  const { id, owner, achievementId, name, domain, comment, road, issuerId } = endorsement;
  const version = await newerVersion(deps, endorsement);
  if (version === undefined) throw unknownEndorsement();
  const token = endorsement.proofToken ?? randomId();
  const written = { name, domain, comment, road, months: 0, token };
  return invite(deps, {
    owner,
    achievementId,
    version,
    invitee: name,
    actor: `endorser:${endorsement.endorserId}`,
    days: INVITED_DAYS[0],
    renews: id,
    draft: road === 'own' ? { ...written, issuerId } : written,
  });
}
