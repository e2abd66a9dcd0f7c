import { z } from 'zod';
import {
  FACETS,
  type Framework,
  type FoundSkill,
  type Load,
  type Term,
} from '../../skills/index.js';
import { at, id, moment } from './common.js';

export const frameworkSchema = z
  .object({
    id,
    kind: z.enum(['ESCO', 'O*NET', 'CASE', 'CTDL']),
    name: z.string(),
    url: z.string().optional(),
    version: z.string().optional(),
    address: z.string().optional().meta({ description: 'Where it was loaded from last.' }),
    skills: z.record(z.string(), z.number().int()).meta({
      description: 'How many skills it has, by languages.',
    }),
    updatedAt: moment,
    removedAt: moment.optional(),
  })
  .meta({ id: 'SkillFramework' });

export const toFramework = (one: Framework): z.input<typeof frameworkSchema> => ({
  id: one.id,
  kind: one.kind,
  name: one.name,
  url: one.url,
  version: one.version,
  address: one.address,
  skills: { ...one.counts },
  updatedAt: one.updatedAt.toISOString(),
  removedAt: at(one.removedAt),
});

export const skillSchema = z
  .object({
    id,
    frameworkId: id,
    language: z.string(),
    name: z.string(),
    code: z.string().optional(),
    url: z.string().meta({ description: '`targetUrl` of an alignment (OB 3.0, B.1.3).' }),
    description: z.string().optional(),
    targetType: z.string().meta({ description: 'As OB 3.0 calls it (B.1.20).' }),
    within: z.string().optional().meta({ description: 'The name of what it is a part of.' }),
  })
  .meta({ id: 'Skill' });

export const toSkill = (
  one: Omit<FoundSkill, 'kind' | 'framework'>,
): z.input<typeof skillSchema> => ({
  id: one.id,
  frameworkId: one.frameworkId,
  language: one.language,
  name: one.name,
  code: one.code,
  url: one.url,
  description: one.description,
  targetType: one.targetType,
  within: one.within,
});

export const loadSchema = z
  .object({
    id,
    state: z.enum(['waiting', 'reading', 'done', 'failed']),
    fileName: z.string(),
    url: z.string().optional(),
    frameworkId: id.optional(),
    skills: z.number().int().meta({ description: 'Written by now.' }),
    retired: z.number().int().meta({
      description: 'Of an earlier file, and not in this one: not offered any more.',
    }),
    leftOut: z.number().int().meta({ description: 'Rows that were left out.' }),
    odd: z
      .array(z.object({ file: z.string(), line: z.number().int(), code: z.string() }))
      .meta({ description: 'The first of them: where, and why.' }),
    problem: z.string().optional().meta({ description: 'Why no more of it was read.' }),
    createdAt: moment,
    finishedAt: moment.optional(),
  })
  .meta({ id: 'SkillLoad' });

export const toLoad = (load: Load): z.input<typeof loadSchema> => ({
  id: load.id,
  state: load.state,
  fileName: load.fileName,
  url: load.url,
  frameworkId: load.frameworkId,
  skills: load.skills,
  retired: load.retired,
  leftOut: load.oddCount,
  odd: load.odd.map(({ file, line, code }) => ({ file, line, code })),
  problem: load.problem,
  createdAt: load.createdAt.toISOString(),
  finishedAt: at(load.finishedAt),
});

export const termSchema = z
  .object({
    id,
    facet: z.enum(FACETS),
    name: z.string(),
    order: z.number().int(),
    family: z.string().optional().meta({ description: 'The family of pictures offered first.' }),
    isRetired: z.boolean(),
  })
  .meta({ id: 'TaxonomyTerm' });

export const toTerm = (one: Term): z.input<typeof termSchema> => ({
  id: one.id,
  facet: one.facet,
  name: one.name,
  order: one.order,
  family: one.family,
  isRetired: one.retiredAt !== undefined,
});
