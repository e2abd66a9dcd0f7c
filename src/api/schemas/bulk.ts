import { z } from 'zod';
import {
  OUTCOMES,
  PROBLEMS,
  type AwardJob,
  type Invitation,
  type JobRow,
  type Problem,
} from '../../bulk/index.js';
import { courseId } from '../course-id.js';
import { at, id, moment } from './common.js';

/** What is wrong, in words for whoever writes programs. */
const DETAILS: Readonly<Record<Problem, string>> = {
  unreadable: 'It is no JSON that can be read.',
  not_text: 'These bytes are no text of this encoding: save the file as UTF-8.',
  no_header: 'The first row names no column by which a person is found.',
  column_twice: 'Two columns have this name.',
  unclosed_quote: 'A quotation mark is not closed.',
  too_long: 'It is too long.',
  too_many_columns: 'It has too many columns.',
  control_character: 'It holds a control character.',
  nobody: 'It names nobody.',
  wrong_email: 'This is no mail address.',
  unknown_member: 'There is no such member.',
  wrong_value: 'This value does not fit.',
  reason_missing: 'It has no reason, and none stands in the address.',
  reason_too_long: 'The reason is too long.',
  rule_missing: 'It names no rule, and none stands in the address.',
  unknown_rule: 'There is no such rule that your token may use.',
  draft_rule: 'This rule gives nothing yet.',
  unknown_person: 'Nobody known has this id.',
  ambiguous_person: 'More than one person has this.',
  no_learner: 'This person is no learner of the course.',
  own_award: 'Nobody decides about their own badge.',
  repeated: 'A row before it says the same.',
  mail_refused: 'Nothing is sent to this address.',
  over_quota: 'Today’s invitations are used up: send this row again tomorrow.',
};

const problemSchema = z.object({
  code: z.enum(PROBLEMS),
  detail: z.string(),
  line: z.number().int().optional(),
  column: z.string().optional(),
});

const count = z.number().int().optional();

export const bulkSchema = z
  .object({
    id,
    state: z
      .enum([
        ...(['checking', 'ready', 'refused', 'running', 'done'] as const),
        ...(['cancelled', 'undoing', 'undone', 'receiving'] as const),
      ])
      .meta({
        description:
          '`ready`: checked, and waits to be started. `refused`: something is wrong with a row, and nothing was done.',
      }),
    isPreview: z.boolean(),
    rows: z.number().int(),
    progress: z.object({ done: z.number().int(), of: z.number().int() }),
    counts: z
      .object(
        Object.fromEntries(OUTCOMES.map((name) => [name, count])) as Record<string, typeof count>,
      )
      .meta({ description: 'How many rows would do or have done what.' }),
    problem: problemSchema.optional().meta({ description: 'What is wrong with all of it.' }),
    createdAt: moment,
    startedAt: moment.optional(),
    endedAt: moment.optional(),
  })
  .meta({ id: 'Bulk', description: 'Badges given to many, from the preview to the results.' });

export const bulkRowSchema = z
  .object({
    row: z.number().int(),
    line: z.number().int(),
    result: z.enum(OUTCOMES),
    problem: problemSchema.optional(),
    ruleId: z.string().optional(),
    userId: z.string().optional(),
    email: z.string().optional(),
    sisId: z.string().optional(),
    awardId: z.string().optional(),
  })
  .meta({ id: 'BulkRow', description: 'What one row would do, or has done.' });

export function toBulk(job: AwardJob, batchRows: number): z.input<typeof bulkSchema> {
  const isAtWork = job.state === 'checking' || job.state === 'running' || job.state === 'undoing';
  return {
    id: job.id,
    state: job.state,
    isPreview: job.isPreview,
    rows: job.rows,
    progress: {
      done: isAtWork ? Math.min(job.rows, job.next * batchRows) : job.rows,
      of: job.rows,
    },
    counts: job.counts,
    problem: job.problem && { ...job.problem, detail: DETAILS[job.problem.code] },
    createdAt: job.createdAt.toISOString(),
    startedAt: at(job.startedAt),
    endedAt: at(job.endedAt),
  };
}

export function toBulkRow(row: JobRow): z.input<typeof bulkRowSchema> {
  const { problem, column, outcome } = row;
  return {
    row: row.row,
    line: row.line,
    result: outcome,
    problem: problem && { code: problem, detail: DETAILS[problem], column },
    ruleId: row.ruleId,
    userId: row.userId,
    email: row.email,
    sisId: row.sisId,
    awardId: row.awardId,
  };
}

export const invitationSchema = z
  .object({
    id,
    courseId: id,
    ruleId: id,
    email: z.string(),
    state: z.enum(['open', 'claimed', 'stopped', 'expired']),
    createdAt: moment,
    expiresAt: moment,
    awardId: id.optional(),
  })
  .meta({ id: 'Invitation', description: 'A badge that waits for whoever an address belongs to.' });

export function toInvitation(one: Invitation, now: Date): z.input<typeof invitationSchema> {
  const open = one.expiresAt > now ? 'open' : 'expired';
  const state = one.state === 'claimed' || one.state === 'stopped' ? one.state : open;
  return {
    id: one.id,
    courseId: courseId(one.tenant),
    ruleId: one.ruleId,
    email: one.address,
    state,
    createdAt: one.createdAt.toISOString(),
    expiresAt: one.expiresAt.toISOString(),
    awardId: one.awardId,
  };
}
