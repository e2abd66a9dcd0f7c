import type { Audit } from '../../audit/index.js';
import {
  backOffMs,
  Conflict,
  isAnswer,
  type BackOff,
  type Clock,
  type LaurelError,
} from '../../base/index.js';
import { BADGE_COLUMN_TAG, type Mirrors } from '../../grades/index.js';
import type { Ags, Score, ScoreColumn } from '../../lti/index.js';
import type { Work } from '../../work/index.js';
import { type Award, type AwardStore, givingKey } from '../../awards/index.js';
import type { Rule, RuleStore } from '../../rules/index.js';
import type { BadgeColumn, BadgeColumnStore, Refused, SentOutcome } from './badge-column-store.js';

/** A column of one point: earned, or not. */
const POINTS = 1;
/** Scores of one column in one round; the rest follows in the next. */
const AT_ONCE = 200;
const ALL = 100_000;
/** A course that is not published yet takes no score, as it takes none of somebody who is not enrolled yet. */
const AGAIN: BackOff = { firstMs: 10 * 60_000, mostMs: 6 * 3_600_000, jitter: [0.9, 1.1] };
/** What a platform may say of one person's score while it takes those of others. */
const OF_ONE_SCORE = new Set(['service_failed', 'score_malformed']);
/** Of so many scores that failed in one round it is likelier that the platform is out of order. */
const FAILURES_AT_ONCE = 3;
/** So many rounds in a row may fail before a column is left alone for longer. */
const PROBLEMS_AT_EASE = 5;
/** A column that is not published is looked at often enough that nobody waits when it is. */
const COLUMN_AGAIN: BackOff = { firstMs: 10 * 60_000, mostMs: 3_600_000 };
/** Making a column is a few calls of the platform. */
const MAKING_MS = 60_000;

interface Deps {
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly rules: Pick<RuleStore, 'get'>;
  readonly awards: Pick<AwardStore, 'listByRule'>;
  readonly columns: BadgeColumnStore;
  readonly ags: Pick<Ags, 'createLineItem' | 'deleteLineItem' | 'fetchResults' | 'openColumn'>;
  readonly mirrors: Pick<Mirrors, 'columnMade'>;
  readonly work: Pick<Work, 'lease'>;
}

/** Gradebook columns that show who has earned a badge, where an instructor asks for one. */
export interface BadgeColumns {
  find(rule: Rule): Promise<BadgeColumn | null>;
  /** How many scores the platform has not taken so far; each is tried again while its award stands. */
  countRefused(rule: Rule): Promise<number>;
  /** Makes the column, or finds the one that is there. Throws what the platform says against it. */
  make(rule: Rule, badgeName: string, actor: string): Promise<void>;
  /** @returns false where the platform keeps the column; nothing is sent to it any more all the same */
  remove(rule: Rule, actor: string): Promise<boolean>;
  /** Sends the scores that are due, of every column. Safe to repeat after a crash at any line. */
  sendDue(): Promise<void>;
}

/** A column whose round had a problem: the next rounds are as usual, and rarer if it lasts (a course that has ended). */
function troubled({ code, message: problem }: LaurelError, problems: number, now: Date) {
  const lasting = problems - PROBLEMS_AT_EASE;
  const wait = lasting > 0 ? backOffMs(COLUMN_AGAIN, lasting) : 0;
  return { problem, problemCode: code, problems, tryAgainAt: new Date(now.getTime() + wait) };
}

const scoreOf = (column: BadgeColumn, award: Award, timestamp: Date): Score => ({
  userId: award.userId,
  scoreGiven: POINTS,
  scoreMaximum: POINTS,
  comment: `${column.label} – earned in Laurel.`,
  activityProgress: 'Completed',
  gradingProgress: 'FullyGraded',
  timestamp,
});

/** A score that is to be sent. */
interface Due {
  readonly award: Award;
  /** When the column's grades were read. */
  readonly at: Date;
  /** What the platform said of it before. */
  readonly known: Refused | undefined;
}

/** A column as it is when its scores were taken. */
function withoutTrouble(kept: BadgeColumn): BadgeColumn {
  const column: { -readonly [K in keyof BadgeColumn]: BadgeColumn[K] } = { ...kept };
  delete column.problem;
  delete column.problemCode;
  delete column.problems;
  delete column.tryAgainAt;
  return column;
}

