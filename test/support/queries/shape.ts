/** What a query asks for, without its values: two that differ in values alone are one. */
export interface QueryShape {
  readonly collection: string;
  readonly op: string;
  readonly filter: unknown;
  readonly sort?: unknown;
  /** The pipeline of an aggregation. */
  readonly pipeline?: unknown;
}

const EXAMPLES: Record<string, unknown> = {
  string: 'x',
  number: 1,
  boolean: true,
  date: new Date(0),
  null: null,
};

function kindOf(value: unknown): string {
  if (value instanceof Date) return 'date';
  return value === null || value === undefined ? 'null' : typeof value;
}

/** A filter with its values named by their kinds, its fields in the order of the alphabet; of a list one value of each kind. */
export function withoutValues(value: unknown): unknown {
  if (Array.isArray(value)) {
    const kinds = value.map((item) => JSON.stringify(withoutValues(item)));
    return [...new Set(kinds)].sort().map((text) => JSON.parse(text) as unknown);
  }
  if (typeof value !== 'object' || value === null || value instanceof Date)
    return `<${kindOf(value)}>`;
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(
    entries.map(([name, item]) => [
      name,
      name === '$exists' ||
      /^\$(limit|skip|sum|first|sort)$/.test(name) ||
      (typeof item === 'string' && item.startsWith('$'))
        ? item
        : withoutValues(item),
    ]),
  );
}

/** A pipeline without its values: each stage in its place. */
export const pipelineWithoutValues = (stages: readonly unknown[]): unknown[] =>
  stages.map(withoutValues);

/** The same filter with an example for each value. */
export function withExamples(shape: unknown): unknown {
  if (Array.isArray(shape)) return shape.map(withExamples);
  if (typeof shape === 'string')
    return shape.startsWith('<') ? EXAMPLES[shape.slice(1, -1)] : shape;
  if (typeof shape !== 'object' || shape === null) return shape;
  return Object.fromEntries(
    Object.entries(shape).map(([name, item]) => [name, withExamples(item)]),
  );
}
