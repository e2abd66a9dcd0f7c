import { omitUndefined } from '../../base/index.js';
import {
  milestonesOf,
  neededOf,
  requiredOf,
  stepsOf,
  WHOLE,
  type Group,
  type Need,
  type PathwayContent,
  type Step,
} from './pathway.js';

/** What a learner holds, as far as the steps of one pathway go. */
export interface Holding {
  /** Since when each step's badge is held, by the step's id. */
  readonly since: ReadonlyMap<string, Date>;
}

/**
 * `done`: it counts. `under-way`: its badge is held and waits for what comes first; of a group, some of it is done. `next`: it can be
 * begun. `locked`: something has to be done first.
 */
export type StepState = 'done' | 'under-way' | 'next' | 'locked';

export interface StepProgress {
  readonly id: string;
  readonly state: StepState;
  /** Whether its badge is held, also where it does not count yet. */
  readonly isHeld: boolean;
  /** Since when it counts. */
  readonly doneAt?: Date;
  /** What has to be done first, and is not: ids of steps and groups. */
  readonly waitsFor: readonly string[];
  /** What is better done first, and is not. */
  readonly better: readonly string[];
}

export interface GroupProgress {
  readonly id: string;
  readonly state: StepState;
  readonly done: number;
  readonly needed: number;
  readonly doneAt?: Date;
  readonly steps: readonly StepProgress[];
}

/** A milestone whose parts are all there. */
export interface ReachedMilestone {
  /** A group's id, or `whole`. */
  readonly of: string;
  /** Absent in a draft that was never published. */
  readonly achievementId?: string;
  readonly reachedAt: Date;
  /** The steps that count towards it. */
  readonly steps: readonly string[];
}

export interface Progress {
  readonly state: StepState;
  readonly groups: readonly GroupProgress[];
  /** Groups that are done, of those that are needed. */
  readonly done: number;
  readonly needed: number;
  readonly doneAt?: Date;
  readonly reached: readonly ReachedMilestone[];
}

/** @returns when as many as are needed were done; null where they are not, or none is needed */
function doneSince(need: Need, parts: readonly (Date | null)[]): Date | null {
  const needed = neededOf(need, parts.length);
  const times = parts.flatMap((at) => (at === null ? [] : [at.getTime()])).sort((a, b) => a - b);
  const last = times[needed - 1];
  return last === undefined ? null : new Date(last);
}

const latest = (dates: readonly Date[]): Date =>
  new Date(Math.max(...dates.map((date) => date.getTime())));

/** Since when steps and groups count. What comes after itself counts never. */
function createTimes(content: PathwayContent, { since }: Holding) {
  const groups = new Map(content.groups.map((group) => [group.id, group]));
  const groupOf = new Map(content.groups.flatMap((g) => g.steps.map(({ id }) => [id, g] as const)));
  const steps = new Map(stepsOf(content).map((step) => [step.id, step]));
  const known = new Map<string, Date | null>();

  function hardBefore(step: Step, group: Group | undefined): string[] {
    return [...step.after, ...(group?.after ?? [])]
      .filter(({ id, kind }) => kind === 'hard' && (steps.has(id) || groups.has(id)))
      .map(({ id }) => id);
  }

  function ofStep(step: Step): Date | null {
    const held = since.get(step.id);
    if (held === undefined) return null;
    const before = hardBefore(step, groupOf.get(step.id)).map(of);
    const open = before.includes(null);
    return open ? null : latest([held, ...before.filter((at) => at !== null)]);
  }

  function of(id: string): Date | null {
    const found = known.get(id);
    if (found !== undefined) return found;
    // Whoever asks again before it is known is on a circle.
    known.set(id, null);
    const step = steps.get(id);
    const group = groups.get(id);
    let at: Date | null = null;
    if (step !== undefined) at = ofStep(step);
    else if (group !== undefined)
      at = doneSince(
        group.need,
        requiredOf(group).map((one) => of(one.id)),
      );
    known.set(id, at);
    return at;
  }

  return {
    of,
    openBefore: (step: Step, kind: 'hard' | 'advice'): string[] =>
      [...step.after, ...(groupOf.get(step.id)?.after ?? [])]
        .filter((one) => one.kind === kind && (steps.has(one.id) || groups.has(one.id)))
        .map(({ id }) => id)
        .filter((id) => of(id) === null),
  };
}

type Times = ReturnType<typeof createTimes>;

function stepProgress(times: Times, holding: Holding, step: Step): StepProgress {
  const doneAt = times.of(step.id);
  const waitsFor = times.openBefore(step, 'hard');
  const isHeld = holding.since.has(step.id);
  const open = waitsFor.length > 0 ? 'locked' : 'next';
  return omitUndefined({
    id: step.id,
    state: doneAt === null ? (isHeld ? ('under-way' as const) : open) : ('done' as const),
    isHeld,
    doneAt: doneAt ?? undefined,
    waitsFor,
    better: doneAt === null ? times.openBefore(step, 'advice') : [],
  });
}

/** A group, or the whole, by its parts. */
function stateOf(parts: readonly { readonly state: StepState }[], isDone: boolean): StepState {
  if (isDone) return 'done';
  if (parts.some(({ state }) => state === 'done' || state === 'under-way')) return 'under-way';
  return parts.some(({ state }) => state === 'next') ? 'next' : 'locked';
}

function groupProgress(times: Times, holding: Holding, group: Group): GroupProgress {
  const steps = group.steps.map((step) => stepProgress(times, holding, step));
  const required = new Set(requiredOf(group).map(({ id }) => id));
  const counted = steps.filter(({ id }) => required.has(id));
  const doneAt = times.of(group.id) ?? undefined;
  const needed = neededOf(group.need, counted.length);
  return omitUndefined({
    id: group.id,
    state: stateOf(counted, doneAt !== undefined),
    done: Math.min(counted.filter(({ state }) => state === 'done').length, needed),
    needed,
    doneAt,
    steps,
  });
}

const doneSteps = ({ steps }: GroupProgress, required: ReadonlySet<string>): string[] =>
  steps.filter(({ id, state }) => state === 'done' && required.has(id)).map(({ id }) => id);

/**
 * Says how far a learner is on a version of a pathway. A pure function of what it asks for and what they hold. A badge that was
 * earned before its turn counts from the day on which what comes first is done.
 */
export function progressOf(content: PathwayContent, holding: Holding): Progress {
  const times = createTimes(content, holding);
  const groups = content.groups.map((group) => groupProgress(times, holding, group));
  const doneAt =
    doneSince(
      content.need,
      groups.map((group) => group.doneAt ?? null),
    ) ?? undefined;
  const required = new Set(content.groups.flatMap((group) => requiredOf(group).map((s) => s.id)));
  const needed = neededOf(content.need, groups.length);
  const byId = new Map(groups.map((group) => [group.id, group]));
  const reached = milestonesOf(content).flatMap(({ of, milestone }) => {
    const reachedAt = of === WHOLE ? doneAt : byId.get(of)?.doneAt;
    const parts = of === WHOLE ? groups.filter((g) => g.doneAt) : [byId.get(of)];
    const steps = parts.flatMap((group) => (group ? doneSteps(group, required) : []));
    if (reachedAt === undefined) return [];
    return [omitUndefined({ of, achievementId: milestone.achievementId, reachedAt, steps })];
  });
  return omitUndefined({
    state: stateOf(groups, doneAt !== undefined),
    groups,
    done: Math.min(groups.filter((group) => group.doneAt).length, needed),
    needed,
    doneAt,
    reached,
  });
}
