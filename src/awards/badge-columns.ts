import type { Audit } from '../audit/index.js';
import { Conflict, isAnswer, type Clock } from '../base/index.js';
import type { Mirrors } from '../grades/index.js';
import type { Ags } from '../lti/index.js';
import type { Work } from '../work/index.js';
import type { AwardStore } from './award-store.js';
import { givingKey, type Award } from './award.js';
import type { BadgeColumn, BadgeColumnStore } from './badge-column-store.js';
import type { RuleStore } from './rule-store.js';
import type { Rule } from './rule.js';

/** Tells these columns from those that are graded: no rule may ask for them. */
export const BADGE_COLUMN_TAG = 'laurel-badge';
/** A column of one point: earned, or not. */
const POINTS = 1;
/** Scores of one column in one round; the rest follows in the next. */
const AT_ONCE = 200;
const ALL = 100_000;
/** Making a column is a few calls of the platform. */
const MAKING_MS = 60_000;

interface Deps {
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly rules: Pick<RuleStore, 'get'>;
  readonly awards: Pick<AwardStore, 'listByRule'>;
  readonly columns: BadgeColumnStore;
  readonly ags: Pick<Ags, 'createLineItem' | 'deleteLineItem' | 'fetchResults' | 'postScore'>;
  readonly mirrors: Pick<Mirrors, 'columnMade'>;
  readonly work: Pick<Work, 'lease'>;
}

/** Gradebook columns that show who has earned a badge, where an instructor asks for one. */
export interface BadgeColumns {
  find(rule: Rule): Promise<BadgeColumn | null>;
  /** Makes the column, or finds the one that is there. Throws what the platform says against it. */
  make(rule: Rule, badgeName: string, actor: string): Promise<void>;
  /** @returns false where the platform keeps the column; nothing is sent to it any more all the same */
  remove(rule: Rule, actor: string): Promise<boolean>;
  /** Sends the scores that are due, of every column. Safe to repeat after a crash at any line. */
  sendDue(): Promise<void>;
}

export function createBadgeColumns(deps: Deps): BadgeColumns {
  const { ags, audit, columns } = deps;

  const note = (rule: Rule, action: string, actor: string) =>
    audit.record({ ...{ actor, action, subject: `rule:${rule.id}` }, ...rule.tenant });

  async function sendOne(column: BadgeColumn, award: Award, timestamp: Date) {
    return ags.postScore(column.tenant, column.lineItemUrl, {
      userId: award.userId,
      scoreGiven: POINTS,
      scoreMaximum: POINTS,
      comment: `${column.label} – earned in Laurel.`,
      activityProgress: 'Completed',
      gradingProgress: 'FullyGraded',
      timestamp,
    });
  }

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
    const due = awards.filter((each) => each.state === 'active' && !sent.has(givingKey(each)));
    if (due.length === 0) return;
    const lookedAt = deps.clock.now();
    const results = await ags.fetchResults(tenant, lineItemUrl);
    const graded = new Set(
      results.filter((result) => result.resultScore !== null).map((result) => result.userId),
    );
    for (const award of due.slice(0, AT_ONCE)) {
      const outcome = graded.has(award.userId) ? 'kept' : await sendOne(column, award, lookedAt);
      await columns.noteSent(ruleId, givingKey(award), outcome);
    }
  }

  return {
    find: (rule) => columns.get(rule.tenant, rule.id),

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
      for (const { problem, ...column } of await columns.list()) {
        try {
          await send(column);
          if (problem !== undefined) await columns.save(column);
        } catch (error) {
          if (!isAnswer(error)) throw error;
          if (problem !== error.message) await columns.save({ ...column, problem: error.message });
        }
      }
    },
  };
}

/** Of a course's columns those that an assessment may be read from. */
export function withoutBadgeColumns<T extends { readonly tag?: string }>(items: readonly T[]): T[] {
  return items.filter((item) => item.tag !== BADGE_COLUMN_TAG);
}
