import { z } from 'zod';
import {
  isKnownEncoding,
  BATCH_ROWS,
  OUTCOMES,
  rowSchema,
  type AwardJob,
} from '../../bulk/index.js';
import type { RowsFormat } from '../../bulk/index.js';
import { InvalidInput, NotFound, omitUndefined } from '../../base/index.js';
import type { ResourceDeps } from '../api-deps.js';
import { listQuery, pageOver } from '../http/cursor.js';
import { endpoint, type Call, type Endpoint } from '../http/endpoint.js';
import { notThere, type Within } from '../http/within.js';
import {
  bulkRowSchema,
  bulkSchema,
  invitationSchema,
  toBulk,
  toBulkRow,
  toInvitation,
} from '../schemas/bulk.js';
import { id, listOf, reason } from '../schemas/common.js';
import { findRule } from './find-award.js';

const TAG = 'Bulk';
const NOBODY = '';
const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

const bulkQuery = z.object({
  rule: id.optional().meta({ description: 'The rule of rows that name none.' }),
  reason: reason.optional().meta({ description: 'The reason of rows that have none.' }),
  dryRun: flag.meta({ description: 'Says what each row would do, and waits to be started.' }),
  skipProblems: flag.meta({
    description: 'Leaves rows with problems out; otherwise one of them stops all.',
  }),
  invite: flag.meta({
    description:
      'Whoever has an address that the platform does not know is invited by mail to claim the badge.',
  }),
});
const rowsQuery = listQuery.extend({
  result: z.enum(OUTCOMES).optional().meta({ description: 'Only rows of this result.' }),
});
const startBody = z
  .object({ skipProblems: z.boolean().optional() })
  .meta({ id: 'BulkStart', examples: [{ skipProblems: true }] });

const FORMATS: Readonly<Record<string, RowsFormat>> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'text/csv': 'csv',
};
const UPLOADS = {
  'application/json': z.array(rowSchema),
  'application/x-ndjson': z.string().meta({ description: 'One row a line.' }),
  'text/csv': z.string().meta({
    description: 'Columns user_id, sis_id, email, reason, rule_id in any order; docs/api.md.',
  }),
};

/** A job is of whoever's token made it, and of tokens that open more; a teacher's is on the pages of their course alone. */
const opens = (within: Within, job: AwardJob): boolean =>
  !job.isTeachers &&
  (within === null ||
    (job.platformId === within.platformId &&
      (within.deploymentId === undefined || within.deploymentId === job.deploymentId)));

