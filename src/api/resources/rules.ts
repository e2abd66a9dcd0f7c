import { neededOf } from '../../rules/index.js';
import { LaurelError } from '../../base/index.js';
import type { ResourceDeps } from '../api-deps.js';
import { courseOfId } from '../course-id.js';
import { listQuery, pageOver, pageReply } from '../http/cursor.js';
import { endpoint, type Endpoint } from '../http/endpoint.js';
import { notThere, visible } from '../http/within.js';
import { id, listOf } from '../schemas/common.js';
import { ruleSchema, toRule } from '../schemas/rule.js';
import { findRule } from './find-award.js';

const TAG = 'Rules';
const rulesQuery = listQuery.extend({
  course: id.optional().meta({ description: 'Only those of this course.' }),
});

/** What can be done to a rule, and how it is told. */
const CHANGES = {
  pause: 'Pause a rule: it gives nothing until it is resumed; issued badges stay valid',
  resume: 'Resume a rule; grades that came meanwhile count',
  confirm: 'Release the results that a rule waits for',
} as const;

export const changedMeanwhile = (): LaurelError =>
  new LaurelError('revision_passed', 'This has changed since you read it.', 412, {
    action: 'Read it again, and make your change against what it is now.',
  });

/** Rules: read, paused, resumed, released. */
export function ruleEndpoints(deps: ResourceDeps): Endpoint[] {
  const { rules, checks } = deps;
  const reply = (rule: Parameters<typeof toRule>[0]) => ({
    value: toRule(rule, neededOf(rule.combine, rule.inputs.length)),
    revision: `r${rule.revision}`,
  });
  return [
    endpoint({
      method: 'get',
      path: '/rules',
      id: 'listRules',
      tag: TAG,
      summary: 'List rules',
      scope: 'rules:read',
      query: rulesQuery,
      answer: { status: 200, schema: listOf(ruleSchema) },
      problems: [404],
      async run({ within, query: { course, ...query } }) {
        const only = course === undefined ? null : courseOfId(course);
        if (course !== undefined) visible(within, only, (tenant) => tenant);
        const page = await pageOver(
          async (of) => (only === null ? deps.listTenants(of) : [only]),
          within,
          query,
          (tenant, after, limit) => rules.store.listByTenant({ ...tenant, ...only }, after, limit),
          (rule) => rule.id,
        );
        return pageReply(page, (rule) => reply(rule).value);
      },
    }),
    endpoint({
      method: 'get',
      path: '/rules/{id}',
      id: 'getRule',
      tag: TAG,
      summary: 'Read a rule',
      scope: 'rules:read',
      answer: { status: 200, schema: ruleSchema },
      problems: [404],
      run: async (call) => reply(await findRule(deps, call, call.params['id'] ?? '')),
    }),
    ...Object.entries(CHANGES).map(([change, summary]) =>
      endpoint({
        method: 'post',
        path: `/rules/{id}/${change}`,
        id: `${change}Rule`,
        tag: TAG,
        summary,
        description: 'With If-Match the change is refused where the rule has changed since.',
        scope: 'rules:write',
        answer: { status: 200, schema: ruleSchema },
        problems: [404, 409, 412],
        async run(call) {
          const rule = await findRule(deps, call, call.params['id'] ?? '');
          if (call.ifMatch !== undefined && call.ifMatch !== `r${rule.revision}`)
            throw changedMeanwhile();
          const { tenant } = rule;
          const what = change as keyof typeof CHANGES;
          const isChanged = await deps.changeRule(tenant, rule.id, what, call.actor);
          if (isChanged && what !== 'pause') await checks.queue(tenant);
          const now = await rules.store.get(tenant, rule.id);
          if (now === null) throw notThere();
          return reply(now);
        },
      }),
    ),
  ];
}
