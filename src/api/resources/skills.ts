import { z } from 'zod';
import { INSTALLATION, languageIn, MOST_SKILL_FILE, type SkillOwner } from '../../skills/index.js';
import type { ResourceDeps } from '../api-deps.js';
import { listQuery } from '../http/cursor.js';
import { endpoint, type Call, type Endpoint } from '../http/endpoint.js';
import { readAll } from '../http/read-all.js';
import { notThere, visible, type Within } from '../http/within.js';
import { listOf } from '../schemas/common.js';
import {
  frameworkSchema,
  loadSchema,
  skillSchema,
  toFramework,
  toLoad,
  toSkill,
} from '../schemas/skill.js';

const TAG = 'Skills';
const FILE = z.string().meta({ format: 'binary', description: 'The file, as it is.' });
const UPLOADS = Object.fromEntries(
  [
    ...['application/octet-stream', 'application/zip', 'application/json', 'application/ld+json'],
    ...['text/csv', 'text/plain', 'text/tab-separated-values'],
  ].map((type) => [type, FILE]),
);

const language = z
  .string()
  .regex(/^[a-z]{2,3}$/)
  .meta({ description: 'Two letters or three (ISO 639).' });
const loadQuery = z.object({
  fileName: z.string().max(200).default('').meta({
    description: 'ESCO’s files say their language by it, such as `skills_fr.csv`.',
  }),
  language: language.default('en'),
});
const addressBody = z.object({ url: z.url().max(2_000), language: language.default('en') }).meta({
  id: 'SkillFrameworkAddress',
  examples: [{ url: 'https://frameworks.example/ims/case/v1p1/CFPackages/1' }],
});
const searchQuery = z.object({
  q: z.string().trim().min(1).max(200).meta({ description: 'Words of a name, or a code.' }),
  language: language.default('en'),
  frameworkId: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});

/** Whose skills a token opens: the installation's, a platform's, or a deployment's. */
export const skillOwner = (within: Within): SkillOwner =>
  within === null
    ? INSTALLATION
    : { platformId: within.platformId, deploymentId: within.deploymentId ?? '' };

/** Frameworks of skills: loaded, read, searched, removed. */
export function skillEndpoints({ skills }: ResourceDeps): Endpoint[] {
  const getOwn = async ({ within, params }: Pick<Call, 'within' | 'params'>) =>
    visible(within, await skills.find(params['id'] ?? ''), ({ owner }) => owner);
  const CHANGED = {
    method: 'post',
    tag: TAG,
    scope: 'achievements:write',
    answer: { status: 200, schema: frameworkSchema },
    problems: [404],
  } as const;

  return [
    endpoint({
      method: 'get',
      path: '/skill-frameworks',
      id: 'listSkillFrameworks',
      tag: TAG,
      summary: 'List frameworks of skills',
      description: 'Those that the token’s platform loaded, and those of the installation.',
      scope: 'achievements:read',
      answer: { status: 200, schema: listOf(frameworkSchema) },
      async run({ within }) {
        const found = await skills.frameworksFor(skillOwner(within));
        return { value: { data: found.map(toFramework), next: null } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/skill-frameworks/{id}',
      id: 'getSkillFramework',
      tag: TAG,
      summary: 'Read a framework that the token’s platform loaded',
      scope: 'achievements:read',
      answer: { status: 200, schema: frameworkSchema },
      problems: [404],
      run: async (call) => ({ value: toFramework(await getOwn(call)) }),
    }),
    endpoint({
      method: 'get',
      path: '/skill-frameworks/{id}/skills',
      id: 'listSkillsOfFramework',
      tag: TAG,
      summary: 'List the skills of a framework in a language',
      scope: 'achievements:read',
      query: listQuery.extend({ language: language.default('en') }),
      answer: { status: 200, schema: listOf(skillSchema) },
      problems: [404],
      async run(call) {
        const framework = await getOwn(call);
        const { limit, cursor = '', language: wanted } = call.query;
        const at = { frameworkId: framework.id, language: languageIn(framework, wanted) };
        const after = Buffer.from(cursor, 'base64url').toString();
        const rows = await skills.list(at, after, limit + 1);
        const page = rows.slice(0, limit);
        const last = page.at(-1)?.id ?? '';
        const next = rows.length > limit ? Buffer.from(last).toString('base64url') : null;
        return { value: { data: page.map(toSkill), next }, next };
      },
    }),
    endpoint({
      method: 'get',
      path: '/skills',
      id: 'searchSkills',
      tag: TAG,
      summary: 'Search skills by words or codes',
      scope: 'achievements:read',
      query: searchQuery,
      answer: { status: 200, schema: listOf(skillSchema) },
      async run({ within, query: { q, ...query } }) {
        const found = await skills.search(skillOwner(within), { text: q, ...query });
        return { value: { data: found.map(toSkill), next: null } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/skill-loads',
      id: 'loadSkillFile',
      tag: TAG,
      summary: 'Load or update a framework by a file',
      description:
        'ESCO’s CSV, a table of O*NET, a CASE package, a CTDL graph, or a ZIP of these; at most 24 MiB. Reading goes on after the answer: look at the load until it is `done` or `failed`.',
      scope: 'achievements:write',
      query: loadQuery,
      uploads: UPLOADS,
      answer: { status: 201, schema: loadSchema },
      problems: [422],
      async receive({ within, query, actor }, upload) {
        const owner = skillOwner(within);
        const bytes = await readAll(upload.bytes, MOST_SKILL_FILE);
        return {
          async finish() {
            const file = { name: query.fileName, bytes };
            const load = await skills.loads.begin({ owner, actor, file, language: query.language });
            return { value: toLoad(load), location: `/skill-loads/${load.id}` };
          },
          discard: () => Promise.resolve(),
        };
      },
      run: () => Promise.reject(notThere()),
    }),
    endpoint({
      method: 'post',
      path: '/skill-loads/from-address',
      id: 'loadSkillAddress',
      tag: TAG,
      summary: 'Load or update a framework from a web address',
      scope: 'achievements:write',
      body: addressBody,
      answer: { status: 201, schema: loadSchema },
      problems: [422],
      async run({ within, body, actor }) {
        const load = await skills.loads.begin({ owner: skillOwner(within), actor, ...body });
        return { value: toLoad(load), location: `/skill-loads/${load.id}` };
      },
    }),
    endpoint({
      method: 'get',
      path: '/skill-loads/{id}',
      id: 'getSkillLoad',
      tag: TAG,
      summary: 'Read how a load stands',
      scope: 'achievements:read',
      answer: { status: 200, schema: loadSchema },
      problems: [404],
      async run({ within, params }) {
        const load = await skills.loads.findAny(params['id'] ?? '');
        return { value: toLoad(visible(within, load, ({ owner }) => owner)) };
      },
    }),
    endpoint({
      ...CHANGED,
      path: '/skill-frameworks/{id}/remove',
      id: 'removeSkillFramework',
      summary: 'Remove a framework; for 15 minutes it can be restored',
      description: 'Badges keep the names, codes and addresses of its skills.',
      async run(call) {
        const { id, owner } = await getOwn(call);
        return { value: toFramework(await skills.remove(owner, id, call.actor)) };
      },
    }),
    endpoint({
      ...CHANGED,
      path: '/skill-frameworks/{id}/restore',
      id: 'restoreSkillFramework',
      summary: 'Bring a framework back that was removed',
      async run(call) {
        const { id, owner } = await getOwn(call);
        return { value: toFramework(await skills.restore(owner, id, call.actor)) };
      },
    }),
  ];
}
