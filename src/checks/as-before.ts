import { readingsOf } from '../awards/index.js';
import { findAssessmentChange, type Reading, type Rule } from '../rules/index.js';
import type { CheckDeps } from './check-deps.js';
import type { SeenCourse } from './course-check.js';
import { digestRule } from './digest-rule.js';

/** A roster is read again after so long, whatever else has stayed as it was. */
export const ROSTER_MS = 10 * 60_000;

type Readings = ReadonlyMap<string, Reading>;

/** Whether everything that the rule asks for could be read, row by row, and may be relied on. */
function isPlain(rule: Rule, readings: ReturnType<typeof readingsOf>): boolean {
  if (findAssessmentChange(rule, readings.byInput)) return false;
  return [...readings.byInput.values()].every(
    (reading) =>
      'pull' in reading &&
      !reading.pull.notices.some(({ blocks }) => blocks) &&
      !reading.pull.grades.some(({ state }) => state === 'unreadable'),
  );
}

/**
 * What the platform tells that a rule asks for, of whomever it is, with everything else that decides: a text that stays
 * equal as long as nothing of it has changed. Absent where something could not be read, or may not be relied on.
 */
export async function toldOf(
  deps: Pick<CheckDeps, 'awards' | 'validity'>,
  rule: Rule,
  all: Readings,
  now: Date,
): Promise<string | undefined> {
  const readings = readingsOf(rule, all, null);
  return isPlain(rule, readings) ? digestRule(deps, rule, readings, now) : undefined;
}

/** What a whole look that read the roster at `rosterAt` saw, of those rules that it came to the end of. */
export async function seenOf(
  deps: Pick<CheckDeps, 'awards' | 'validity'>,
  rules: readonly Rule[],
  readings: Readings,
  at: { readonly begun: Date; readonly now: Date; readonly rosterAt: Date },
  digests: Readonly<Record<string, string>>,
): Promise<SeenCourse> {
  const told: Record<string, string> = {};
  for (const rule of rules) {
    if (digests[rule.id] === undefined) continue;
    const text = await toldOf(deps, rule, readings, at.now);
    if (text !== undefined) told[rule.id] = text;
  }
  return { at: at.begun, rosterAt: at.rosterAt, told };
}

/**
 * Whether a course is as a look saw it that read its roster lately, and nobody has asked for it since: then a new look would
 * find nothing, and need not read the roster.
 */
export async function isAsBefore(
  deps: Pick<CheckDeps, 'awards' | 'validity'>,
  rules: readonly Rule[],
  readings: Readings,
  now: Date,
  before: { readonly seen?: SeenCourse; readonly wantedAt?: Date },
): Promise<boolean> {
  const { seen, wantedAt } = before;
  if (seen === undefined || (wantedAt !== undefined && wantedAt > seen.at)) return false;
  const age = now.getTime() - seen.rosterAt.getTime();
  if (age < 0 || age >= ROSTER_MS) return false;
  for (const rule of rules) {
    const was = seen.told[rule.id];
    if (was === undefined || was !== (await toldOf(deps, rule, readings, now))) return false;
  }
  return true;
}
