import { omitUndefined } from '../base/index.js';
import type { CourseKey } from '../grades/index.js';
import { readAll } from '../awards/index.js';
import type { Reading, RosterLookup, Rule } from '../rules/index.js';
import type { CheckDeps } from './check-deps.js';
import type { postponedInputs } from './input-failure.js';
import { throwIfSilent, reportPlatform } from './report-platform.js';

export type Readings = ReadonlyMap<string, Reading>;

const rowsIn = (readings: Readings): string[] =>
  [...readings.values()].flatMap((reading) =>
    'pull' in reading ? reading.pull.grades.map((grade) => grade.userId) : [],
  );

export interface CourseReading {
  readonly readings: Readings;
  /** Whom the rows are about. */
  readonly userIds: readonly string[];
}

/**
 * Reads the grades of a course, or of one learner.
 * @throws UpstreamFailed where the platform does not answer
 */
export async function readGrades(
  deps: Pick<CheckDeps, 'pull' | 'platforms'>,
  course: CourseKey,
  rules: readonly Rule[],
  userId: string | undefined,
  postponed: ReturnType<typeof postponedInputs>,
): Promise<CourseReading> {
  const options = omitUndefined({ userId });
  const readings = await readAll(rules, async (input) => {
    const waits = postponed(input);
    if (waits) throw waits;
    return deps.pull(course, input, options);
  });
  await reportPlatform(deps.platforms, course, readings);
  throwIfSilent(readings);
  return { readings, userIds: rowsIn(readings) };
}

/** Reads who learns in a course; of one learner, newer than what serves a whole course. */
export async function readLearners(
  deps: Pick<CheckDeps, 'learners' | 'learnersFor' | 'clock'>,
  course: CourseKey,
  userId: string | undefined,
  userIds: readonly string[],
): Promise<{ readonly learners: RosterLookup; readonly rosterAt: Date }> {
  const now = deps.clock.now();
  if (userId !== undefined)
    return { learners: await deps.learnersFor(course, userId), rosterAt: now };
  const learners = await deps.learners(course, userIds);
  return { learners, rosterAt: learners?.readAt ?? now };
}
