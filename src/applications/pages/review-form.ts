import { z } from 'zod';
import { MOST_COMMENT } from '../model/review.js';
import type { TaskContent } from '../model/task.js';
import type { Judgement } from '../review/place-review.js';
import { scoreOf } from '../model/score.js';

export const reviewFields = z.record(z.string(), z.unknown());

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.replace(/\r\n?/g, '\n').trim() : '';

/** What a reviewer typed, with what is missing by field: a key of `applications.wrong`. */
export interface ReadReview {
  readonly judgement: Judgement;
  readonly errors: Readonly<Record<string, string>>;
}

const VERDICTS = { approve: 'approve', return: 'return', refuse: 'refuse' } as const;

/**
 * Reads a review. Approving needs a step for every criterion and the pass mark; returning and refusing need a comment that says
 * why.
 */
export function readReview(
  content: TaskContent,
  fields: Readonly<Record<string, unknown>>,
): ReadReview | null {
  const act = textOf(fields['do']);
  if (!Object.hasOwn(VERDICTS, act)) return null;
  const verdict = VERDICTS[act as keyof typeof VERDICTS];
  const levels = content.criteria.flatMap(({ id: criterion, levels: steps }) => {
    const level = textOf(fields[`level_${criterion}`]);
    return steps.some(({ id }) => id === level) ? [{ criterion, level }] : [];
  });
  const comment = textOf(fields['comment']);
  const comments: Record<string, string> = {};
  for (const { id } of content.criteria) {
    const said = textOf(fields[`comment_${id}`]).slice(0, MOST_COMMENT);
    if (said !== '') comments[id] = said;
  }
  const errors: Record<string, string> = {};
  const score = scoreOf(content, levels);
  if (verdict === 'approve') {
    for (const id of score.missing) errors[`level_${id}`] = 'level';
    if (score.missing.length === 0 && !score.isPassed) errors['do'] = 'notPassed';
  } else if (comment === '' && Object.keys(comments).length === 0) errors['comment'] = 'comment';
  if (comment.length > MOST_COMMENT) errors['comment'] = 'commentLong';
  const round = Number(textOf(fields['round'])) || 0;
  return { judgement: { verdict, levels, comment, comments, round }, errors };
}
