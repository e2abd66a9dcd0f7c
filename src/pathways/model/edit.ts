import { omitUndefined } from '../../base/index.js';
import { WHOLE, type Group, type Milestone, type PathwayContent, type Step } from './pathway.js';

type Groups = PathwayContent['groups'];

const withGroups = (content: PathwayContent, groups: Groups): PathwayContent => ({
  ...content,
  groups,
});

const changeIn = (groups: Groups, id: string, change: (group: Group) => Group): Groups =>
  groups.map((group) => (group.id === id ? change(group) : group));

/** Nothing comes after what is not there. */
function withoutLost(content: PathwayContent): PathwayContent {
  const groups = new Set(content.groups.map(({ id }) => id));
  const all = new Set([
    ...groups,
    ...content.groups.flatMap(({ steps }) => steps.map(({ id }) => id)),
  ]);
  return withGroups(
    content,
    content.groups.map((group) => ({
      ...group,
      after: group.after.filter(({ id }) => groups.has(id) && id !== group.id),
      steps: group.steps.map((step) => ({
        ...step,
        after: step.after.filter(({ id }) => all.has(id) && id !== step.id),
      })),
    })),
  );
}

/** Puts an element of a list at another place of it. */
function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, index) => index !== from);
  const one = list[from];
  return one === undefined ? [...list] : [...rest.slice(0, to), one, ...rest.slice(to)];
}

export const addGroup = (content: PathwayContent, id: string, name: string): PathwayContent =>
  withGroups(content, [
    ...content.groups,
    { id, name, need: { kind: 'all' }, steps: [], after: [] },
  ]);

/** Changes what a group says of itself; its steps and its milestone stay. */
export const changeGroup = (
  content: PathwayContent,
  id: string,
  { name, level, need, after }: Pick<Group, 'name' | 'need' | 'after'> & { level?: Group['level'] },
): PathwayContent =>
  withoutLost(
    withGroups(
      content,
      changeIn(content.groups, id, ({ steps, milestone }) =>
        omitUndefined({ id, name, level, need, after, steps, milestone }),
      ),
    ),
  );

export const removeGroup = (content: PathwayContent, id: string): PathwayContent =>
  withoutLost(
    withGroups(
      content,
      content.groups.filter((group) => group.id !== id),
    ),
  );

/** @param by -1: one place up, 1: one place down */
export function moveGroup(content: PathwayContent, id: string, by: -1 | 1): PathwayContent {
  const from = content.groups.findIndex((group) => group.id === id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= content.groups.length) return content;
  return withGroups(content, moved(content.groups, from, to));
}

export const addStep = (content: PathwayContent, groupId: string, step: Step): PathwayContent =>
  withGroups(
    content,
    changeIn(content.groups, groupId, (group) => ({ ...group, steps: [...group.steps, step] })),
  );

export const changeStep = (
  content: PathwayContent,
  id: string,
  change: Pick<Step, 'isOptional' | 'after'>,
): PathwayContent =>
  withoutLost(
    withGroups(
      content,
      content.groups.map((group) => ({
        ...group,
        steps: group.steps.map((step) => (step.id === id ? { ...step, ...change } : step)),
      })),
    ),
  );

const withoutStep = (groups: Groups, id: string): Groups =>
  groups.map((group) => ({ ...group, steps: group.steps.filter((step) => step.id !== id) }));

export const removeStep = (content: PathwayContent, id: string): PathwayContent =>
  withoutLost(withGroups(content, withoutStep(content.groups, id)));

/** Puts a step into a group before its step number `index`, from 0; behind all where there are fewer. */
export function placeStep(
  content: PathwayContent,
  id: string,
  groupId: string,
  index: number,
): PathwayContent {
  const step = content.groups.flatMap(({ steps }) => steps).find((one) => one.id === id);
  if (step === undefined || !content.groups.some((group) => group.id === groupId)) return content;
  const at = Math.max(0, index);
  return withGroups(
    content,
    changeIn(withoutStep(content.groups, id), groupId, (group) => ({
      ...group,
      steps: [...group.steps.slice(0, at), step, ...group.steps.slice(at)],
    })),
  );
}

/** Moves a step by one place; past the first or the last of its group it goes into the group beside. */
export function moveStep(content: PathwayContent, id: string, by: -1 | 1): PathwayContent {
  const at = content.groups.findIndex(({ steps }) => steps.some((step) => step.id === id));
  const group = content.groups[at];
  if (group === undefined) return content;
  const index = group.steps.findIndex((step) => step.id === id);
  const to = index + by;
  if (to >= 0 && to < group.steps.length) return placeStep(content, id, group.id, to);
  const beside = content.groups[at + by];
  if (beside === undefined) return content;
  return placeStep(content, id, beside.id, by < 0 ? beside.steps.length : 0);
}

/** Sets or takes away the milestone of a group or of the whole; its achievement stays the same. */
export function setMilestone(
  content: PathwayContent,
  of: string,
  milestone: Omit<Milestone, 'achievementId'> | null,
): PathwayContent {
  const next = (before: Milestone | undefined) =>
    milestone === null
      ? undefined
      : omitUndefined({ ...milestone, achievementId: before?.achievementId });
  if (of === WHOLE) {
    const { milestone: before, ...rest } = content;
    return omitUndefined({ ...rest, milestone: next(before) });
  }
  return withGroups(
    content,
    changeIn(content.groups, of, ({ milestone: before, ...rest }) =>
      omitUndefined({ ...rest, milestone: next(before) }),
    ),
  );
}

/** Names the achievement of a milestone, once it has been made. */
export function nameAchievement(
  content: PathwayContent,
  of: string,
  achievementId: string,
): PathwayContent {
  const named = <T extends { readonly milestone?: Milestone }>(holder: T): T =>
    holder.milestone === undefined
      ? holder
      : { ...holder, milestone: { ...holder.milestone, achievementId } };
  return of === WHOLE ? named(content) : withGroups(content, changeIn(content.groups, of, named));
}
