import type { EndorsementInvitation } from '../model/invitation.js';
import type { Endorsement } from '../model/endorsement.js';
import { linkOver, type GiveDeps } from './give-deps.js';

/** What an endorsement says beyond what its invitation says. */
export type Made = Omit<Endorsement, 'id' | 'owner' | 'achievementId' | 'version'>;

/** An endorsement that was given, and the secret by which its endorser comes back. */
export interface Given {
  readonly id: string;
  readonly manage: string;
}

/** What is dropped of kept answers when endorsements of anything change: the pages of achievements. */
const PAGES = 'achievements';

/**
 * Gives an endorsement by a link, once: the link is taken, the endorsement made and added, the link ended. After a crash between
 * any two of these the same form goes on where it was; the endorsement's id, which the invitation has from its beginning,
 * decides.
 * @param form what the form brought that was sent, random: by it the same form is known again
 * @throws NotFound `endorsement_link_over`, and the errors of `make`
 */
export async function give(
  deps: GiveDeps,
  { id }: EndorsementInvitation,
  form: string,
  make: (taken: EndorsementInvitation) => Promise<Made>,
): Promise<Given> {
  const { invitations, endorsements, sealer } = deps;
  const manage = sealer.digest(`${id} ${form}`, 'endorsement manage');
  const taken = await invitations.take(id, deps.clock.now(), form);
  if (taken === null) {
    if (await endorsements.isGivenBy(id, form)) return { id, manage };
    throw linkOver();
  }
  const { owner, achievementId, version } = taken;
  let made: Made;
  try {
    made = await make(taken);
  } catch (error) {
    await invitations.release(id);
    throw error;
  }
  const endorsement: Endorsement = { id, owner, achievementId, version, ...made };
  const isOurs = await endorsements.add(endorsement, manage, form);
  const isFirst = await invitations.end(id, 'given');
  if (!isOurs) throw linkOver();
  deps.shared.drop(PAGES);
  if (isFirst)
    await deps.audit.record({
      ...owner,
      actor: `endorser:${made.endorserId}`,
      action: 'endorsement.given',
      subject: `achievement:${achievementId}`,
      details: { name: made.name, domain: made.domain },
    });
  return { id, manage };
}

/** Revokes an endorsement for good, by its endorser. It can be repeated. */
export async function revoke(deps: GiveDeps, endorsement: Endorsement): Promise<void> {
  const { id, owner, achievementId, name, domain, endorserId, statusListId } = endorsement;
  if (!(await deps.endorsements.revoke(id, deps.clock.now()))) return;
  deps.credentials.endorsing.dropList(statusListId);
  deps.shared.drop(PAGES);
  await deps.audit.record({
    ...owner,
    actor: `endorser:${endorserId}`,
    action: 'endorsement.revoked',
    subject: `achievement:${achievementId}`,
    details: { name, domain },
  });
}

/** Hides an endorsement beside badges, or shows it again, by whoever gives them. It can be repeated. */
export async function setHidden(
  deps: GiveDeps,
  endorsement: Endorsement,
  isHidden: boolean,
  actor: string,
): Promise<void> {
  const { id, owner, achievementId, name, domain } = endorsement;
  if (!(await deps.endorsements.setHidden(id, isHidden ? deps.clock.now() : null))) return;
  deps.shared.drop(PAGES);
  await deps.audit.record({
    ...owner,
    actor,
    action: isHidden ? 'endorsement.hidden' : 'endorsement.shown',
    subject: `achievement:${achievementId}`,
    details: { name, domain },
  });
}
