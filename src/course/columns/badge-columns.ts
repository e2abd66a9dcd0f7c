import type { Audit, AuditAction } from '../../audit/index.js';
import {
  backOffMs,
  Conflict,
  isAnswer,
  type BackOff,
  type Clock,
  type LaurelError,
} from '../../base/index.js';
import { BADGE_COLUMN_TAG, type CourseKey, type Mirrors } from '../../grades/index.js';
import type { Ags, Score, ScoreColumn } from '../../lti/index.js';
import type { Translate } from '../../web/index.js';
import type { Work } from '../../work/index.js';
import { type Award, type AwardStore, givingKey } from '../../awards/index.js';
import type { Rule, RuleStore } from '../../rules/index.js';
import type { BadgeColumn, BadgeColumnStore, Refused, SentOutcome } from './badge-column-store.js';

/** The maximum of a badge column: one point for a badge that was earned. */
const POINTS = 1;
/** How many scores of one column are sent in one round; the others follow in the next. */
const AT_ONCE = 200;
const ALL = 100_000;
/**
 * The waits before a refused score is sent again: Canvas takes no score while a course is unpublished, or of a person
 * who is not enrolled yet.
 */
const AGAIN: BackOff = { firstMs: 10 * 60_000, mostMs: 6 * 3_600_000, jitter: [0.9, 1.1] };
/** Codes of errors that a platform may give for one person's score while it takes others. */
const OF_ONE_SCORE = new Set(['service_failed', 'score_malformed']);
/** So many failures in one round mean that the platform is out of order rather than the scores. */
const FAILURES_AT_ONCE = 3;
/** How many rounds in a row may fail before a column is left alone for longer. */
const PROBLEMS_AT_EASE = 5;
/** The waits for a column that is not published: short enough that its scores follow soon after it is. */
const COLUMN_AGAIN: BackOff = { firstMs: 10 * 60_000, mostMs: 3_600_000 };
/** How long making a column may hold its lock, in milliseconds; it takes a few calls to the platform. */
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
  /** The words of a course's language: the gradebook is read by all its students. */
  readonly wordsOf: (course: CourseKey) => Promise<Translate>;
}

/** Gradebook columns that show who has earned a badge, for badges whose instructor asks for one. */
export interface BadgeColumns {
  find(rule: Rule): Promise<BadgeColumn | null>;
  /** @returns how many scores the platform has not taken so far; each is sent again while its award stands */
  countRefused(rule: Rule): Promise<number>;
  /** @returns what the column is called, in the course's language */
  labelOf(rule: Rule, badgeName: string): Promise<string>;
  /** Makes the column, or takes the one that is there. @throws the platform's refusal */
  make(rule: Rule, badgeName: string, actor: string): Promise<void>;
  /** Removes the column. @returns false where the platform keeps it; no more scores are sent to it in either case */
  remove(rule: Rule, actor: string): Promise<boolean>;
  /** Sends the scores that are due, of every column. It can be repeated after a crash at any point. */
  sendDue(): Promise<void>;
}

/**
 * @returns a column after a round with a problem: the next rounds come at the usual times, and later if the problem
 *   lasts (a course that has ended)
 */
function troubled({ code, message: problem }: LaurelError, problems: number, now: Date) {
  const lasting = problems - PROBLEMS_AT_EASE;
  const wait = lasting > 0 ? backOffMs(COLUMN_AGAIN, lasting) : 0;
  return { problem, problemCode: code, problems, tryAgainAt: new Date(now.getTime() + wait) };
}

const scoreOf = (column: BadgeColumn, t: Translate, award: Award, timestamp: Date): Score => ({
  userId: award.userId,
  scoreGiven: POINTS,
  scoreMaximum: POINTS,
  comment: t('keep.column.comment', { column: column.label }),
  activityProgress: 'Completed',
  gradingProgress: 'FullyGraded',
  timestamp,
});

/** A score that is to be sent. */
interface Due {
  readonly award: Award;
  /** When the column's grades were read. */
  readonly at: Date;
  /** What the platform answered to the score before. */
  readonly known: Refused | undefined;
  /** The words of the course's language. */
  readonly t: Translate;
}

/** @returns a column after a round without a problem */
function withoutTrouble(kept: BadgeColumn): BadgeColumn {
  const column: { -readonly [K in keyof BadgeColumn]: BadgeColumn[K] } = { ...kept };
  delete column.problem;
  delete column.problemCode;
  delete column.problems;
  delete column.tryAgainAt;
  return column;
}

/** @returns badge columns, over the platforms' gradebooks */
export function createBadgeColumns(deps: Deps): BadgeColumns {
  const { ags, audit, columns } = deps;

  const note = (rule: Rule, action: AuditAction, actor: string) =>
    audit.record({ actor, action, subject: `rule:${rule.id}`, ...rule.tenant });

  async function labelOf(rule: Rule, badgeName: string): Promise<string> {
    const t = await deps.wordsOf(rule.tenant);
    return t('keep.column.label', { name: badgeName });
  }

  /** Makes a column under a lock: two requests, or two workers, would each find none and make one. */
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
   * Sends one score and saves the outcome; a refusal with when it is sent again.
   * @returns the error where the platform's answer was not usable, which may concern this score alone
   * @throws errors that concern the platform or the column, after which nothing else can be sent
   */
  async function sendOne(
    column: BadgeColumn,
    opened: ScoreColumn,
    { award, at, known, t }: Due,
  ): Promise<LaurelError | null> {
    let outcome: SentOutcome;
    let error: LaurelError | null = null;
    try {
      outcome = await opened.postScore(scoreOf(column, t, award, at));
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
   * Sends a column's scores, only to people without a grade: on Moodle a column without an activity is a manual one,
   * where a tool's score would replace a teacher's. Reading the grades first also recognises what was sent just before
   * a crash. The scores bear the time of that reading: Moodle refuses one that is not later than the last grade (409),
   * so that a grade typed meanwhile stays.
   */
  async function send(column: BadgeColumn): Promise<void> {
    const { tenant, ruleId, lineItemUrl } = column;
    const rule = await deps.rules.get(tenant, ruleId);
    if (rule?.state !== 'active') return;
    const [awards, sent] = await Promise.all([
      deps.awards.listByRule(ruleId, { limit: ALL }),
      columns.listSent(ruleId),
    ]);
    const t = await deps.wordsOf(tenant);
    const lookedAt = deps.clock.now();
    const knownOf = (award: Award) => sent.refused.get(givingKey(award));
    const isDue = (award: Award) =>
      !sent.done.has(givingKey(award)) && (knownOf(award)?.tryAgainAt ?? lookedAt) <= lookedAt;
    const due = awards.filter((each) => each.state === 'active' && isDue(each));
    if (due.length === 0) return;
    // Scores that were never sent go first, so that refused ones delay nobody.
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
      const known = knownOf(award);
      const error = await sendOne(column, opened, { award, at: lookedAt, known, t });
      if (!error) continue;
      last = error;
      failures += 1;
      if (failures >= FAILURES_AT_ONCE) break;
    }
    if (last) throw last;
  }

  return {
    find: (rule) => columns.get(rule.tenant, rule.id),
    labelOf,
    countRefused: async (rule) => (await columns.listSent(rule.id)).refused.size,

    async make(rule, badgeName, actor) {
      await createOnce(rule, await labelOf(rule, badgeName));
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
