import { REASONS } from '../../credentials/index.js';
import type { Claim } from '../keep/claim-store.js';
import type { AfterLoss, Pathway } from '../model/pathway.js';
import type { WalkDeps } from './walk-deps.js';

const DAY_MS = 86_400_000;

/** Takes a milestone away whose step is lost. May be repeated; it comes back by itself with the step. */
export async function takeMilestone(
  deps: WalkDeps,
  pathway: Pathway,
  claim: Claim,
  actor: string,
): Promise<void> {
  await deps.claims.begin(claim, 'take');
  const [award] = await deps.awards.findByIds([claim.awardId]);
  if (award?.state === 'active') {
    const change = { state: 'revoked', revokedFor: 'fall', reason: REASONS.stepLost } as const;
    if ((await deps.awards.takeBack([award], change)) > 0)
      await deps.audit.record({
        actor,
        action: 'milestone.revoked',
        subject: `pathway:${pathway.id}`,
        ...pathway.owner,
        details: {
          name: pathway.name,
          personKey: award.personKey,
          achievementId: claim.achievementId,
        },
      });
  }
  const [taken] = await deps.awards.findByIds([claim.awardId]);
  if (taken?.todo === 'take') await deps.fulfil([taken]);
  await deps.claims.endLoss(claim);
  await deps.claims.settle(claim);
}

/** What a crash left of giving a milestone that is not reached any more: it is finished where it was given, else put off. */
export async function putOffMilestone(deps: WalkDeps, claim: Claim): Promise<void> {
  const [award] = await deps.awards.findByIds([claim.awardId]);
  if (award === undefined) return deps.claims.putOff(claim);
  if (award.todo !== undefined) await deps.fulfil([award]);
  await deps.claims.settle(claim);
}

/**
 * A step of a milestone is missing that was there when it was given. The badge stands, is asked about, or is revoked once the
 * grace is over, as the pathway says; nothing is taken away silently.
 */
export async function loseMilestone(
  deps: WalkDeps,
  pathway: Pathway,
  { policy, graceDays }: AfterLoss,
  claim: Claim,
): Promise<void> {
  const [award] = await deps.awards.findByIds([claim.awardId]);
  const counts = award?.state === 'active';
  if (!counts || policy === 'keep') {
    if (claim.todo === 'take') await takeMilestone(deps, pathway, claim, 'laurel');
    else if (claim.lostSince !== undefined) await deps.claims.endLoss(claim);
    return;
  }
  if (claim.isKept === true) return;
  const now = deps.clock.now();
  const since = claim.lostSince ?? now;
  const dueAt = policy === 'ask' ? undefined : new Date(since.getTime() + graceDays * DAY_MS);
  if (dueAt !== undefined && dueAt <= now) return takeMilestone(deps, pathway, claim, 'laurel');
  if (claim.lostSince === undefined) await deps.claims.noteLoss(claim, since, dueAt);
}
