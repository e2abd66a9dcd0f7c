import { omitUndefined, randomId } from '../../base/index.js';
import { endAfter, type EndorsementInvitation } from '../model/invitation.js';
import { give, type Given } from './give.js';
import { endorsedBy, notProven, notWritten, type GiveDeps } from './give-deps.js';
import { isProven } from './prove.js';

/**
 * Signs and publishes an endorsement on behalf of whoever has shown that a domain is theirs, by a key that this installation holds
 * for them.
 * @throws NotFound `endorsement_link_over`, Conflict `endorsement_not_written`, `endorsement_not_proven`
 */
export function giveHosted(
  deps: GiveDeps,
  invitation: EndorsementInvitation,
  form: string,
): Promise<Given> {
  const { clock, credentials, endorsers } = deps;
  const { endorsing } = credentials;
  return give(deps, invitation, form, async (taken) => {
    const { id, draft } = taken;
    if (draft?.road !== 'hosted') throw notWritten();
    const now = clock.now();
    if (!isProven(draft, now)) throw notProven();
    const { name, domain, comment, months, token } = draft;
    const achievement = await endorsedBy(deps, taken);
    const endorser = await endorsers.proven({
      id: randomId(),
      domain,
      name,
      createdAt: now,
      provenAt: draft.provenAt ?? now,
    });
    const validUntil = endAfter(now, months);
    const place = await endorsing.takePlace(endorser.id);
    const text = await endorsing.sign(
      {
        id,
        place,
        comment,
        achievementUrl: achievement.url,
        achievementName: achievement.name,
        validFrom: now,
        validUntil,
      },
      endorser,
    );
    return omitUndefined({
      achievementUrl: achievement.url,
      endorserId: endorser.id,
      road: 'hosted' as const,
      name,
      domain,
      issuerId: endorsing.profileIdOf(endorser.id),
      comment,
      text,
      proofToken: token,
      statusListId: place.listId,
      statusListIndex: place.index,
      validFrom: now,
      validUntil,
    });
  });
}
