import { z } from 'zod';

/** @returns the parameter by which members are asked for */
export const fieldsParameter = (names: readonly string[]) => ({
  name: 'fields',
  in: 'query',
  description: 'Only these members, separated by commas.',
  style: 'form',
  explode: false,
  schema: { type: 'array', minItems: 1, items: { type: 'string', enum: names } },
});

/** The schema of a resource, or of a list of them, of which some members may be left out. */
export const partly = (schema: z.ZodType): z.ZodType => {
  if (!(schema instanceof z.ZodObject)) return schema;
  const { data } = schema.shape as Readonly<Record<string, z.ZodType>>;
  if (!(data instanceof z.ZodArray)) return z.object(schema.shape as z.ZodRawShape).partial();
  const list = z.array(partly(data.element as z.ZodType));
  return z.object({ ...(schema.shape as z.ZodRawShape), data: list });
};
