import { createHash } from 'node:crypto';
import { isAnswer } from '../base/index.js';
import type { CourseKey, Grade, Pull } from '../grades/index.js';
import {
  type AssessmentInput,
  type RosterLookup,
  type Reading,
  type Rule,
  assessmentInputs,
  badgeInputs,
  isAboutPlatform,
} from '../rules/index.js';
import type { AwardStore } from './award-store.js';
import { personKey } from './award.js';
import type { Facts, InputFact } from './decision.js';

/** Reads one assessment of a course; throws when it could not be read whole. */
export type PullGrades = (
  course: CourseKey,
  assessment: Pick<AssessmentInput, 'source' | 'assessmentId'>,
  options: { readonly userId?: string },
) => Promise<Pull>;

/**
 * The course's learners, as they were read at `notBefore` or later where it is given; null where the platform tells no
 * roster. Throws when it could not be read.
 */
export type ReadLearners = (
  course: CourseKey,
  wanted: readonly string[],
  notBefore?: Date,
) => Promise<RosterLookup>;

type Pulls = (assessment: Pick<AssessmentInput, 'source' | 'assessmentId'>) => Promise<Pull>;

/** Names an assessment among those of its course. */
export const readingKey = (input: Pick<AssessmentInput, 'source' | 'assessmentId'>): string =>
  `${input.source} ${input.assessmentId}`;

/**
 * Reads each assessment that any of the rules asks for, once. A reading that fails is an answer too: it decides nothing. A
 * way of reading on which the platform does not answer is not tried again in this round.
 */
export async function readAll(
  rules: readonly Pick<Rule, 'inputs'>[],
  pull: Pulls,
): Promise<ReadonlyMap<string, Reading>> {
  const readings = new Map<string, Reading>();
  const silent = new Map<string, Reading>();
  for (const input of rules.flatMap(assessmentInputs)) {
    const key = readingKey(input);
    if (readings.has(key)) continue;
    const same = silent.get(input.source);
    if (same) {
      readings.set(key, same);
      continue;
    }
    try {
      readings.set(key, { pull: await pull(input) });
    } catch (error) {
      if (!isAnswer(error)) throw error;
      const failed: Reading = { problem: 'unreachable', error };
      readings.set(key, failed);
      if (isAboutPlatform(error)) silent.set(input.source, failed);
    }
  }
  return readings;
}

/** What has been read for one rule, by learner. */
export interface RuleReadings {
  readonly byInput: ReadonlyMap<string, Reading>;
  /** Learners with a row in at least one of the readings. */
  readonly userIds: readonly string[];
  gradeFacts(userId: string): Record<string, InputFact>;
  /** A digest that is equal for readings that say the same, in whatever order. */
  readonly digest: string;
  /** A digest of what the readings say of times: for a badge that is renewed by passing again. */
  timesDigest(): string;
}

const gradeText = (grade: Grade): string =>
  [
    grade.userId,
    grade.state,
    grade.score,
    grade.maximum,
    grade.letter,
    grade.completion,
    grade.released,
  ].join('\u0000');

const timesText = ({ userId, gradedAt, submittedAt }: Grade): string =>
  [userId, gradedAt?.getTime(), submittedAt?.getTime()].join('\u0000');

export function readingsOf(
  rule: Pick<Rule, 'inputs'>,
  readings: ReadonlyMap<string, Reading>,
  learners: RosterLookup,
): RuleReadings {
  const byInput = new Map<string, Reading>();
  const grades = new Map<string, Map<string, Grade>>();
  const users = new Set<string>();
  const hash = createHash('sha256');
  for (const input of assessmentInputs(rule)) {
    const reading = readings.get(readingKey(input)) ?? { problem: 'not-read', error: null };
    byInput.set(input.id, reading);
    if (!('pull' in reading)) continue;
    const own = new Map<string, Grade>();
    for (const grade of reading.pull.grades) {
      if (learners && !learners.has(grade.userId)) continue;
      own.set(grade.userId, grade);
      users.add(grade.userId);
    }
    grades.set(input.id, own);
    hash.update(`${input.id}\u0001${[...own.values()].map(gradeText).sort().join('\u0001')}\u0002`);
  }
  const gradeFacts = (userId: string): Record<string, InputFact> => {
    const facts: Record<string, InputFact> = {};
    for (const [id, reading] of byInput) {
      facts[id] =
        'pull' in reading
          ? { readAt: reading.pull.readAt, grade: grades.get(id)?.get(userId) ?? null }
          : { problem: reading.problem };
    }
    return facts;
  };
  const timesDigest = () => {
    const times = [...grades].map(
      ([id, own]) => `${id}${[...own.values()].map(timesText).sort().join('\u0001')}`,
    );
    return createHash('sha256').update(times.join('\u0002')).digest('base64url');
  };
  const digest = hash.digest('base64url');
  return { byInput, userIds: [...users].sort(), gradeFacts, digest, timesDigest };
}

/** The facts about a batch of learners: their grades, and the badges they hold that the rule asks for. */
export async function factsFor(
  rule: Pick<Rule, 'inputs' | 'tenant'>,
  userIds: readonly string[],
  readings: RuleReadings,
  awards: Pick<AwardStore, 'findHeld'>,
): Promise<ReadonlyMap<string, Facts>> {
  const wanted = badgeInputs(rule);
  const keyOf = (userId: string) => personKey(rule.tenant.platformId, userId);
  const held = new Map<string, Map<string, Date>>();
  if (wanted.length > 0) {
    for (const each of await awards.findHeld(wanted, userIds.map(keyOf))) {
      const since = held.get(each.personKey) ?? new Map<string, Date>();
      const known = since.get(each.achievementId);
      if (!known || known < each.awardedAt) since.set(each.achievementId, each.awardedAt);
      held.set(each.personKey, since);
    }
  }
  const none: ReadonlyMap<string, Date> = new Map();
  return new Map(
    userIds.map((userId) => {
      const badgesSince = held.get(keyOf(userId)) ?? none;
      const badges: ReadonlySet<string> = new Set(badgesSince.keys());
      return [userId, { grades: readings.gradeFacts(userId), badges, badgesSince }];
    }),
  );
}

/**
 * The learners a full check looks at: those with a row, and those who hold a badge that the rule asks for. In order, so
 * that what a batch writes of them lies together in the store.
 */
export async function populationOf(
  rule: Rule,
  readings: RuleReadings,
  learners: RosterLookup,
  awards: Pick<AwardStore, 'listHolders'>,
): Promise<string[]> {
  const wanted = badgeInputs(rule);
  if (wanted.length === 0) return [...readings.userIds].sort();
  const holders = await awards.listHolders(rule.tenant.platformId, wanted);
  const here = learners ? holders.filter((userId) => learners.has(userId)) : holders;
  return [...new Set([...readings.userIds, ...here])].sort();
}
