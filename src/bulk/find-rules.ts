import type { Rule } from '../rules/index.js';
import type { AwardJob, JobRow, Problem } from './award-job.js';
import type { BulkDeps } from './bulk-deps.js';

/** @returns whether a job may give what belongs to a tenant */
const covers = ({ platformId, deploymentId }: AwardJob, { tenant }: Rule): boolean =>
  (platformId ?? tenant.platformId) === tenant.platformId &&
  (deploymentId ?? tenant.deploymentId) === tenant.deploymentId;

/**
 * @returns what finds the rule of a row, each once. What is not there and what is another tenant's are answered alike
 */
export function createFindRules({ rules }: Pick<BulkDeps, 'rules'>, job: AwardJob) {
  const found = new Map<string, Promise<Rule | null>>();
  return async ({ ruleId: own }: Pick<JobRow, 'ruleId'>): Promise<Rule | Problem> => {
    // A teacher's file is about the badge on whose page it was brought.
    const ruleId = job.isTeachers ? job.ruleId : (own ?? job.ruleId);
    if (ruleId === undefined) return 'rule_missing';
    const asked = found.get(ruleId) ?? rules.store.find(ruleId);
    found.set(ruleId, asked);
    const rule = await asked;
    if (rule === null || !covers(job, rule)) return 'unknown_rule';
    return rule.state === 'draft' || rule.state === 'waiting' ? 'draft_rule' : rule;
  };
}

/** Puts rows of one rule together, and keeps those apart whose rule cannot be used. */
export async function byRule(find: ReturnType<typeof createFindRules>, rows: readonly JobRow[]) {
  const groups = new Map<string, { readonly rule: Rule; readonly rows: JobRow[] }>();
  const bad: { readonly row: JobRow; readonly problem: Problem }[] = [];
  for (const row of rows) {
    const rule = await find(row);
    if (typeof rule === 'string') {
      bad.push({ row, problem: rule });
      continue;
    }
    const group = groups.get(rule.id) ?? { rule, rows: [] };
    group.rows.push(row);
    groups.set(rule.id, group);
  }
  return { groups: [...groups.values()], bad };
}
