import { isDoc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';

/** The names of a dotted path; throws for an empty one (15998) and one that begins with a dollar (16410). */
export function parsePath(text: string): string[] {
  const path = text.split('.');
  if (path.some((part) => !part))
    throw new CommandError(15998, 'FieldPath field names may not be empty strings.');
  if (path.some((part) => part.startsWith('$')))
    throw new CommandError(
      16410,
      `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
    );
  return path;
}

/** The value at a path as expressions see it: an array on the way gives the array of what is in its documents, not in its arrays. */
export function valueAt(
  value: Value | undefined,
  path: readonly string[],
  at: number,
): Value | undefined {
  const part = path[at];
  if (part === undefined) return value;
  if (isDoc(value)) return valueAt(value.get(part), path, at + 1);
  if (!Array.isArray(value)) return undefined;
  const out: Value[] = [];
  for (const item of value) {
    const found = isDoc(item) ? valueAt(item, path, at) : undefined;
    if (found !== undefined) out.push(found);
  }
  return out;
}
