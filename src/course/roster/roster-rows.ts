import { gradeInWords, latestOf, personKey, type DecisionRecord } from '../../awards/index.js';
import { type Rule, type Localizer, nameIn } from '../../rules/index.js';
import type { RosterEntry } from '../entries/roster-entry.js';
import type { LearnerStatus } from '../entries/learner-status.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { Visit } from '../visit/visit.js';
import { actorNamesOf } from './hand-sentence.js';
import { whyOf } from './why-of.js';

/** One learner on the page of a roster. */
export interface Row {
  readonly userId: string;
  readonly name: string;
  readonly standing: LearnerStatus;
  readonly grade: string;
  readonly why: string;
  readonly awardedAt: Date | undefined;
  readonly isSilent: boolean;
  /** Whether the learner has a decision or a badge here and has left the course's roster. */
  readonly hasLeft: boolean;
}

function gradeOf(words: Localizer, record: DecisionRecord | undefined): string {
  const graded = record?.decision.inputs.filter(
    (trace) => trace.score !== undefined || trace.letter !== undefined,
  );
  return graded?.map((trace) => gradeInWords(words, trace)).join(' · ') ?? '';
}

/**
 * Models the rows of one page, from the awards and decisions of these learners alone.
 * @param due the statuses that a check which is on its way will say anew
 */
export async function rowsOf(
  deps: Pick<CourseDeps, 'awards' | 'decisions' | 'people'>,
  visit: Visit,
  rule: Rule,
  page: readonly RosterEntry[],
  due: ReadonlySet<LearnerStatus>,
): Promise<Row[]> {
  const { platformId } = visit.course;
  const users = page.map(({ userId }) => userId);
  const [records, awards] = await Promise.all([
    deps.decisions.listFor(rule.id, users),
    deps.awards.findFor(
      rule.achievementId,
      users.map((userId) => personKey(platformId, userId)),
    ),
  ]);
  const recordOf = new Map(records.map((record) => [record.userId, record]));
  const awardOf = new Map(
    users.map((userId) => [
      userId,
      latestOf(awards.filter((each) => each.userId === userId && each.ruleId === rule.id)),
    ]),
  );
  const names = await actorNamesOf(
    deps,
    [...awardOf.values()].filter((award) => award !== undefined),
  );
  return page.map(({ userId, name, standing: kept, hasLeft = false }): Row => {
    const award = awardOf.get(userId);
    const record = recordOf.get(userId);
    const isOpen = award === undefined && (kept !== 'none' || record === undefined);
    const isUnderWay = isOpen && due.has(kept);
    const standing = isUnderWay ? 'under-way' : kept;
    return {
      userId,
      name: name ?? nameIn(visit, null, platformId, userId),
      hasLeft,
      standing,
      grade: gradeOf(visit, record),
      why: whyOf(visit, rule, award, record, { standing, isUnderWay, names }),
      awardedAt: award?.state === 'active' ? award.awardedAt : undefined,
      isSilent: award?.state === 'active' && award.notNotified === true,
    };
  });
}
