import { mongo } from 'mongoose';

/** A document as the driver gives it. */
export type Row = Record<string, unknown>;

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Makes a copy of rows under other names.
 * @param tokens texts wherever they stand, the longest first
 * @param fields whole values, by the field's name: ids that are too short to be found in a text
 */
export function copier(
  tokens: readonly (readonly [from: string, to: string])[],
  fields: Readonly<Record<string, string>>,
): (row: Row) => Row {
  const names = new Map(tokens);
  const pattern = new RegExp(tokens.map(([from]) => escape(from)).join('|'), 'g');
  const copy = (value: unknown, name: string): unknown => {
    if (typeof value === 'string')
      return fields[name] ?? value.replace(pattern, (from) => names.get(from) ?? from);
    if (Array.isArray(value)) return value.map((each) => copy(each, name));
    if (value === null || typeof value !== 'object' || value instanceof Date) return value;
    if (value instanceof mongo.ObjectId) return new mongo.ObjectId();
    if ('_bsontype' in value) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copy(each, key)]));
  };
  return (row) => copy(row, '') as Row;
}
