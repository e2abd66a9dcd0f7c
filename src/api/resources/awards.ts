import type { ResourceDeps } from '../api-deps.js';
import { endpoint, type Endpoint } from '../http/endpoint.js';
import { listQuery, pageOver, pageReply } from '../http/cursor.js';
import { visible } from '../http/within.js';
import { awardSchema, toAward } from '../schemas/award.js';
import { id, listOf } from '../schemas/common.js';
import { findAward } from './find-award.js';

const TAG = 'Awards';
const awardsQuery = listQuery.extend({
  rule: id.optional().meta({ description: 'Only those of this rule.' }),
});

/** Awards to be read: the list, and one. */
export function awardEndpoints(deps: ResourceDeps): Endpoint[] {
  const { awards, rules } = deps;
  return [
    endpoint({
      method: 'get',
      path: '/awards',
      id: 'listAwards',
      tag: TAG,
      summary: 'List awards',
      scope: 'awards:read',
      query: awardsQuery,
      answer: { status: 200, schema: listOf(awardSchema) },
      problems: [404],
      async run({ within, query: { rule, ...query } }) {
        const only = rule === undefined ? null : await rules.store.find(rule);
        if (rule !== undefined) visible(within, only, ({ tenant }) => tenant);
        const page = await pageOver(
          async (of) => (only === null ? deps.listTenants(of) : [only.tenant]),
          within,
          query,
          (tenant, after, limit) =>
            rule === undefined
              ? awards.store.listByTenant(tenant, after, limit)
              : awards.store.listByRule(rule, { after, limit }),
          (award) => award.id,
        );
        return pageReply(page, toAward);
      },
    }),
    endpoint({
      method: 'get',
      path: '/awards/{id}',
      id: 'getAward',
      tag: TAG,
      summary: 'Read an award',
      scope: 'awards:read',
      answer: { status: 200, schema: awardSchema },
      problems: [404],
      run: async (call) => ({ value: toAward(await findAward(deps, call)) }),
    }),
  ];
}
