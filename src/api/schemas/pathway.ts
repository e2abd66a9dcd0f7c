import { z } from 'zod';
import type { Pathways } from '../../pathways/index.js';
import { courseId } from '../course-id.js';
import { id, moment } from './common.js';

type Pathway = NonNullable<Awaited<ReturnType<Pathways['store']['find']>>>;
type Version = NonNullable<Awaited<ReturnType<Pathways['store']['findVersion']>>>;
type Walk = Awaited<ReturnType<Pathways['walks']['list']>>[number];

const need = z.object({
  kind: z.enum(['all', 'any', 'atLeast']),
  count: z.number().int().optional().meta({ description: 'Of `atLeast`.' }),
});
const after = z.array(
  z.object({
    id: id.meta({ description: 'Of a step or a group of the same pathway.' }),
    kind: z.enum(['hard', 'advice']),
  }),
);
const milestone = z.object({ achievementId: id.optional(), name: z.string() });

const step = z.object({
  id,
  name: z.string(),
  achievementId: z
    .string()
    .optional()
    .meta({ description: 'Of this installation, or as its issuer elsewhere calls it.' }),
  issuerId: z.string().optional().meta({ description: 'Of a badge of elsewhere.' }),
  isOptional: z.boolean(),
  after,
});

export const pathwaySchema = z
  .object({
    id,
    courseId: id,
    name: z.string(),
    state: z.enum(['draft', 'published', 'ended']),
    latestVersion: z.number().int(),
    need: need.optional(),
    groups: z.array(
      z.object({
        id,
        name: z.string(),
        level: z.enum(['foundation', 'intermediate', 'advanced']).optional(),
        need,
        after,
        steps: z.array(step),
        milestone: milestone.optional(),
      }),
    ),
    milestone: milestone.optional(),
    publishedAt: moment.optional(),
  })
  .meta({ id: 'Pathway', description: 'A programme of badges, as its newest version has it.' });

export const walkSchema = z
  .object({
    personId: id,
    version: z.number().int(),
    state: z.enum(['done', 'under-way', 'next', 'locked']),
    stepsDone: z.array(id),
    groupsDone: z
      .array(z.string())
      .meta({ description: 'Ids of groups; `whole`: all that is needed.' }),
    begunAt: moment,
    lookedAt: moment,
  })
  .meta({ id: 'PathwayProgress', description: 'How far somebody is on a pathway.' });

const toMilestone = (one: Version['content']['milestone']) =>
  one && { achievementId: one.achievementId, name: one.name };

/** @param version the newest; null where nothing was published */
export function toPathway(
  pathway: Pathway,
  version: Version | null,
): z.input<typeof pathwaySchema> {
  const { content } = version ?? {};
  return {
    id: pathway.id,
    courseId: courseId(pathway.owner),
    name: content?.name ?? pathway.name,
    state: pathway.state,
    latestVersion: pathway.latestVersion,
    need: content?.need,
    groups: (content?.groups ?? []).map((group) => ({
      id: group.id,
      name: group.name,
      level: group.level,
      need: group.need,
      after: [...group.after],
      steps: group.steps.map(({ id: stepId, what, isOptional, after: order }) => ({
        id: stepId,
        name: what.name,
        achievementId: what.achievementId,
        issuerId: what.kind === 'foreign' ? what.issuerId : undefined,
        isOptional,
        after: [...order],
      })),
      milestone: toMilestone(group.milestone),
    })),
    milestone: toMilestone(content?.milestone),
    publishedAt: version?.publishedAt.toISOString(),
  };
}

export const toWalk = (walk: Walk): z.input<typeof walkSchema> => ({
  personId: walk.personId,
  version: walk.version,
  state: walk.state,
  stepsDone: [...walk.done],
  groupsDone: [...walk.reached],
  begunAt: walk.begunAt.toISOString(),
  lookedAt: walk.lookedAt.toISOString(),
});
