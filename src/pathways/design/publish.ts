import { Conflict, InvalidInput } from '../../base/index.js';
import { nameAchievement } from '../model/edit.js';
import {
  milestonesOf,
  ownAchievementsOf,
  type Pathway,
  type PathwayContent,
  type PathwayVersion,
} from '../model/pathway.js';
import { findProblems } from '../model/problems.js';
import type { DesignDeps } from './design-deps.js';
import { milestoneContent } from './milestone-content.js';
import { findSurroundings } from './surroundings.js';

/** @returns the error for a change that was made against an earlier drawing */
export const changedMeanwhile = (): Conflict =>
  new Conflict('pathway_changed', 'Somebody else has changed this pathway meanwhile.', {
    action: 'Open it again to see the change, then make yours.',
  });

/** Saves what is being worked on. @throws Conflict `pathway_changed` */
export async function saveDraft(
  { pathways, clock }: Pick<DesignDeps, 'pathways' | 'clock'>,
  pathway: Pathway,
  draft: PathwayContent,
): Promise<Pathway> {
  const now = clock.now();
  if (!(await pathways.saveDraft(pathway, draft, now))) throw changedMeanwhile();
  const { draft: former, revision } = pathway;
  return { ...pathway, draft, former, revision: revision + 1, name: draft.name, updatedAt: now };
}

/** Makes the achievements of milestones that have none. What a crash leaves is an achievement that nobody names. */
async function withAchievements(
  deps: DesignDeps,
  pathway: Pathway,
  content: PathwayContent,
  actor: string,
) {
  let next = content;
  let saved = pathway;
  for (const placed of milestonesOf(content)) {
    if (placed.milestone.achievementId !== undefined) continue;
    const t = deps.wordsIn(content.language);
    const input = milestoneContent(content, placed, t, new Map());
    const { id } = await deps.achievements.create(pathway.owner, input, actor);
    next = nameAchievement(next, placed.of, id);
    if (!(await deps.pathways.saveNames(saved, next))) throw changedMeanwhile();
    saved = { ...saved, draft: next, revision: saved.revision + 1 };
  }
  return { content: next, saved };
}

/** Finds the addresses of what the steps name, as their newest versions have them. */
async function addressesOf({ achievements }: DesignDeps, content: PathwayContent) {
  const found = new Map<string, string>();
  for (const id of ownAchievementsOf(content)) {
    const { latestVersion } = await achievements.get(id);
    if (latestVersion === 0) continue;
    found.set(id, achievements.toOpenBadge(await achievements.getVersion(id, latestVersion)).id);
  }
  return found;
}

/** Publishes the badges of the milestones, those of groups first: that of the whole names them. */
async function publishBadges(
  deps: DesignDeps,
  { owner }: Pathway,
  content: PathwayContent,
  actor: string,
): Promise<void> {
  const addresses = await addressesOf(deps, content);
  const t = deps.wordsIn(content.language);
  for (const placed of milestonesOf(content)) {
    const { achievementId = '' } = placed.milestone;
    const input = milestoneContent(content, placed, t, addresses);
    const version = await deps.achievements.newVersion(owner, achievementId, input, actor);
    addresses.set(placed.of, deps.achievements.toOpenBadge(version).id);
  }
}

/** The first free number takes the content; one that a dead worker left with the same content is taken over. */
async function fix(
  { pathways, clock }: DesignDeps,
  { id, latestVersion }: Pathway,
  content: PathwayContent,
  backfill: boolean,
): Promise<PathwayVersion> {
  for (let version = latestVersion + 1; ; version += 1) {
    const made = { pathwayId: id, version, content, publishedAt: clock.now(), backfill };
    if (await pathways.insertVersion(made)) return made;
    const there = await pathways.findVersion(id, version);
    if (there !== null && JSON.stringify(there.content) === JSON.stringify(content)) return there;
  }
}

/**
 * @returns what is being worked on, which nothing speaks against publishing
 * @throws Conflict `pathway_unchanged`, InvalidInput `pathway_incomplete`
 */
export async function requirePublishable(
  deps: DesignDeps,
  pathway: Pathway,
): Promise<PathwayContent> {
  const { draft } = pathway;
  if (draft === null)
    throw new Conflict('pathway_unchanged', 'Nothing was changed since it was published.');
  const [problem] = findProblems(draft, await findSurroundings(deps, pathway, draft));
  if (problem === undefined) return draft;
  throw new InvalidInput(
    'pathway_incomplete',
    `This pathway cannot be published: ${problem.code}.`,
    { action: 'Open it: what is missing stands above the drawing.' },
  );
}

/**
 * Refuses to go on with a pathway whose badges would by now be needed for themselves. @throws Conflict `pathway_circle`
 */
export async function requireNoCircle(deps: DesignDeps, pathway: Pathway): Promise<void> {
  const version = await deps.pathways.findVersion(pathway.id, pathway.latestVersion);
  if (version === null) return;
  const { badgeCircle } = await findSurroundings(deps, pathway, version.content);
  if (badgeCircle === null) return;
  const names = badgeCircle.join(' → ');
  throw new Conflict('pathway_circle', `These badges would be needed for themselves: ${names}`, {
    values: { names },
    action: 'Take one of them out of the pathway, or out of the rule that asks for it.',
  });
}

/**
 * Fixes what is being worked on as a new version, with the badges of its milestones. Every step may be repeated after a crash.
 * @throws Conflict `pathway_changed`, Conflict `pathway_unchanged`, InvalidInput `pathway_incomplete`
 */
export async function publishPathway(
  deps: DesignDeps,
  pathway: Pathway,
  backfill: boolean,
  actor: string,
): Promise<PathwayVersion> {
  const draft = await requirePublishable(deps, pathway);
  const { content, saved } = await withAchievements(deps, pathway, draft, actor);
  await publishBadges(deps, saved, content, actor);
  const version = await fix(deps, saved, content, backfill);
  await deps.pathways.setLatest(version, saved.revision);
  await deps.audit.record({
    ...pathway.owner,
    actor,
    action: 'pathway.published',
    subject: `pathway:${pathway.id}`,
    details: { name: content.name, version: version.version },
  });
  return version;
}
