import { z } from 'zod';

/** What the platform's gradebook holds for one person in one column (AGS 2.0, 3.3.4). */
export interface Result {
  readonly userId: string;
  /** Exactly as the platform wrote it, such as "69.995"; null when there is no grade. A zero is "0". */
  readonly resultScore: string | null;
  readonly resultMaximum: string | null;
  readonly comment?: string;
  /** Moodle's; Canvas tells no time. */
  readonly timestamp?: string;
}

/** Numbers arrive here as the text they were written in (see parseExactJson). */
const number = z
  .string()
  .regex(/^-?\d+(\.\d+)?([eE][+-]?\d{1,3})?$/)
  .nullish()
  .transform((value) => value ?? null);

export const resultSchema = z
  .object({
    userId: z.string().min(1).max(255),
    resultScore: number,
    resultMaximum: number,
    comment: z.string().max(20_000).nullish().catch(undefined),
    timestamp: z.string().max(40).nullish().catch(undefined),
  })
  .transform(({ comment, timestamp, ...result }): Result => ({
    ...result,
    ...(comment === undefined || comment === null || comment === '' ? {} : { comment }),
    ...(timestamp === undefined || timestamp === null ? {} : { timestamp }),
  }));
