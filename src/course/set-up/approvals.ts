import type { AuditAction } from '../../audit/index.js';
import type { Achievements } from '../../achievements/index.js';
import { Conflict, NotFound } from '../../base/index.js';
import type { Lti } from '../../lti/index.js';
import { UNDO_MS, type Rule, type Localizer } from '../../rules/index.js';
import type { ChangeRuleDeps } from './change-rule.js';
import { requirementOf } from '../visit/rule-card.js';

/** A badge that an administrator has to approve before it is given. */
export interface WaitingBadge {
  readonly id: string;
  readonly platformId: string;
  readonly course: string;
  readonly name: string;
  readonly canDo: string;
  readonly criteria: string;
  /** The assessments and their marks, in one line. */
  readonly requirement: string;
}

/** Which badges: those of one platform, of one of its deployments, or of all (null). */
type Within = { readonly platformId: string; readonly deploymentId?: string } | null;

/**
 * Rules that wait for an administrator. @throws NotFound for a badge outside of `within`, as for one that does not
 * exist
 */
export interface Approvals {
  list(within: Within, words: Localizer): Promise<readonly WaitingBadge[]>;
  /** Activates the rule; learners who have earned the badge get it soon. @throws Conflict when it changed meanwhile */
  approve(within: Within, id: string, actor: string): Promise<void>;
  /** Returns the rule to its instructor as a draft, with the reason. */
  sendBack(within: Within, id: string, reason: string, actor: string): Promise<void>;
}

interface Deps extends ChangeRuleDeps {
  readonly achievements: Pick<Achievements, 'getVersion'>;
  readonly lti: { readonly contexts: Pick<Lti['contexts'], 'find'> };
}

/** @returns the rules that wait for an administrator */
export function createApprovals(deps: Deps): Approvals {
  const { rules, clock, audit, checks } = deps;

  async function getWaiting(within: Within, id: string): Promise<Rule> {
    const rule = (await rules.listWaiting(within)).find((each) => each.id === id);
    if (rule) return rule;
    throw new NotFound('approval_unknown', 'No such badge waits for approval.', {
      action: 'Somebody may have decided already: look at the list again.',
    });
  }

  async function decide(rule: Rule, action: AuditAction, actor: string, details: object = {}) {
    if (!(await rules.save(rule))) {
      throw new Conflict('rule_changed', 'Somebody else has changed this badge meanwhile.', {
        action: 'Look at it again, then decide.',
      });
    }
    const subject = `rule:${rule.id}`;
    await audit.record({ actor, action, subject, ...rule.tenant, details: { ...details } });
  }

  return {
    async list(within, words) {
      const waiting = await rules.listWaiting(within);
      return Promise.all(
        waiting.map(async (rule) => {
          const { achievementId, achievementVersion } = rule;
          const { content } = await deps.achievements.getVersion(achievementId, achievementVersion);
          const context = await deps.lti.contexts.find(rule.tenant);
          return {
            id: rule.id,
            platformId: rule.tenant.platformId,
            course: context?.title ?? '',
            name: content.name,
            canDo: content.description,
            criteria: content.criteria,
            requirement: requirementOf(words, rule),
          };
        }),
      );
    },

    async approve(within, id, actor) {
      const rule = await getWaiting(within, id);
      const now = clock.now();
      // A badge that was active before the change keeps its activation date; that of a new one can be undone like any
      // other.
      const begun = rule.activatedAt
        ? {}
        : { activatedAt: now, undoUntil: new Date(now.getTime() + UNDO_MS) };
      await decide({ ...rule, ...begun, state: 'active' }, 'rule.approved', actor);
      await checks.scheduleCheck(rule.tenant, now);
    },

    async sendBack(within, id, reason, actor) {
      const rule = await getWaiting(within, id);
      await decide(
        { ...rule, state: rule.activatedAt ? 'paused' : 'draft', sentBack: reason },
        'rule.sent_back',
        actor,
        {
          reason,
        },
      );
    },
  };
}
