import { z } from 'zod';
import { MOST_REASON } from '../../awards/index.js';
import { omitUndefined } from '../../base/index.js';
import type { JobRow, Problem, Told } from '../award-job.js';
import type { Columns, Column } from './columns.js';
import { WAYS } from './columns.js';
import type { RawRow } from './csv-stream.js';
import type { JsonRow } from './json-stream.js';

const one = (description: string) => z.string().max(255).optional().meta({ description });

/** A row as a program sends it. */
export const rowSchema = z
  .strictObject({
    ruleId: one('What is given; absent: `rule` of the address.'),
    userId: one('`sub` of the LTI launches.'),
    sisId: one('The id of the student information system, where the roster tells it.'),
    email: z.string().max(254).optional().meta({ description: 'A mail address.' }),
    reason: z.string().max(MOST_REASON).optional().meta({
      description: 'Kept with the decision; absent: `reason` of the address.',
    }),
  })
  .meta({ id: 'BulkAward', description: 'Whom a badge is given to: one of the three ids.' });

const MOST_ID = 255;
// Control characters but for tabs and line ends.
const CONTROL = /(?![\t\n\r])\p{Cc}/u;
const EMAIL = z.email().max(254);

/** @returns what is wrong with what a row says, and where */
function faultOf(told: Told): { readonly problem: Problem; readonly column?: Column } | null {
  for (const [column, text] of Object.entries(told) as [Column, string][]) {
    if (CONTROL.test(text)) return { problem: 'control_character', column };
    if (column === 'reason' && text.length > MOST_REASON)
      return { problem: 'reason_too_long', column };
    if (column !== 'reason' && text.length > MOST_ID) return { problem: 'too_long', column };
  }
  if (!WAYS.some((way) => told[way] !== undefined)) return { problem: 'nobody' };
  const { email } = told;
  if (email !== undefined && told.userId === undefined && told.sisId === undefined)
    if (!EMAIL.safeParse(email).success) return { problem: 'wrong_email', column: 'email' };
  return null;
}

/** Of what cannot be used so much is shown. */
const SHOWN = 80;
const cut = (told: Told): Told =>
  Object.fromEntries(
    Object.entries(told).map(([name, text]: [string, string]) => [
      name,
      // What the store or a page could trip over is not kept.
      text.replaceAll(new RegExp(CONTROL, 'gu'), '\u{fffd}').slice(0, SHOWN),
    ]),
  );

/** @returns a row of a CSV file as it is kept */
export function rowOfCsv(raw: RawRow, row: number, { at, headings }: Columns): JobRow {
  const cell = (column: Column): string | undefined => {
    const text = (raw.cells[at.get(column) ?? -1] ?? '').trim();
    return text === '' ? undefined : text;
  };
  const told: Told = omitUndefined({
    ruleId: cell('ruleId'),
    userId: cell('userId'),
    sisId: cell('sisId'),
    email: cell('email'),
    name: cell('name'),
    reason: cell('reason'),
  });
  const { line } = raw;
  if (raw.problem !== undefined)
    return { row, line, ...cut(told), outcome: 'problem', problem: raw.problem };
  const fault = faultOf(told);
  if (fault === null) return { row, line, ...told, outcome: 'waiting' };
  const column = fault.column && headings.get(fault.column);
  const { problem } = fault;
  return omitUndefined({ ...cut(told), row, line, outcome: 'problem' as const, problem, column });
}

/** @returns a row of JSON as it is kept */
export function rowOfJson({ line, value, problem }: JsonRow, row: number): JobRow {
  const bad = (code: Problem, column?: string): JobRow =>
    omitUndefined({ row, line, outcome: 'problem' as const, problem: code, column });
  if (problem !== undefined) return bad(problem);
  const parsed = rowSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (issue?.code === 'unrecognized_keys')
      return bad('unknown_member', issue.keys[0]?.slice(0, SHOWN));
    const member = issue?.path[0];
    return bad('wrong_value', member === undefined ? undefined : String(member));
  }
  const texts = Object.entries(parsed.data).map(
    ([name, text]) => [name, (text ?? '').trim()] as const,
  );
  const told: Told = Object.fromEntries(texts.filter(([, text]) => text !== ''));
  const fault = faultOf(told);
  if (fault === null) return { row, line, ...told, outcome: 'waiting' };
  return { ...bad(fault.problem, fault.column), ...cut(told) };
}