/** Badges given to many: sent as a stream, worked on by the queue. */
export function bulkEndpoints(deps: ResourceDeps): Endpoint[] {
  const { bulk } = deps;
  const find = async ({ within, params }: Pick<Call, 'within' | 'params'>): Promise<AwardJob> => {
    const job = await bulk.find(params['id'] ?? '');
    if (job === null || !opens(within, job)) throw notThere();
    return job;
  };
  const show = (job: AwardJob) => ({ value: toBulk(job, BATCH_ROWS) });
  const CHANGED = { answer: { status: 202, schema: bulkSchema }, problems: [404, 409] } as const;

  return [
    endpoint({
      method: 'post',
      path: '/awards:bulk',
      id: 'giveAwards',
      tag: TAG,
      summary: 'Give badges to many',
      description:
        'Up to 100,000 rows and 32 MiB. Each row names a person by `userId`, `sisId` or `email`. The same rows sent again give nothing twice.',
      scope: 'awards:write',
      query: bulkQuery,
      uploads: UPLOADS,
      answer: { status: 202, schema: bulkSchema },
      problems: [404, 409, 422],
      async receive(call, upload) {
        const { charset, type, bytes } = upload;
        if (charset !== undefined && !isKnownEncoding(charset))
          throw new InvalidInput('request_unreadable', 'This encoding cannot be read.', {
            status: 415,
            action: 'Send UTF-8, UTF-16, or an encoding of Windows or ISO 8859.',
          });
        const { rule: ruleId, reason: why = '', dryRun, invite, skipProblems } = call.query;
        const rule = ruleId === undefined ? undefined : await findRule(deps, call, ruleId);
        const received = await bulk.receive(
          omitUndefined({
            platformId: call.within?.platformId ?? null,
            deploymentId: call.within?.deploymentId ?? null,
            isTeachers: false,
            ruleId: rule?.id,
            course: rule?.tenant,
            reason: why,
            actor: { id: call.actor, userId: NOBODY },
            isPreview: dryRun,
            skipsProblems: skipProblems,
            invites: invite,
          }),
          { format: FORMATS[type] ?? 'csv', charset, bytes },
        );
        return {
          async finish() {
            const job = await bulk.begin(received.id);
            return { ...show(job), location: `/bulk/${job.id}` };
          },
          discard: () => bulk.discard(received.id),
        };
      },
      run: () => Promise.reject(notThere()),
    }),
    endpoint({
      method: 'get',
      path: '/bulk/{id}',
      id: 'getBulk',
      tag: TAG,
      summary: 'Read how far a job is',
      scope: 'awards:read',
      answer: { status: 200, schema: bulkSchema },
      problems: [404],
      run: async (call) => show(await find(call)),
    }),
    endpoint({
      method: 'get',
      path: '/bulk/{id}/rows',
      id: 'listBulkRows',
      tag: TAG,
      summary: 'List what each row would do, or has done',
      scope: 'awards:read',
      query: rowsQuery,
      answer: { status: 200, schema: listOf(bulkRowSchema) },
      problems: [404],
      async run(call) {
        const job = await find(call);
        const { cursor = '0', limit, result } = call.query;
        if (!/^\d{1,7}$/.test(cursor))
          throw new NotFound('cursor_unknown', 'This cursor was not given by this list.', {
            action: 'Use `next` of the page before, or begin without a cursor.',
          });
        const from = omitUndefined({ after: Number(cursor), limit, outcome: result });
        const page = await bulk.page(job.id, from);
        const next = page.next === null ? null : String(page.next);
        return { value: { data: page.rows.map(toBulkRow), next }, next };
      },
    }),
    endpoint({
      method: 'post',
      path: '/bulk/{id}/start',
      id: 'startBulk',
      tag: TAG,
      summary: 'Start a job that was sent with `dryRun`',
      scope: 'awards:write',
      body: startBody,
      answer: CHANGED.answer,
      problems: [404, 409, 422],
      async run(call) {
        const job = await find(call);
        const order = { ...call.body, actor: call.actor, isUndoable: false };
        return show(await bulk.start(job.id, order));
      },
    }),
    endpoint({
      method: 'get',
      path: '/invitations',
      id: 'listInvitations',
      tag: TAG,
      summary: 'List badges that wait to be claimed by mail',
      description: 'An invitation is good for 30 days, and listed for 90 more.',
      scope: 'awards:read',
      query: listQuery,
      answer: { status: 200, schema: listOf(invitationSchema) },
      problems: [404],
      async run({ within, query }) {
        const page = await pageOver(
          deps.listTenants,
          within,
          query,
          (...which) => bulk.invitations.list(...which),
          (invitation) => invitation.id,
        );
        const data = page.rows.map((one) => toInvitation(one, deps.clock.now()));
        return { value: { data, next: page.next }, next: page.next };
      },
    }),
    endpoint({
      method: 'post',
      path: '/bulk/{id}/cancel',
      id: 'cancelBulk',
      tag: TAG,
      summary: 'Stop a job',
      description: 'It stops between two batches of 500 rows. What is done stays done.',
      scope: 'awards:write',
      ...CHANGED,
      run: async (call) => show(await bulk.cancel((await find(call)).id, call.actor)),
    }),
  ];
}
