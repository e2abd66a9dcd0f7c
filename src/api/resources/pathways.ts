import type { ResourceDeps } from '../api-deps.js';
import { listQuery, pageOver, pageReply } from '../http/cursor.js';
import { endpoint, type Call, type Endpoint } from '../http/endpoint.js';
import { visible } from '../http/within.js';
import { listOf } from '../schemas/common.js';
import { pathwaySchema, toPathway, toWalk, walkSchema } from '../schemas/pathway.js';

const TAG = 'Pathways';

/** Pathways, and how far people are on them: read alone. */
export function pathwayEndpoints(deps: ResourceDeps): Endpoint[] {
  const { store, walks } = deps.pathways;
  const find = async ({ within, params }: Call) =>
    visible(within, await store.find(params['id'] ?? ''), (one) => one.owner);
  const withVersion = async (pathway: Awaited<ReturnType<typeof find>>) =>
    toPathway(pathway, await store.findVersion(pathway.id, pathway.latestVersion));

  return [
    endpoint({
      method: 'get',
      path: '/pathways',
      id: 'listPathways',
      tag: TAG,
      summary: 'List pathways',
      scope: 'achievements:read',
      query: listQuery,
      answer: { status: 200, schema: listOf(pathwaySchema) },
      problems: [404],
      async run({ within, query }) {
        const page = await pageOver(
          deps.listTenants,
          within,
          query,
          (tenant, after, limit) => store.listByTenant(tenant, after, limit),
          (found) => found.id,
        );
        const data = await Promise.all(page.rows.map(withVersion));
        return pageReply({ ...page, rows: data }, (one) => one);
      },
    }),
    endpoint({
      method: 'get',
      path: '/pathways/{id}',
      id: 'getPathway',
      tag: TAG,
      summary: 'Read a pathway',
      scope: 'achievements:read',
      answer: { status: 200, schema: pathwaySchema },
      problems: [404],
      run: async (call) => ({ value: await withVersion(await find(call)) }),
    }),
    endpoint({
      method: 'get',
      path: '/pathways/{id}/progress',
      id: 'listPathwayProgress',
      tag: TAG,
      summary: 'List who is on a pathway, and how far',
      scope: 'awards:read',
      query: listQuery,
      answer: { status: 200, schema: listOf(walkSchema) },
      problems: [404],
      async run(call) {
        const pathway = await find(call);
        const page = await pageOver(
          () => Promise.resolve([pathway.owner]),
          call.within,
          call.query,
          (_tenant, after, limit) => walks.list(pathway.id, after, limit),
          (walk) => walk.personId,
        );
        return pageReply(page, toWalk);
      },
    }),
  ];
}
