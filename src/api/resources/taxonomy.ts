import { z } from 'zod';
import { FAMILY_NAMES } from '../../achievements/index.js';
import { FACETS } from '../../skills/index.js';
import type { ResourceDeps } from '../api-deps.js';
import { endpoint, type Call, type Endpoint } from '../http/endpoint.js';
import { visible } from '../http/within.js';
import { listOf } from '../schemas/common.js';
import { termSchema, toTerm } from '../schemas/skill.js';
import { skillOwner } from './skills.js';

const TAG = 'Taxonomy';
const name = z.string().trim().min(1).max(80);
const addBody = z
  .object({ facet: z.enum(FACETS), name })
  .meta({ id: 'NewTaxonomyTerm', examples: [{ facet: 'category', name: 'Languages' }] });
const changeBody = z
  .object({
    name: name.optional(),
    family: z
      .string()
      .nullable()
      .optional()
      .refine((one) => one === undefined || one === null || FAMILY_NAMES.includes(one))
      .meta({ description: 'Of pictures, which the studio offers first; null: none.' }),
    isRetired: z.boolean().optional(),
    place: z.int().min(0).max(1_000).optional().meta({
      description: 'Among those of its facet, from 0.',
    }),
  })
  .meta({ id: 'TaxonomyTermChange', examples: [{ isRetired: false }] });

/** Kinds, categories and levels of an institution's own. */
export function taxonomyEndpoints({ skills: { taxonomy } }: ResourceDeps): Endpoint[] {
  const find = async ({ within, params }: Pick<Call, 'within' | 'params'>) => {
    const [found = null] = await taxonomy.findMany([params['id'] ?? '']);
    return visible(within, found, ({ owner }) => owner);
  };

  return [
    endpoint({
      method: 'get',
      path: '/taxonomy-terms',
      id: 'listTaxonomyTerms',
      tag: TAG,
      summary: 'List kinds, categories and levels',
      scope: 'achievements:read',
      answer: { status: 200, schema: listOf(termSchema) },
      async run({ within }) {
        const found = await taxonomy.list(skillOwner(within));
        return { value: { data: found.map(toTerm), next: null } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/taxonomy-terms',
      id: 'addTaxonomyTerm',
      tag: TAG,
      summary: 'Add a kind, category or level',
      scope: 'achievements:write',
      body: addBody,
      answer: { status: 201, schema: termSchema },
      problems: [409, 422],
      async run({ within, body, actor }) {
        const made = await taxonomy.add(skillOwner(within), body.facet, body.name, actor);
        return { value: toTerm(made), location: `/taxonomy-terms/${made.id}` };
      },
    }),
    endpoint({
      method: 'get',
      path: '/taxonomy-terms/{id}',
      id: 'getTaxonomyTerm',
      tag: TAG,
      summary: 'Read a kind, category or level',
      scope: 'achievements:read',
      answer: { status: 200, schema: termSchema },
      problems: [404],
      async run({ within, params }) {
        return { value: toTerm(await find({ within, params })) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/taxonomy-terms/{id}/change',
      id: 'changeTaxonomyTerm',
      tag: TAG,
      summary: 'Rename, move, retire or bring back a kind, category or level',
      description: 'What is left out stays. Badges name a term by its id: they follow its name.',
      scope: 'achievements:write',
      body: changeBody,
      answer: { status: 200, schema: termSchema },
      problems: [404, 409, 422],
      async run({ within, params, body, actor }) {
        const { id, owner } = await find({ within, params });
        return { value: toTerm(await taxonomy.change(owner, id, body, actor)) };
      },
    }),
  ];
}
