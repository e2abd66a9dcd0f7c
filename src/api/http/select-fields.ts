import { z } from 'zod';

/** The members of a resource that an answer has, or of each resource of a list; null where it has no fixed ones. */
export function fieldNames(schema: z.ZodType): readonly string[] | null {
  if (!(schema instanceof z.ZodObject)) return null;
  const { data } = schema.shape as Readonly<Record<string, unknown>>;
  if (data instanceof z.ZodArray) return fieldNames(data.element as z.ZodType);
  return Object.keys(schema.shape);
}

const pick = (value: object, wanted: ReadonlySet<string>): object =>
  Object.fromEntries(Object.entries(value).filter(([name]) => wanted.has(name)));

const isList = (value: unknown): value is { readonly data: readonly object[] } =>
  typeof value === 'object' && value !== null && Array.isArray((value as { data?: unknown }).data);

/**
 * Leaves of a resource, or of each resource of a list, the members that were asked for (`fields=id,state`).
 * @param fields the names; absent: everything
 */
export function selectFields(value: unknown, fields: readonly string[] | undefined): unknown {
  if (fields === undefined) return value;
  const wanted = new Set(fields);
  if (isList(value)) return { ...value, data: value.data.map((each) => pick(each, wanted)) };
  return typeof value === 'object' && value !== null ? pick(value, wanted) : value;
}
