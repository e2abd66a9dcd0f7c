import { findOrderCircle } from './order.js';
import {
  milestonesOf,
  requiredOf,
  stepsOf,
  WHOLE,
  MOST_STEPS,
  type Group,
  type PathwayContent,
} from './pathway.js';

/** Why a pathway cannot be published; `pathways.problem.<code>` has the words for each, filled with `values`. */
export interface Problem {
  readonly code:
    | 'unnamed'
    | 'no_groups'
    | 'group_unnamed'
    | 'empty_group'
    | 'empty_milestone'
    | 'no_milestone'
    | 'milestone_unnamed'
    | 'too_many_needed'
    | 'too_many_steps'
    | 'twice'
    | 'circle'
    | 'badge_circle'
    | 'unearnable';
  /** The step or group that it is about; absent: the whole. */
  readonly at?: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** What the drawing of a pathway has to know of the rest of the installation. */
export interface Surroundings {
  /** The achievements that somebody can earn today: an active rule gives them, or another pathway. */
  readonly earnable: ReadonlySet<string>;
  /** Names of badges that would depend on themselves, by rules and other pathways; null where none would. */
  readonly badgeCircle: readonly string[] | null;
}

const nameOfStep = (content: PathwayContent, id: string): string =>
  stepsOf(content).find((step) => step.id === id)?.what.name ??
  content.groups.find((group) => group.id === id)?.name ??
  id;

function ofGroup(group: Group): Problem[] {
  const { id: at, name, need, milestone } = group;
  const found: Problem[] = [];
  const required = requiredOf(group).length;
  if (name.trim() === '') found.push({ code: 'group_unnamed', at });
  if (group.steps.length === 0) found.push({ code: 'empty_group', at, values: { group: name } });
  else if (required === 0 && milestone !== undefined)
    found.push({ code: 'empty_milestone', at, values: { milestone: milestone.name } });
  else if (required === 0) found.push({ code: 'empty_group', at, values: { group: name } });
  if (need.kind === 'atLeast' && required > 0 && need.count > required)
    found.push({
      code: 'too_many_needed',
      at,
      values: { group: name, asked: need.count, there: required },
    });
  const names = group.steps.map(({ what }) =>
    what.kind === 'own'
      ? `own ${what.achievementId}`
      : `${what.issuerId} ${what.achievementId ?? what.name}`,
  );
  const again = group.steps.find((_, index) => names.indexOf(names[index] ?? '') < index);
  if (again) found.push({ code: 'twice', at: again.id, values: { step: again.what.name } });
  return found;
}

function ofWhole({ name, groups, need, ...content }: PathwayContent): Problem[] {
  const found: Problem[] = [];
  if (name.trim() === '') found.push({ code: 'unnamed' });
  if (groups.length === 0) found.push({ code: 'no_groups' });
  if (stepsOf({ groups }).length > MOST_STEPS)
    found.push({ code: 'too_many_steps', values: { most: MOST_STEPS } });
  if (need.kind === 'atLeast' && groups.length > 0 && need.count > groups.length)
    found.push({
      code: 'too_many_needed',
      values: { group: name, asked: need.count, there: groups.length },
    });
  const milestones = milestonesOf({ name, groups, need, ...content });
  if (milestones.length === 0) found.push({ code: 'no_milestone' });
  for (const { of, milestone } of milestones)
    if (milestone.name.trim() === '' || milestone.description.trim() === '')
      found.push(
        of === WHOLE ? { code: 'milestone_unnamed' } : { code: 'milestone_unnamed', at: of },
      );
  return found;
}

function ofCircles(content: PathwayContent, { badgeCircle }: Surroundings): Problem[] {
  const circle = findOrderCircle(content);
  const named = circle?.map((id) => nameOfStep(content, id)).join(' → ');
  const found: Problem[] = [];
  if (named !== undefined) found.push({ code: 'circle', values: { names: named } });
  if (badgeCircle) found.push({ code: 'badge_circle', values: { names: badgeCircle.join(' → ') } });
  return found;
}

/** Lists what speaks against publishing a pathway. Pure. */
export function findProblems(content: PathwayContent, around: Surroundings): Problem[] {
  const own = new Set(
    milestonesOf(content).flatMap(({ milestone: { achievementId } }) => achievementId ?? []),
  );
  const unearnable = stepsOf(content).flatMap(({ id: at, what }): Problem[] => {
    if (what.kind === 'foreign') return [];
    const { achievementId, name: step } = what;
    // That a milestone asks for itself is told as a circle.
    if (own.has(achievementId) || around.earnable.has(achievementId)) return [];
    return [{ code: 'unearnable', at, values: { step } }];
  });
  return [
    ...ofWhole(content),
    ...content.groups.flatMap(ofGroup),
    ...ofCircles(content, around),
    ...unearnable,
  ];
}
