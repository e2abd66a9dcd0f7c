import { z } from 'zod';
import { Conflict } from '../../base/index.js';
import { MOST_FILE, reportCsv, type Import } from '../../imports/index.js';
import type { ResourceDeps } from '../api-deps.js';
import { courseOfId } from '../course-id.js';
import { listQuery, pageOver } from '../http/cursor.js';
import { endpoint, type Call, type Endpoint } from '../http/endpoint.js';
import { readAll } from '../http/read-all.js';
import { notThere, visible } from '../http/within.js';
import { id, listOf } from '../schemas/common.js';
import { importEntrySchema, importSchema, toEntry, toImport } from '../schemas/import.js';

const TAG = 'Imports';
const FILE = z.string().meta({ format: 'binary', description: 'The file, as it is.' });
const UPLOADS = Object.fromEntries(
  [
    ...['application/octet-stream', 'application/zip', 'application/json', 'application/ld+json'],
    ...['application/jwt', 'application/xml', 'text/csv', 'text/plain', 'text/xml'],
    ...['image/png', 'image/svg+xml', 'application/pdf'],
  ].map((type) => [type, FILE]),
);

const importQuery = z.object({
  course: id.meta({ description: 'The course in which drafts are made.' }),
  fileName: z.string().max(200).default('').meta({ description: 'For the report.' }),
  purpose: z.enum(['drafts', 'reissue']).default('drafts').meta({
    description:
      '`drafts`: what can be earned becomes drafts. `reissue`: badges that people hold are issued anew by badges of the course that stand for them.',
  }),
});
const confirmBody = z
  .object({
    criteria: z.string().trim().min(1).max(2_000).default('As its issuer describes it.').meta({
      description: 'What stands in a draft where the file does not say how something is earned.',
    }),
  })
  .meta({ id: 'ImportConfirmation', examples: [{ criteria: 'As its issuer describes it.' }] });

const reissueBody = z
  .object({
    words: z.string().trim().min(1).max(300).meta({
      description:
        'What each badge says of the one in whose place it is, and the reason that is kept with it.',
    }),
  })
  .meta({
    id: 'ImportReissue',
    examples: [{ words: 'Issued anew: we gave this badge on another system before.' }],
  });

/** More than a file may hold. */
const MOST_REPORTED = 10_000;

const notOfKind = () =>
  new Conflict('import_not_open', 'This import is not at that point.', {
    action: 'Drafts are made by confirm, and badges issued anew by reissue.',
  });

