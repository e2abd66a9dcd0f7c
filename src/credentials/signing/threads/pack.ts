/**
 * Rows as columns. Handing a message to a thread costs by the object and by the name of each member; the badges of a batch
 * have the same members, and most of what they say is the same.
 */
export type Column =
  /** The same value in each row. */
  | { readonly all: unknown }
  /** A value for each row, as it is. */
  | { readonly each: readonly unknown[] }
  /** Objects with the same members in the same order, or lists of the same length (`names` are positions then). */
  | {
      readonly names: readonly string[];
      readonly columns: readonly Column[];
      readonly isList: boolean;
    };

type Members = Readonly<Record<string, unknown>>;

/** Whether a value is an object of members alone, or a list. */
function isPackable(value: unknown): value is Members {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** The names that all of these values have; null where they differ, or where one object stands in several rows. */
function namesOf(values: readonly unknown[]): readonly string[] | null {
  const [first] = values;
  if (!isPackable(first)) return null;
  const isList = Array.isArray(first);
  const names = Object.keys(first);
  if (names.includes('__proto__')) return null;
  const areAlike = values.every((value) => {
    if (!isPackable(value) || Array.isArray(value) !== isList) return false;
    const theirs = Object.keys(value);
    return theirs.length === names.length && theirs.every((name, at) => name === names[at]);
  });
  // What is one object here is to be one there: what is known of it is kept by it.
  return areAlike && new Set(values).size === values.length ? names : null;
}

/** Makes a column of plain values, as {@link unpack} gives them back; what is one object in several rows stays one. */
export function pack(values: readonly unknown[]): Column {
  const [first] = values;
  if (values.every((value) => value === first)) return { all: first };
  const names = namesOf(values);
  if (names === null) return { each: values };
  const rows = values as readonly Members[];
  const columns = names.map((name) => pack(rows.map((row) => row[name])));
  return { names, columns, isList: Array.isArray(first) };
}

/** @returns the values of a column of so many rows */
export function unpack(column: Column, count: number): readonly unknown[] {
  if ('all' in column) return new Array<unknown>(count).fill(column.all);
  if ('each' in column) return column.each;
  const rows = Array.from({ length: count }, (): Record<string, unknown> =>
    column.isList ? ([] as unknown as Record<string, unknown>) : {},
  );
  column.names.forEach((name, at) => {
    const values = unpack(column.columns[at] as Column, count);
    for (let row = 0; row < count; row++)
      (rows[row] as Record<string, unknown>)[name] = values[row];
  });
  return rows;
}