export function createBadgeColumns(deps: Deps): BadgeColumns {
  const { ags, audit, columns } = deps;

  const note = (rule: Rule, action: string, actor: string) =>
    audit.record({ actor, action, subject: `rule:${rule.id}`, ...rule.tenant });

  /** Two windows, or two workers, that asked at once would each find no column there and make one. */
  async function createOnce(rule: Rule, label: string): Promise<void> {
    const made = await deps.work.lease(`badge-column:${rule.id}`, MAKING_MS, async () => {
      await deps.mirrors.columnMade(rule.tenant);
      const item = { label, scoreMaximum: POINTS, resourceId: rule.id, tag: BADGE_COLUMN_TAG };
      const { id: lineItemUrl } = await ags.createLineItem(rule.tenant, item);
      await columns.save({ ruleId: rule.id, tenant: rule.tenant, lineItemUrl, label });
    });
    if (made.taken) return;
    throw new Conflict('column_being_made', 'The column is being made already.', {
      action: 'Open this page again in a moment.',
    });
  }

  /**
   * Sends one score and notes what became of it: a refusal, with when it is tried again.
   * @returns why the platform said nothing usable of it, which is about this score as far as can be told
   * @throws what is about the platform or the column: nothing else can be sent then either
   */
  async function sendOne(
    column: BadgeColumn,
    opened: ScoreColumn,
    { award, at, known }: Due,
  ): Promise<LaurelError | null> {
    let outcome: SentOutcome;
    let error: LaurelError | null = null;
    try {
      outcome = await opened.postScore(scoreOf(column, award, at));
    } catch (thrown) {
      if (!isAnswer(thrown) || !OF_ONE_SCORE.has(thrown.code)) throw thrown;
      outcome = 'failed';
      error = thrown;
    }
    const tries = (known?.tries ?? 0) + 1;
    const tryAgainAt = new Date(deps.clock.now().getTime() + backOffMs(AGAIN, tries));
    const refused = outcome === 'accepted' ? undefined : { tries, tryAgainAt };
    await columns.noteSent(column.ruleId, givingKey(award), outcome, refused);
    return error;
  }

  /**
   * A column without an activity is a manual one on Moodle, where a tool's score would replace a teacher's: so a score
   * goes only where there is no grade. That also recognises what was sent just before a crash. Scores bear the time of
   * that look: Moodle refuses one that is not later than the last grade (409), so what a teacher types meanwhile stays.
   */
  async function send(column: BadgeColumn): Promise<void> {
    const { tenant, ruleId, lineItemUrl } = column;
    const rule = await deps.rules.get(tenant, ruleId);
    if (rule?.state !== 'active') return;
    const [awards, sent] = await Promise.all([
      deps.awards.listByRule(ruleId, { limit: ALL }),
      columns.listSent(ruleId),
    ]);
    const lookedAt = deps.clock.now();
    const knownOf = (award: Award) => sent.refused.get(givingKey(award));
    const isDue = (award: Award) =>
      !sent.done.has(givingKey(award)) && (knownOf(award)?.tryAgainAt ?? lookedAt) <= lookedAt;
    const due = awards.filter((each) => each.state === 'active' && isDue(each));
    if (due.length === 0) return;
    // What was never sent goes first: refusals hold nobody up.
    const ordered = [
      ...due.filter((each) => !knownOf(each)),
      ...due.filter((each) => knownOf(each)),
    ];
    const results = await ags.fetchResults(tenant, lineItemUrl);
    const graded = new Set(
      results.filter((result) => result.resultScore !== null).map((result) => result.userId),
    );
    let failures = 0;
    let last: LaurelError | null = null;
    let opened: ScoreColumn | null = null;
    for (const award of ordered.slice(0, AT_ONCE)) {
      if (graded.has(award.userId)) {
        await columns.noteSent(ruleId, givingKey(award), 'kept');
        continue;
      }
      opened ??= await ags.openColumn(tenant, lineItemUrl);
      const error = await sendOne(column, opened, { award, at: lookedAt, known: knownOf(award) });
      if (!error) continue;
      last = error;
      failures += 1;
      if (failures >= FAILURES_AT_ONCE) break;
    }
    if (last) throw last;
  }

  return {
    find: (rule) => columns.get(rule.tenant, rule.id),
    countRefused: async (rule) => (await columns.listSent(rule.id)).refused.size,

    async make(rule, badgeName, actor) {
      const label = `Badge: ${badgeName}`;
      await createOnce(rule, label);
      await note(rule, 'badge_column.created', actor);
    },

    async remove(rule, actor) {
      const column = await columns.get(rule.tenant, rule.id);
      if (!column) return true;
      const isGone = await ags.deleteLineItem(column.tenant, column.lineItemUrl);
      await columns.remove(rule.id);
      await note(rule, 'badge_column.removed', actor);
      return isGone;
    },

    async sendDue() {
      const now = deps.clock.now();
      for (const kept of await columns.list()) {
        const { problem, problems = 0, tryAgainAt } = kept;
        const column = withoutTrouble(kept);
        if (tryAgainAt !== undefined && tryAgainAt > now) continue;
        try {
          await send(column);
          if (problem !== undefined) await columns.save(column);
        } catch (error) {
          if (!isAnswer(error)) throw error;
          await columns.save({ ...column, ...troubled(error, problems + 1, now) });
        }
      }
    },
  };
}