/** Files of other systems: previewed, confirmed, undone. A person's home is their own: no token reads it. */
export function importEndpoints(deps: ResourceDeps): Endpoint[] {
  const { lti } = deps;
  const { runs } = deps.imports;

  const find = async ({ within, params }: Pick<Call, 'within' | 'params'>): Promise<Import> => {
    const found = await runs.find(params['id'] ?? '');
    if (found?.owner.kind !== 'course') throw notThere();
    visible(within, found.owner, (owner) => owner);
    return found;
  };
  const show = async (found: Import) => ({ value: toImport(found, await runs.count(found)) });
  const CHANGED = {
    method: 'post',
    tag: TAG,
    scope: 'imports:write',
    answer: { status: 200, schema: importSchema },
    problems: [404, 409],
  } as const;

  return [
    endpoint({
      method: 'get',
      path: '/imports',
      id: 'listImports',
      tag: TAG,
      summary: 'List imports',
      scope: 'imports:read',
      query: listQuery,
      answer: { status: 200, schema: listOf(importSchema) },
      problems: [404],
      async run({ within, query }) {
        const { rows, next } = await pageOver(
          deps.listTenants,
          within,
          query,
          (tenant, after, limit) => runs.listByTenant(tenant, after, limit),
          (found) => found.id,
        );
        const data = await Promise.all(
          rows.map(async (found) => toImport(found, await runs.count(found))),
        );
        return { value: { data, next }, next };
      },
    }),
    endpoint({
      method: 'post',
      path: '/imports',
      id: 'importFile',
      tag: TAG,
      summary: 'Hand in a file of another system, for a preview',
      description:
        'At most 8 MiB: badges of Open Badges 0.5 to 3.0 in any format, lists and tables of Badgr, Credly or Open Badge Factory, `badges.xml` of a Moodle backup, or a ZIP of these. Nothing is made before it is confirmed, and no badge is issued before `/reissue`.',
      scope: 'imports:write',
      query: importQuery,
      uploads: UPLOADS,
      answer: { status: 201, schema: importSchema },
      problems: [404, 422],
      async receive({ within, query, actor }, upload) {
        const key = visible(within, courseOfId(query.course), (course) => course);
        // A course is known once somebody has opened the tool in it.
        const { platformId, deploymentId, contextId } = visible(
          within,
          await lti.contexts.find(key),
          (course) => course,
        );
        const bytes = await readAll(upload.bytes, MOST_FILE);
        const owner = { kind: 'course', platformId, deploymentId, contextId } as const;
        return {
          async finish() {
            const { fileName, purpose } = query;
            const isPlatformWide = within?.deploymentId === undefined;
            const order = { owner, bytes, fileName, actor, purpose, isPlatformWide };
            const made = await runs.begin(order);
            return { ...(await show(made)), location: `/imports/${made.id}` };
          },
          discard: () => Promise.resolve(),
        };
      },
      run: () => Promise.reject(notThere()),
    }),
    endpoint({
      method: 'get',
      path: '/imports/{id}',
      id: 'getImport',
      tag: TAG,
      summary: 'Read how an import stands',
      scope: 'imports:read',
      answer: { status: 200, schema: importSchema },
      problems: [404],
      run: async (call) => show(await find(call)),
    }),
    endpoint({
      method: 'get',
      path: '/imports/{id}/entries',
      id: 'listImportEntries',
      tag: TAG,
      summary: 'List what a file holds, and what became of each',
      scope: 'imports:read',
      query: listQuery,
      answer: { status: 200, schema: listOf(importEntrySchema) },
      problems: [404],
      async run(call) {
        const found = await find(call);
        const { cursor = '-1', limit } = call.query;
        if (!/^-?\d{1,6}$/.test(cursor)) throw notThere();
        const rows = await runs.entries(found.id, Number(cursor), limit + 1);
        const page = rows.slice(0, limit);
        const next = rows.length > limit ? String(page.at(-1)?.at) : null;
        return { value: { data: page.map(toEntry), next }, next };
      },
    }),
    endpoint({
      ...CHANGED,
      path: '/imports/{id}/confirm',
      id: 'confirmImport',
      summary: 'Make the drafts of a preview',
      body: confirmBody,
      async run(call) {
        const found = await find(call);
        if (found.purpose === 'reissue') throw notOfKind();
        return show(await runs.confirm(found, { ...call.body, actor: call.actor }));
      },
    }),
    endpoint({
      ...CHANGED,
      path: '/imports/{id}/reissue',
      id: 'reissueImport',
      summary: 'Issue the badges of a preview anew',
      description:
        'For an import whose purpose is `reissue`. Each badge of the other system is issued anew once, with the day on which it was awarded there; a second call, or another file with the same badge, issues nothing.',
      scope: 'awards:write',
      body: reissueBody,
      async run(call) {
        const found = await find(call);
        if (found.purpose !== 'reissue') throw notOfKind();
        return show(await runs.confirm(found, { criteria: '', ...call.body, actor: call.actor }));
      },
    }),
    endpoint({
      method: 'get',
      path: '/imports/{id}/report',
      id: 'getImportReport',
      tag: TAG,
      summary: 'Read the report of a file as CSV',
      scope: 'imports:read',
      query: z.object({
        lang: z.string().max(35).optional().meta({ description: 'The language of reasons.' }),
      }),
      answer: { status: 200, files: ['text/csv'] },
      problems: [404],
      async run(call) {
        const found = await find(call);
        const locale = deps.web.chooseLocale(
          call.query.lang === undefined ? [] : [call.query.lang],
        );
        const words = { t: locale.t, locale };
        const text = reportCsv(await runs.entries(found.id, -1, MOST_REPORTED), words);
        return { file: { type: 'text/csv', bytes: Buffer.from(text), name: 'import.csv' } };
      },
    }),
    endpoint({
      ...CHANGED,
      path: '/imports/{id}/cancel',
      id: 'cancelImport',
      summary: 'Give a preview up',
      run: async (call) => show(await runs.cancel(await find(call), call.actor)),
    }),
    endpoint({
      ...CHANGED,
      path: '/imports/{id}/undo',
      id: 'undoImport',
      summary: 'Take back the drafts that nobody has worked on',
      run: async (call) => show(await runs.undo(await find(call), call.actor)),
    }),
  ];
}
