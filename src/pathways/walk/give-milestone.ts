import { givingKey, personKey, type Award } from '../../awards/index.js';
import { omitUndefined } from '../../base/index.js';
import type { Claim } from '../keep/claim-store.js';
import type { DuePerson } from '../keep/due-store.js';
import type { Pathway, PathwayVersion } from '../model/pathway.js';
import type { ReachedMilestone } from '../model/progress.js';
import type { StepFacts } from './facts.js';
import { givingRule, type WalkDeps } from './walk-deps.js';

/** A milestone that a person has reached, and by what. */
export interface Giving {
  readonly pathway: Pathway;
  readonly version: PathwayVersion;
  readonly person: DuePerson;
  readonly milestone: ReachedMilestone & { readonly achievementId: string };
  readonly facts: StepFacts;
}

/** The badges that a milestone rests on, of those that their holder shows to others. */
async function sharedParts(deps: WalkDeps, { milestone, facts }: Giving) {
  const awards = milestone.steps.flatMap((id) => facts.awards.get(id) ?? []);
  const found = await deps.credentials.findByAwards(awards.map(givingKey));
  return awards.flatMap((award) => {
    const credential = found.get(givingKey(award));
    if (credential?.state !== 'valid' || credential.visibility === 'private') return [];
    const address = deps.credentials.shareKit(credential, (key) => key).sharing?.address;
    return address === undefined ? [] : [{ id: address, name: credential.achievementName }];
  });
}

async function makeAward(deps: WalkDeps, giving: Giving, awardId: string): Promise<Award> {
  const { pathway, person, milestone } = giving;
  const { latestVersion } = await deps.achievements.get(milestone.achievementId);
  const parts = await sharedParts(deps, giving);
  return omitUndefined({
    id: awardId,
    tenant: pathway.owner,
    ruleId: givingRule(pathway.id),
    achievementId: milestone.achievementId,
    achievementVersion: latestVersion,
    personKey: personKey(person.platformId, person.userId),
    userId: person.userId,
    cycle: 1,
    state: 'active' as const,
    todo: 'give' as const,
    by: 'rule' as const,
    awardedAt: deps.clock.now(),
    results: [],
    parts: parts.length > 0 ? parts : undefined,
  });
}

/** An award that was lost with a step comes back by itself; what somebody took or refused by hand does not. */
export const comesBack = ({ state, revokedFor }: Award): boolean =>
  state === 'undone' || (state === 'revoked' && revokedFor === 'fall');

/**
 * Gives a milestone, once: the claim's unique index is the lock and fixes the award's id, so that whoever goes on after a crash
 * between any two steps makes the same award. One that was lost with a step is given again under its own id.
 * @returns the claim
 */
export async function giveMilestone(deps: WalkDeps, giving: Giving): Promise<Claim> {
  const { pathway, version, person, milestone } = giving;
  const { of, achievementId } = milestone;
  const there = await deps.claims.open({
    ...person,
    pathwayId: pathway.id,
    achievementId,
    of,
    version: version.version,
    claimedAt: deps.clock.now(),
  });
  if (there.isPutOff === true) await deps.claims.begin(there, 'give');
  const claim: Claim = there.isPutOff === true ? { ...there, todo: 'give' } : there;
  const key = personKey(person.platformId, person.userId);
  const theirs = await deps.awards.findFor(achievementId, [key]);
  // Written down before the claim is settled, and once, whoever goes on after a crash.
  const note = (award: Award) =>
    deps.audit.recordAll([
      {
        key: `milestone.given ${givingKey(award)}`,
        actor: 'laurel',
        action: 'milestone.given',
        subject: `pathway:${pathway.id}`,
        ...pathway.owner,
        details: { name: pathway.name, personKey: key, achievementId },
      },
    ]);
  const active = theirs.find(({ state }) => state === 'active');
  if (active !== undefined) {
    if (active.todo !== undefined) await deps.fulfil([active]);
    if (active.id === claim.awardId) await note(active);
    await deps.claims.settle(claim);
    return claim;
  }
  const mine = theirs.find(({ id }) => id === claim.awardId);
  if (mine !== undefined && comesBack(mine)) {
    await deps.claims.begin(claim, 'give');
    // What is left of the taking is done before it comes back.
    if (mine.todo !== undefined) await deps.fulfil([mine]);
    const next = await makeAward(deps, giving, mine.id);
    const again = { ...next, cycle: mine.cycle + 1 };
    if (await deps.awards.giveAgain(mine, next)) {
      await deps.fulfil([again]);
      await note(again);
    }
  } else if (theirs.length === 0 && claim.todo === 'give') {
    const [made] = await deps.awards.insertNew([await makeAward(deps, giving, claim.awardId)]);
    if (made !== undefined) {
      await deps.fulfil([made]);
      await note(made);
    }
  }
  await deps.claims.settle(claim);
  return claim;
}
