import { z } from 'zod';

/** A JSON Schema (2020-12), as OpenAPI 3.1 takes it. */
export type JsonSchema = Record<string, unknown>;

const LOCAL = '#/$defs/';

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Control characters by their numbers: not every reader of JSON Schema knows classes of Unicode. */
const portable = (pattern: string): string =>
  pattern.replaceAll('\\p{Cc}', '\\u0000-\\u001f\\u007f-\\u009f');

/** Lets references lead to the components of the document, by the names that these have there. */
function redirect(value: unknown, nameOf: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => redirect(each, nameOf));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === 'pattern' && typeof inner === 'string') return [key, portable(inner)];
      if (key !== '$ref' || typeof inner !== 'string') return [key, redirect(inner, nameOf)];
      return [key, `#/components/schemas/${nameOf(inner.slice(LOCAL.length))}`];
    }),
  );
}

/**
 * Makes JSON Schemas of zod schemas. Those with a name (`meta({ id })`) stand once among the components; what is taken may
 * differ from what is given (defaults), and is then called `…Input`. Answers are to be made before requests.
 */
export function createSchemas() {
  const components: Record<string, unknown> = {};
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): unknown => {
    const { $defs, ...top } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
    // Which draft it is is said once, by OpenAPI.
    delete top.$schema;
    const own = isObject($defs) ? $defs : {};
    const plain = (name: string) => name;
    const differs = Object.entries(own).some(
      ([name, one]) =>
        name in components &&
        JSON.stringify(components[name]) !== JSON.stringify(redirect(one, plain)),
    );
    const taken = new Set(differs ? Object.keys(components) : []);
    const nameOf = (name: string) => (taken.has(name) ? `${name}Input` : name);
    const named = Object.entries(own).map(([name, one]) => [nameOf(name), redirect(one, nameOf)]);
    Object.assign(components, Object.fromEntries(named));
    return redirect(top, nameOf);
  };
  return { components, schemaOf };
}
