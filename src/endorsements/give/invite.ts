import { omitUndefined, randomId, TooManyRequests } from '../../base/index.js';
import type { EndorsedOwner } from '../model/endorsement.js';
import type { EndorsementDraft, EndorsementInvitation } from '../model/invitation.js';
import { endorsedBy, schoolOf, type GiveDeps } from './give-deps.js';

const DAY_MS = 86_400_000;
/** So many invitations a platform may make a day: each may send a mail to a stranger. */
const A_DAY = { times: 200, windowMs: DAY_MS };

/** Who is invited to endorse what. */
export interface InviteOrder {
  readonly owner: EndorsedOwner;
  readonly achievementId: string;
  readonly version: number;
  readonly invitee: string;
  readonly actor: string;
  readonly days: number;
  /** A mail address that gets the link; it is not kept here. */
  readonly to?: string | undefined;
  /** The language of that mail (BCP 47). */
  readonly locale?: string | undefined;
  readonly renews?: string;
  readonly draft?: EndorsementDraft;
}

/** The secret of a link: the same each time, so that whoever invited can copy it again while it is open. */
export const tokenOf = (
  { sealer }: Pick<GiveDeps, 'sealer'>,
  { id, createdAt }: Pick<EndorsementInvitation, 'id' | 'createdAt'>,
): string => sealer.digest(`${id} ${createdAt.toISOString()}`, 'endorsement invitation');

/** @returns the address of a link */
export const linkOf = (
  deps: Pick<GiveDeps, 'sealer' | 'settings'>,
  invitation: Pick<EndorsementInvitation, 'id' | 'createdAt'>,
): string => `${deps.settings.publicUrl}/endorse/${tokenOf(deps, invitation)}`;

/**
 * Makes a link by which one version of an achievement may be endorsed once, and mails it where an address was named.
 * @throws TooManyRequests `endorsements_too_often`
 */
export async function invite(deps: GiveDeps, order: InviteOrder): Promise<EndorsementInvitation> {
  const { owner, achievementId, version, invitee, actor, days, to, locale, renews, draft } = order;
  const { left, resetSeconds } = await deps.limits.count('endorsements', owner.platformId, A_DAY);
  if (left < 0)
    throw new TooManyRequests('endorsements_too_often', 'Too many were invited today.', {
      action: 'Wait until tomorrow.',
      retryAfterSeconds: resetSeconds,
    });
  const createdAt = deps.clock.now();
  const invitation: EndorsementInvitation = omitUndefined({
    id: randomId(),
    owner,
    achievementId,
    version,
    invitee,
    actor,
    state: 'open',
    createdAt,
    expiresAt: new Date(createdAt.getTime() + days * DAY_MS),
    renews,
    draft,
  });
  const { name } = await endorsedBy(deps, invitation);
  await deps.invitations.insert(invitation, tokenOf(deps, invitation));
  await deps.audit.record({
    ...owner,
    actor,
    action: 'endorsement.invited',
    subject: `achievement:${achievementId}`,
    details: { name: invitee },
  });
  if (to !== undefined) {
    await deps.mail.enqueue(
      omitUndefined({
        key: `endorsement:${invitation.id}`,
        to,
        view: 'endorsement-invitation',
        locale,
        school: { platformId: owner.platformId, deploymentId: owner.deploymentId },
        picture: { achievementId, version },
        model: {
          badge: name,
          school: await schoolOf(deps, owner),
          url: linkOf(deps, invitation),
          days,
        },
      }),
    );
  }
  return invitation;
}
