import { z } from 'zod';
import type { Entry, Import } from '../../imports/index.js';
import { courseId } from '../course-id.js';
import { id, moment } from './common.js';

const outcome = z.enum([
  ...(['unjudged', 'waiting', 'kept', 'draft', 'reissued', 'duplicate', 'refused'] as const),
  'undone',
]);

const problem = z.object({
  code: z.string().meta({ description: 'Stable; docs/imports.md lists them.' }),
  detail: z.string(),
});

export const importSchema = z
  .object({
    id,
    courseId: id,
    purpose: z.enum(['drafts', 'reissue']),
    state: z
      .enum(['judging', 'checking', 'preview', 'done', 'cancelled', 'undone', 'refused'])
      .meta({
        description:
          '`preview`: confirm or cancel it. `judging`, `checking`: it goes on by itself. `refused`: the file as a whole cannot be read.',
      }),
    fileName: z.string(),
    size: z.number().int().meta({ description: 'Bytes.' }),
    sha256: z.string(),
    createdAt: moment,
    counts: z.partialRecord(outcome, z.number().int()),
    problem: problem.optional(),
  })
  .meta({ id: 'Import', description: 'A file of another system, and what became of it.' });

export const importEntrySchema = z
  .object({
    at: z.number().int().meta({ description: 'From 0.' }),
    file: z.string().meta({ description: 'The file, or the file within a ZIP.' }),
    line: z.number().int().optional().meta({ description: 'The line or place in a list, from 1.' }),
    kind: z.enum(['badge', 'achievement', 'award', 'refused']),
    outcome,
    name: z.string().optional(),
    issuer: z.string().optional().meta({ description: 'As the file says; nobody vouches for it.' }),
    host: z.string().optional(),
    issuedAt: moment.optional(),
    proof: z.enum(['valid', 'unknown', 'none']).optional().meta({
      description:
        'What its proof showed, before anything else was done. `unknown`: its host or key could not be asked. `none`: a row of a table has none.',
    }),
    achievementId: id.optional().meta({ description: 'The draft that was made.' }),
    awardId: id.optional().meta({ description: 'The award in its place.' }),
    problem: problem.optional(),
  })
  .meta({ id: 'ImportEntry', description: 'One thing in a file.' });

export function toImport(
  found: Import,
  counts: z.output<typeof importSchema>['counts'],
): z.input<typeof importSchema> {
  const { owner } = found;
  return {
    id: found.id,
    courseId: owner.kind === 'course' ? courseId(owner) : '',
    purpose: found.purpose ?? 'drafts',
    state: found.state,
    fileName: found.fileName,
    size: found.size,
    sha256: found.sha256,
    createdAt: found.createdAt.toISOString(),
    counts,
    problem: found.problem,
  };
}

export const toEntry = (entry: Entry): z.input<typeof importEntrySchema> => ({
  at: entry.at,
  file: entry.place.file,
  line: entry.place.line,
  kind: entry.kind,
  outcome: entry.outcome,
  name: entry.name,
  issuer: entry.issuer,
  host: entry.host,
  issuedAt: entry.issuedAt,
  proof: entry.proof,
  achievementId: entry.outcome === 'draft' || entry.outcome === 'undone' ? entry.ref : undefined,
  awardId: entry.outcome === 'reissued' ? entry.ref : undefined,
  problem:
    entry.code === undefined ? undefined : { code: entry.code, detail: entry.detail ?? entry.code },
});
