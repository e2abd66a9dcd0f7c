import { z } from 'zod';

/**
 * Makes the schema of a list from another system, in which rows that do not match their specification are left out, so
 * that one wrong row never hides the others. A row's own schema says with `.catch` which deviations are tolerated.
 * @param schema one row's schema
 * @returns the schema of the whole list; what is no list is still an error
 */
export const readableRows = <T>(schema: z.ZodType<T>) =>
  z.array(z.unknown()).transform((rows): T[] =>
    rows.flatMap((row) => {
      const parsed = schema.safeParse(row);
      return parsed.success ? [parsed.data] : [];
    }),
  );
