import type { Claim } from '../keep/claim-store.js';
import type { DuePerson } from '../keep/due-store.js';
import type { Walk } from '../keep/walk-store.js';
import type { Pathway, PathwayVersion } from '../model/pathway.js';
import { plainId } from '../model/plain-id.js';
import { progressOf, type Progress, type ReachedMilestone } from '../model/progress.js';
import { holdingOf, readFacts, type Facts, type StepFacts } from './facts.js';
import { comesBack, giveMilestone } from './give-milestone.js';
import { loseMilestone, putOffMilestone } from './lose-milestone.js';
import type { WalkDeps } from './walk-deps.js';

/** A person on one pathway, as they stand. */
export interface Standing {
  readonly pathway: Pathway;
  readonly version: PathwayVersion;
  /** Who they are on the pathway's platform. */
  readonly person: DuePerson;
  readonly walk: Walk | null;
  readonly facts: StepFacts;
  readonly progress: Progress;
}

/** Whose walk it is of those that somebody is on the pathway's platform: who walks it already, else the first. */
function whoWalks(
  { owner, id }: Pathway,
  { persons }: Facts,
  walks: readonly Walk[],
): { readonly person: DuePerson; readonly walk: Walk | null } | null {
  const here = persons.filter(({ platformId }) => platformId === owner.platformId);
  for (const person of here) {
    const walk = walks.find((one) => one.pathwayId === id && one.personId === person.personId);
    if (walk !== undefined) return { person, walk };
  }
  const [person] = here;
  return person === undefined ? null : { person, walk: null };
}

/** Says how somebody stands on a pathway. Null where they are not on its platform, or it has no version. */
export async function standingOn(
  deps: Pick<WalkDeps, 'pathways'>,
  pathway: Pathway,
  facts: Facts,
  walks: readonly Walk[],
): Promise<Standing | null> {
  const who = whoWalks(pathway, facts, walks);
  if (who === null || pathway.latestVersion === 0) return null;
  const number = who.walk?.version ?? pathway.latestVersion;
  const version = await deps.pathways.findVersion(pathway.id, number);
  if (version === null) return null;
  const held = holdingOf(version.content, facts);
  return { pathway, version, ...who, facts: held, progress: progressOf(version.content, held) };
}

/** Lists the pathways that ask for something that somebody holds, and those that they are on. */
export async function pathwaysOf(
  deps: Pick<WalkDeps, 'pathways'>,
  facts: Facts,
  walks: readonly Walk[],
) {
  const held = facts.awards.filter(({ state }) => state === 'active');
  const asking = await deps.pathways.listAsking(
    [...new Set(held.map(({ achievementId }) => achievementId))],
    [
      ...new Set(
        facts.brought.flatMap(({ issuerId }) =>
          issuerId === undefined ? [] : [plainId(issuerId)],
        ),
      ),
    ],
  );
  const known = new Set(asking.map(({ id }) => id));
  const rest = [...new Set(walks.map(({ pathwayId }) => pathwayId))].filter((id) => !known.has(id));
  return [...asking, ...(rest.length > 0 ? await deps.pathways.findMany(rest) : [])];
}

const doneSteps = ({ groups }: Progress): string[] =>
  groups.flatMap(({ steps }) => steps.flatMap(({ id, state }) => (state === 'done' ? [id] : [])));

const reachedOf = ({ groups, doneAt }: Progress): string[] => [
  ...groups.flatMap((group) => (group.doneAt ? [group.id] : [])),
  ...(doneAt ? ['whole'] : []),
];

/** Whether somebody has begun: a step counts, or waits for what comes first. */
const hasBegun = ({ facts }: Standing): boolean => facts.since.size > 0;

type Due = ReachedMilestone & { readonly achievementId: string };

/** The milestones that are to be given: not what was reached before a version that gives nothing for it. */
function dueOf({ version: { backfill, publishedAt }, progress }: Standing): Due[] {
  return progress.reached.flatMap(({ achievementId, ...one }): Due[] => {
    if (achievementId === undefined) return [];
    return backfill || one.reachedAt > publishedAt ? [{ ...one, achievementId }] : [];
  });
}

/** Whether a milestone was given before, and nothing of that is left to be done. */
function isSettled(claim: Claim, { awards }: Facts): boolean {
  if (claim.todo !== undefined || claim.lostSince !== undefined || claim.isPutOff === true)
    return false;
  const award = awards.find(({ id }) => id === claim.awardId);
  return award === undefined || !comesBack(award);
}

async function settle(
  deps: WalkDeps,
  standing: Standing,
  claims: readonly Claim[],
  all: Facts,
): Promise<void> {
  const { pathway, version, person, progress, facts } = standing;
  const mine = claims.filter((claim) => claim.pathwayId === pathway.id);
  const reached = new Set(progress.reached.map(({ of }) => of));
  for (const milestone of dueOf(standing)) {
    const claim = mine.find((one) => one.achievementId === milestone.achievementId);
    // The same human being has it as somebody else.
    if (claim !== undefined && claim.personId !== person.personId) continue;
    if (claim !== undefined && isSettled(claim, all)) continue;
    if (claim?.lostSince !== undefined) await deps.claims.endLoss(claim);
    await giveMilestone(deps, { pathway, version, person, milestone, facts });
  }
  const asked = new Set(['whole', ...version.content.groups.map(({ id }) => id)]);
  for (const claim of mine) {
    if (claim.personId !== person.personId || reached.has(claim.of)) continue;
    if (claim.todo === 'give') await putOffMilestone(deps, claim);
    if (asked.has(claim.of)) await loseMilestone(deps, pathway, version.content.afterLoss, claim);
  }
}

/**
 * Looks at what somebody holds, and gives every milestone that they have reached; may be repeated, and run by any number of
 * workers. A pathway that has ended gives nothing.
 */
export async function lookAt(deps: WalkDeps, due: DuePerson): Promise<void> {
  const facts = await readFacts(deps, due);
  if (facts === null) return;
  const walks: Walk[] = [];
  const claims: Claim[] = [];
  for (const { personId } of facts.persons) {
    walks.push(...(await deps.walks.ofPerson(personId)));
    claims.push(...(await deps.claims.ofPerson(personId)));
  }
  const now = deps.clock.now();
  for (const pathway of await pathwaysOf(deps, facts, walks)) {
    if (pathway.state !== 'published') continue;
    let standing = await standingOn(deps, pathway, facts, walks);
    if (standing === null) continue;
    const { progress, person, version } = standing;
    const seen = { state: progress.state, done: doneSteps(progress), reached: reachedOf(progress) };
    if (standing.walk === null) {
      if (!hasBegun(standing)) continue;
      const fresh = {
        ...person,
        pathwayId: pathway.id,
        version: version.version,
        begunAt: now,
        ...seen,
        lookedAt: now,
      };
      const walk = await deps.walks.begin(fresh);
      // Another worker began it with an earlier version: that one counts.
      if (walk.version !== version.version)
        standing = await standingOn(deps, pathway, facts, [walk]);
      if (standing === null) continue;
    }
    await settle(deps, standing, claims, facts);
    await deps.walks.note(
      { ...person, pathwayId: pathway.id, version: standing.version.version },
      {
        state: standing.progress.state,
        done: doneSteps(standing.progress),
        reached: reachedOf(standing.progress),
        lookedAt: now,
      },
    );
  }
}
