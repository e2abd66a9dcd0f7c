import { z } from 'zod';

/** A moment in RFC 3339, in UTC. */
export const moment = z.iso.datetime().meta({ description: 'RFC 3339, in UTC.' });

export const id = z.string().min(1).max(500);

/** @returns the moment as the API writes it; absent where there is none */
export const at = (date: Date | undefined): string | undefined => date?.toISOString();

/** A page of a list. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({
    data: z.array(item),
    next: z.string().nullable().meta({
      description: '`cursor` of the next page; null on the last.',
    }),
  });

export const reason = z
  .string()
  .regex(/\S/)
  .trim()
  .min(1)
  .max(500)
  .meta({ description: 'Kept with the decision; whoever opens a revoked badge reads it.' });
