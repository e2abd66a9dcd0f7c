import { z } from 'zod';

/**
 * A list from another system, read row by row: a row that is not as its specification says is left out, so that it never
 * hides the others. What can be said of an odd row belongs into the row's own schema (`.catch`).
 * @param schema one row
 * @returns the schema of the whole list; it still refuses what is no list
 */
export const readableRows = <T>(schema: z.ZodType<T>) =>
  z.array(z.unknown()).transform((rows): T[] =>
    rows.flatMap((row) => {
      const parsed = schema.safeParse(row);
      return parsed.success ? [parsed.data] : [];
    }),
  );
