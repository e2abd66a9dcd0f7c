import type { RuleReadings } from '../awards/index.js';
import type { RosterLookup, Rule } from '../rules/index.js';
import type { CheckDeps } from './check-deps.js';
import type { Round } from './round.js';

/** Holders of the rule's badge whose grade is gone. */
async function holdersWithout(
  deps: CheckDeps,
  rule: Rule,
  isGone: (userId: string) => boolean,
): Promise<string[]> {
  if (rule.afterFall.policy === 'keep') return [];
  const missing: string[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await deps.awards.listByRule(rule.id, after ? { after } : {});
    for (const award of page)
      if (award.state === 'active' && isGone(award.userId)) missing.push(award.userId);
    after = page.at(-1)?.id;
    if (page.length < 1_000) return missing;
  }
}

/**
 * Learners who have no row any more and were decided on one (Canvas drops an emptied grade, Moodle does after a course reset):
 * looked at like the others, so that nobody is shown a grade that is gone.
 */
export async function withoutRow(
  deps: CheckDeps,
  rule: Rule,
  seen: ReadonlySet<string>,
  learners: RosterLookup,
): Promise<string[]> {
  if (!learners) return [];
  const isGone = (userId: string) => learners.has(userId) && !seen.has(userId);
  const holders = await holdersWithout(deps, rule, isGone);
  const decided = (await deps.decisions.listUsers(rule.id)).filter(isGone);
  return [...new Set([...holders, ...decided])];
}

/**
 * Without those who have no row because they left: platforms drop their rows at once, while a roster may be minutes old.
 * Nobody loses a badge for leaving.
 */
export async function withoutLeavers(
  deps: CheckDeps,
  rule: Rule,
  readings: RuleReadings,
  population: readonly string[],
  { course, userId, learners, now }: Round,
): Promise<readonly string[]> {
  const rows = new Set(readings.userIds);
  const isSafe = userId !== undefined || !learners || rule.afterFall.policy === 'keep';
  if (isSafe || population.every((each) => rows.has(each))) return population;
  const fresh = await deps.learners(course, [], now);
  return population.filter((each) => rows.has(each) || fresh?.has(each) === true);
}

/**
 * Without those who left or were suspended meanwhile: what a look knows of the roster may be minutes old, which is soon enough for
 * everything but a badge.
 * @param winners who would be awarded something now
 */
export async function stillHere(
  deps: Pick<CheckDeps, 'learnersFor' | 'suspendedNow'>,
  winners: readonly string[],
  { course, learners }: Round,
): Promise<readonly string[]> {
  const [first] = winners;
  if (first === undefined) return winners;
  const roster = learners && (await deps.learnersFor(course, first));
  const here = winners.filter((each) => !roster || roster.has(each));
  const suspended = await deps.suspendedNow(course, here);
  return here.filter((each) => !suspended.has(each));
}
