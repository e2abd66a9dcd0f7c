import type { Request, Response } from 'express';
import { omitUndefined } from '../../../../src/base/index.js';
import type { Column } from '../course.js';
import { AGS_SCOPE } from '../names.js';
import { findItem, lineItemUrl } from './ags-call.js';
import type { CanvasSite } from './site.js';
import { fail, reply } from './services.js';
import { scoreSubmission, type ToolScore } from './submissions.js';

const SCORE = 'application/vnd.ims.lis.v1.score+json';
const SUBMISSION = 'https://canvas.instructure.com/lti/submission';
/** Only with these is a score taken (`Lti::Result::ACCEPT_GIVEN_SCORE_TYPES`). */
const TAKEN = ['FullyGraded', 'PendingManual'];

type Refusal = readonly [status: number, message: string];
type Body = Readonly<Record<string, unknown>>;

const isYes = (value: unknown): boolean => value === true || value === 'true';

/** What is missing or is no time; null where nothing is wrong. */
function malformed(body: Body): Refusal | null {
  const names = ['activityProgress', 'gradingProgress', 'timestamp'];
  const missing = names.find((name) => !body[name]);
  if (missing) return [400, `param is missing or the value is empty: ${missing}`];
  const given = typeof body.timestamp === 'string' ? body.timestamp : '';
  if (!Number.isNaN(new Date(given).getTime())) return null;
  return [400, `Provided timestamp of ${given} not a valid timestamp`];
}

/** A score needs a maximum, and that is 0 only where the column's is. */
function badMaximum(body: Body, column: Column): Refusal | null {
  if (body.scoreGiven === undefined) return null;
  if (body.scoreMaximum === undefined) {
    return [422, 'ScoreMaximum not supplied when ScoreGiven present.'];
  }
  const [score, maximum] = [Number(body.scoreGiven), Number(body.scoreMaximum)];
  if (maximum < 0) return [422, 'ScoreMaximum must be greater than or equal to 0'];
  if (score < 0) return [422, 'Validation failed: Result score must be greater than or equal to 0'];
  if (maximum > 0 || column.maximum === 0) return null;
  return [
    422,
    "Validation failed: Result maximum cannot be zero if line item's maximum is not zero",
  ];
}

function toolScore(body: Body, at: Date): ToolScore {
  const extension = (body[SUBMISSION] ?? {}) as Body;
  const isTaken = TAKEN.includes(body.gradingProgress as string) && body.scoreGiven !== undefined;
  const isNew = extension.new_submission ?? extension.submission_type !== 'none';
  return omitUndefined({
    score: isTaken ? Number(body.scoreGiven) : null,
    maximum: body.scoreMaximum === undefined ? null : Number(body.scoreMaximum),
    at,
    isNewSubmission: isYes(isNew),
    yields: isYes(extension.prioritize_non_tool_grade),
    preserves: isYes(extension.preserve_score),
    isPending: body.gradingProgress === 'PendingManual',
    comment: typeof body.comment === 'string' ? body.comment : undefined,
  });
}

/** The score service (`app/controllers/lti/ims/scores_controller.rb`). */
export function takeScore(platform: CanvasSite, req: Request, res: Response): void {
  const found = findItem(platform, req, res, [`${AGS_SCOPE}score`]);
  if (!found) return;
  const { course, column } = found;
  const body = (req.body ?? {}) as Body;
  const person = course.people.find(
    (one) => platform.isListed(one) && (one.sub === body.userId || one.id === body.userId),
  );
  if (!person || !platform.isStudent(person)) {
    return fail(res, 422, 'User not found in course or is not a student');
  }
  const refusal = malformed(body) ?? badMaximum(body, column);
  if (refusal) return fail(res, ...refusal);
  const at = new Date(body.timestamp as string);
  const kept = column.grades.get(person.id)?.result;
  if (kept && kept.updatedAt > at) {
    const [given, updated] = [body.timestamp as string, kept.updatedAt.toISOString()];
    const text = `Provided timestamp of ${given} before last updated timestamp of ${updated}`;
    return fail(res, 400, text);
  }
  if (!column.published) {
    const message = 'cannot be changed at this time: This assignment is still unpublished';
    res.status(422).json({ errors: [{ field: 'grade', message, error_code: null }] });
    return;
  }
  const newId = () => String(platform.number());
  const grade = scoreSubmission(column, person.id, toolScore(body, at), newId);
  reply(res, SCORE, {
    resultUrl: `${lineItemUrl(platform, course, column)}/results/${grade.result!.id}`,
  });
}
