import type { Group, Need, PathwayContent, Step } from '../pathway.js';

/** A step whose achievement and name are its id. */
export const makeStep = (
  id: string,
  more: Partial<Pick<Step, 'isOptional' | 'after'>> = {},
): Step => ({
  id,
  what: { kind: 'own', achievementId: id, name: id },
  isOptional: false,
  after: [],
  ...more,
});

/** A group of steps. @param more its milestone's achievement, and the groups that have to be done first */
export function makeGroup(
  id: string,
  steps: readonly string[],
  more: {
    readonly need?: Need;
    readonly after?: readonly string[];
    readonly milestone?: string;
  } = {},
): Group {
  const group: Group = {
    id,
    name: id,
    need: more.need ?? { kind: 'all' },
    steps: steps.map((one) => makeStep(one)),
    after: (more.after ?? []).map((one) => ({ id: one, kind: 'hard' })),
  };
  if (more.milestone === undefined) return group;
  const { milestone: achievementId } = more;
  return { ...group, milestone: { achievementId, name: achievementId, description: 'Did it.' } };
}

/** A pathway with a milestone for the whole, of the achievement `m-whole`. */
export const makePathway = (groups: readonly Group[]): PathwayContent => ({
  name: 'Programme',
  description: 'What it is about.',
  language: 'en',
  groups,
  need: { kind: 'all' },
  milestone: { achievementId: 'm-whole', name: 'Programme done', description: 'Did it all.' },
  afterLoss: { policy: 'keep', graceDays: 7 },
});
