import type { Audit } from '../audit/index.js';
import { Conflict, NotFound, type Clock } from '../base/index.js';
import { REASONS } from '../credentials/index.js';
import type { CourseKey } from '../grades/index.js';
import type { AwardStore } from './award-store.js';
import type { CheckStore } from './check-store.js';
import type { Drift } from './drift.js';
import type { RuleStore } from './rule-store.js';
import type { Rule } from './rule.js';

export interface ChangeRuleDeps {
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly rules: RuleStore;
  readonly awards: AwardStore;
  readonly checks: CheckStore;
}

/** Throws NotFound, also for another course's rule. */
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
  action: string,
  actor: string,
  details: Record<string, string | number> = {},
): Promise<void> {
  if (!(await deps.rules.save(rule))) {
    throw new Conflict('rule_changed', 'Somebody else has changed this badge meanwhile.', {
      action: 'Open it again to see the change, then make yours.',
    });
  }
  await deps.audit.record({ actor, action, subject: `rule:${rule.id}`, ...rule.tenant, details });
}

export type RuleChange = 'pause' | 'resume' | 'end' | 'confirm';

/** Pauses, resumes, ends, or confirms that results are released. Awards that were made stay. */
export async function changeRule(
  deps: ChangeRuleDeps,
  tenant: CourseKey,
  id: string,
  change: RuleChange,
  actor: string,
): Promise<void> {
  const rule = await getRule(deps, tenant, id);
  const now = deps.clock.now();
  if (change === 'pause' && rule.state === 'active') {
    await save(deps, { ...rule, state: 'paused' }, 'rule.paused', actor);
  }
  if (change === 'resume' && rule.state === 'paused') {
    if (rule.pausedFor) {
      throw new Conflict('rule_drifted', 'What this badge asks for has changed in the course.', {
        action: 'Look at its rule again and save it; it then goes on.',
      });
    }
    if (rule.sentBack !== undefined) {
      throw new Conflict('rule_sent_back', 'An administrator did not approve this badge.', {
        action: 'Change it as they ask; then it waits for approval again.',
      });
    }
    await save(deps, { ...rule, state: 'active' }, 'rule.resumed', actor);
  }
  if (change === 'end' && rule.state !== 'ended') {
    await save(deps, { ...rule, state: 'ended' }, 'rule.ended', actor);
  }
  if (change === 'confirm' && rule.release.policy === 'confirm') {
    const release = { policy: 'confirm' as const, confirmedAt: now };
    await save(deps, { ...rule, release }, 'rule.release_confirmed', actor);
  }
  await deps.checks.want(tenant, now);
}

/** Stops a rule that no longer means what it meant. */
export async function pauseForDrift(deps: ChangeRuleDeps, rule: Rule, drift: Drift): Promise<void> {
  const paused: Rule = { ...rule, state: 'paused', pausedFor: drift };
  const details = { code: drift.code };
  await save(deps, paused, 'rule.paused', 'laurel', details).catch((error: unknown) => {
    // Somebody changed the rule just now: the next check looks at it again.
    if (!(error instanceof Conflict)) throw error;
  });
}

/** Replaces what a rule asks for, and lets it go on if it was paused for a drift; or it waits for an administrator. */
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
  await save(deps, { ...cleared, state: waits ? 'waiting' : state }, 'rule.changed', actor);
  await deps.checks.want(rule.tenant, deps.clock.now());
}

const PAGE = 1_000;

/** Takes back what a rule gave whose activation was undone, also what a check gave that was under way just then. */
export async function sweepUndone(
  deps: Pick<ChangeRuleDeps, 'awards'>,
  rule: Pick<Rule, 'id'>,
): Promise<void> {
  let after: string | undefined;
  for (;;) {
    const page = await deps.awards.listByRule(rule.id, {
      limit: PAGE,
      ...(after ? { after } : {}),
    });
    const active = page.filter((award) => award.state === 'active');
    if (active.length > 0) {
      await deps.awards.takeBack(active, {
        state: 'undone',
        reason: REASONS.activationUndone,
      });
    }
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}

/**
 * Takes an activation back within its time: no mail has gone out yet. The rule stops first, then its awards are taken back;
 * repeating it finishes what a crash left. Throws Conflict `undo_over`.
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
      action: 'You can end the badge, or revoke single ones, on its page.',
    });
  }
  if (rule.state !== 'draft') {
    await save(deps, { ...rule, state: 'draft' }, 'rule.activation_undone', actor);
  }
  await sweepUndone(deps, rule);
  await deps.checks.want(tenant, deps.clock.now());
}
