import { omitUndefined } from '../../base/index.js';
import type { ReachedLevel, Rubric } from '../../grades/index.js';
import type { Criterion, TaskContent } from './task.js';

/** What a rubric makes of the steps that somebody chose. */
export interface Score {
  readonly points: number;
  readonly maximum: number;
  /** The ids of criteria without a step. */
  readonly missing: readonly string[];
  /** Whether the pass mark is reached; false as long as a criterion has no step. */
  readonly isPassed: boolean;
}

const most = ({ levels }: Criterion): number => Math.max(0, ...levels.map(({ points }) => points));

/** @returns the most points that a rubric gives */
export const maximumOf = ({ criteria }: Pick<TaskContent, 'criteria'>): number =>
  criteria.reduce((sum, one) => sum + most(one), 0);

/** Counts the points of chosen steps. A step that the rubric does not know counts as none. */
export function scoreOf(
  { criteria, pass }: Pick<TaskContent, 'criteria' | 'pass'>,
  chosen: readonly ReachedLevel[],
): Score {
  const found = criteria.map((criterion) => {
    const id = chosen.find((one) => one.criterion === criterion.id)?.level;
    return { criterion, level: criterion.levels.find((level) => level.id === id) };
  });
  const missing = found.flatMap(({ criterion, level }) => (level ? [] : [criterion.id]));
  const points = found.reduce((sum, { level }) => sum + (level?.points ?? 0), 0);
  const reaches = ({ criterion, level }: (typeof found)[number]): boolean => {
    const required = criterion.levels.find(({ id }) => id === criterion.requiredLevel);
    return level !== undefined && (required === undefined || level.points >= required.points);
  };
  const isReached = pass.kind === 'total' ? points >= pass.points : found.every(reaches);
  return {
    points,
    maximum: maximumOf({ criteria }),
    missing,
    isPassed: missing.length === 0 && isReached,
  };
}

/** @returns the rubric as rules and badges know one */
export function rubricOf({ criteria, pass }: Pick<TaskContent, 'criteria' | 'pass'>): Rubric {
  const said = (text: string) => (text === '' ? undefined : text);
  return omitUndefined({
    criteria: criteria.map(({ id, name, description, levels, requiredLevel }) =>
      omitUndefined({
        id,
        name,
        description: said(description),
        requiredLevel: pass.kind === 'each' ? requiredLevel : undefined,
        levels: levels.map((level) =>
          omitUndefined({
            id: level.id,
            name: level.name,
            points: String(level.points),
            description: said(level.description),
          }),
        ),
      }),
    ),
    maximum: String(maximumOf({ criteria })),
    needed: pass.kind === 'total' ? String(pass.points) : undefined,
  });
}
