import type { AuditAction } from '../../audit/index.js';
import { Conflict, NotFound } from '../../base/index.js';
import type { CourseKey } from '../../grades/index.js';
import { sweepUndone } from '../../awards/index.js';
import { UNDO_MS, type Rule, type RuleNews } from '../../rules/index.js';
import type { CourseDeps } from '../visit/course-deps.js';

/** What changing a rule works with. */
export type ChangeRuleDeps = Pick<CourseDeps, 'clock' | 'audit' | 'rules' | 'awards' | 'checks'>;

/** @throws NotFound where there is no such rule, or it belongs to another course */
export async function getRule(
  deps: Pick<ChangeRuleDeps, 'rules'>,
  tenant: CourseKey,
  id: string,
): Promise<Rule> {
  const rule = await deps.rules.get(tenant, id);
  if (rule) return rule;
  throw new NotFound('rule_unknown', 'There is no such badge in this course.', {
    action: 'Go back to the badges of the course.',
  });
}

async function save(
  deps: ChangeRuleDeps,
  rule: Rule,
  action: AuditAction,
  actor: string,
  news?: RuleNews,
): Promise<void> {
  if (!(await deps.rules.save(rule, news))) {
    throw new Conflict('rule_changed', 'Somebody else has changed this badge meanwhile.', {
      action: 'Open it again to see the change, then make yours.',
    });
  }
  await deps.audit.record({ actor, action, subject: `rule:${rule.id}`, ...rule.tenant });
}

/** What can be done to a rule. */
export type RuleChange = 'pause' | 'resume' | 'end' | 'confirm';

/** Whether a change would alter the rule at all. */
function changes({ state, release }: Rule, change: RuleChange): boolean {
  if (change === 'pause') return state === 'active';
  if (change === 'resume') return state === 'paused';
  if (change === 'end') return state !== 'ended';
  return release.policy === 'confirm' && release.confirmedAt === undefined;
}

/**
 * Pauses, resumes or ends a rule, or confirms that its results are released. Awards stay.
 * @returns whether anything changed; without a change nothing is saved or audited
 */
export async function changeRule(
  deps: ChangeRuleDeps,
  tenant: CourseKey,
  id: string,
  change: RuleChange,
  actor: string,
): Promise<boolean> {
  const rule = await getRule(deps, tenant, id);
  const now = deps.clock.now();
  if (!changes(rule, change)) return false;
  if (change === 'pause') {
    await save(deps, { ...rule, state: 'paused' }, 'rule.paused', actor, 'rule.paused');
  }
  if (change === 'resume') {
    if (rule.pausedFor && rule.pausedFor.code !== 'many_fell') {
      throw new Conflict('rule_drifted', 'What this badge asks for has changed in the course.', {
        action: 'Look at its rule again and save it; it then goes on.',
      });
    }
    if (rule.sentBack !== undefined) {
      throw new Conflict('rule_sent_back', 'An administrator did not approve this badge.', {
        action: 'Change it as they ask; then it waits for approval again.',
      });
    }
    const resumed: { -readonly [K in keyof Rule]: Rule[K] } = { ...rule, state: 'active' };
    delete resumed.pausedFor;
    await save(deps, resumed, 'rule.resumed', actor, 'rule.resumed');
  }
  if (change === 'end') {
    const ended = { from: rule.state, undoUntil: new Date(now.getTime() + UNDO_MS) };
    await save(deps, { ...rule, state: 'ended', ended }, 'rule.ended', actor, 'rule.ended');
  }
  if (change === 'confirm') {
    const release = { policy: 'confirm' as const, confirmedAt: now };
    await save(deps, { ...rule, release }, 'rule.release_confirmed', actor);
  }
  await deps.checks.scheduleCheck(tenant, now);
  return true;
}

/**
 * Replaces what a rule asks for. A rule that was paused because an assessment changed becomes active again, or waits
 * for an administrator.
 */
export async function replacePlan(
  deps: ChangeRuleDeps,
  rule: Rule,
  next: Rule,
  actor: string,
  needsApproval = false,
): Promise<void> {
  const isDrifted = rule.state === 'paused' && rule.pausedFor !== undefined;
  const cleared: { -readonly [K in keyof Rule]: Rule[K] } = { ...next };
  delete cleared.pausedFor;
  delete cleared.sentBack;
  const state = isDrifted ? 'active' : rule.state;
  const waits = needsApproval && state !== 'ended' && state !== 'draft';
  const isHeld = waits && rule.state === 'active';
  const news = isHeld ? 'rule.paused' : isDrifted && !waits ? 'rule.resumed' : 'rule.changed';
  await save(deps, { ...cleared, state: waits ? 'waiting' : state }, 'rule.changed', actor, news);
  await deps.checks.scheduleCheck(rule.tenant, deps.clock.now());
}

/**
 * Undoes an activation within its time, before any mail has gone out. The rule stops first, then its awards are
 * withdrawn; repeating it completes what a crash left. @throws Conflict `undo_over`
 */
export async function undoActivation(
  deps: ChangeRuleDeps,
  tenant: CourseKey,
  id: string,
  actor: string,
): Promise<void> {
  const rule = await getRule(deps, tenant, id);
  if (!rule.undoUntil || deps.clock.now() >= rule.undoUntil) {
    throw new Conflict('undo_over', 'The time to undo is over: learners have been told.', {
      wording: 'activation',
      action: 'You can end the badge, or revoke single ones, on its page.',
    });
  }
  if (rule.state !== 'draft') {
    const draft = { ...rule, state: 'draft' as const };
    await save(deps, draft, 'rule.activation_undone', actor, 'rule.ended');
  }
  await sweepUndone(deps, rule);
  await deps.checks.scheduleCheck(tenant, deps.clock.now());
}

/**
 * Undoes the end of a rule within its time: the badge is as it was, and grades that came meanwhile count. It can be
 * repeated.
 * @returns whether anything changed
 * @throws Conflict `undo_over`
 */
export async function undoEnd(
  deps: ChangeRuleDeps,
  tenant: CourseKey,
  id: string,
  actor: string,
): Promise<boolean> {
  const rule = await getRule(deps, tenant, id);
  if (rule.state !== 'ended') return false;
  const now = deps.clock.now();
  const { ended, ...rest } = rule;
  if (!ended || now >= ended.undoUntil) {
    throw new Conflict('undo_over', 'The time to undo is over.', {
      wording: 'end',
      action: 'Set the badge up again as a new one; issued badges stay valid.',
    });
  }
  const news = ended.from === 'active' ? 'rule.resumed' : 'rule.changed';
  await save(deps, { ...rest, state: ended.from }, 'rule.end_undone', actor, news);
  await deps.checks.scheduleCheck(tenant, now);
  return true;
}
