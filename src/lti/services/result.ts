import { z } from 'zod';
import { omitUndefined } from '../../base/index.js';

/** A person's result in one column of the platform's gradebook (AGS 2.0, 3.3.4). */
export interface Result {
  readonly userId: string;
  /** The score exactly as the platform wrote it, such as "69.995"; null where there is no grade. A zero is "0". */
  readonly resultScore: string | null;
  readonly resultMaximum: string | null;
  readonly comment?: string;
  /** When the result was given; Moodle sends it, Canvas does not. */
  readonly timestamp?: string;
  /** Whether the platform sent something else than a number as a score: there may be a grade, and it is not known. */
  readonly isUnreadable?: boolean;
}

/** Replaces a number that cannot be read; no number of a platform looks like it. */
const UNREADABLE = 'unreadable';

/** Numbers come as the text they were written in (see parseExactJson). */
const number = z
  .string()
  .regex(/^-?\d+(\.\d+)?([eE][+-]?\d{1,3})?$/)
  .nullish()
  .transform((value) => value ?? null)
  .catch(UNREADABLE);

export const resultSchema = z
  .object({
    userId: z.string().min(1).max(255),
    resultScore: number,
    resultMaximum: number,
    comment: z.string().max(20_000).nullish().catch(undefined),
    timestamp: z.string().max(40).nullish().catch(undefined),
  })
  .transform(({ userId, resultScore, resultMaximum, comment, timestamp }): Result => {
    const isUnreadable = [resultScore, resultMaximum].includes(UNREADABLE);
    return omitUndefined({
      userId,
      resultScore: isUnreadable ? null : resultScore,
      resultMaximum: isUnreadable ? null : resultMaximum,
      comment: comment || undefined,
      timestamp: timestamp ?? undefined,
      isUnreadable: isUnreadable || undefined,
    });
  });
