import type { Audit, AuditAction } from '../../audit/index.js';
import type { Achievements } from '../../achievements/index.js';
import { Conflict, NotFound, omitUndefined } from '../../base/index.js';
import type { Lti } from '../../lti/index.js';
import { labelOf, type People } from '../../people/index.js';
import { UNDO_MS, type Rule, type RuleNews, type Localizer } from '../../rules/index.js';
import type { ChangeRuleDeps } from './change-rule.js';
import { imageOf, requirementOf } from '../visit/rule-card.js';

/** A badge that an administrator has to approve before it is given. */
export interface WaitingBadge {
  readonly id: string;
  readonly platformId: string;
  readonly course: string;
  readonly name: string;
  /** The path of the badge's picture. */
  readonly image: string;
  /** Who asked for approval, by the name of today; absent where that is not known (any more). */
  readonly teacher?: string;
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

interface Deps extends Omit<ChangeRuleDeps, 'audit'> {
  readonly audit: Pick<Audit, 'record' | 'list'>;
  readonly people: Pick<People, 'findMany'>;
  readonly achievements: Pick<Achievements, 'getVersion'>;
  readonly lti: { readonly contexts: Pick<Lti['contexts'], 'find'> };
}

/** What brings a badge before an administrator. */
const ASKED = new Set(['rule.submitted', 'rule.changed']);

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

  /** The latest who sent the badge or a change of it, as the audit log keeps it; what was done by Laurel has no teacher. */
  async function teacherOf({ id }: Rule): Promise<string | undefined> {
    const entries = await audit.list({ subject: `rule:${id}`, limit: 20 });
    const asked = entries.find(({ action }) => ASKED.has(action));
    const personId = /^person:(.+)$/.exec(asked?.actor ?? '')?.[1];
    if (personId === undefined) return undefined;
    const [person] = await deps.people.findMany([personId]);
    return person && person.erasedAt === undefined ? labelOf(person) : undefined;
  }

  async function decide(
    rule: Rule,
    action: AuditAction,
    actor: string,
    { details = {}, news }: { details?: object; news?: RuleNews } = {},
  ) {
    if (!(await rules.save(rule, news))) {
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
          return omitUndefined({
            id: rule.id,
            platformId: rule.tenant.platformId,
            course: context?.title ?? '',
            name: content.name,
            image: imageOf(achievementId, achievementVersion),
            teacher: await teacherOf(rule),
            canDo: content.description,
            criteria: content.criteria,
            requirement: requirementOf(words, rule),
          });
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
      const news = rule.activatedAt ? 'rule.resumed' : 'rule.activated';
      await decide({ ...rule, ...begun, state: 'active' }, 'rule.approved', actor, { news });
      await checks.scheduleCheck(rule.tenant, now);
    },

    async sendBack(within, id, reason, actor) {
      const rule = await getWaiting(within, id);
      await decide(
        { ...rule, state: rule.activatedAt ? 'paused' : 'draft', sentBack: reason },
        'rule.sent_back',
        actor,
        { details: { reason } },
      );
    },
  };
}
