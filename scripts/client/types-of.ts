/** A JSON Schema of the API's description. */
export type Schema = Readonly<Record<string, unknown>>;

const REF = '#/components/schemas/';
const isName = (key: string): boolean => /^[A-Za-z_$][\w$]*$/.test(key);
const literal = (value: unknown): string => JSON.stringify(value);

/** @returns a comment in front of a member; nothing where nothing is said */
export function commentOf(description: unknown, indent: string): string {
  if (typeof description !== 'string' || description === '') return '';
  return `${indent}/** ${description.replaceAll('*/', '* /').replace(/\s+/g, ' ')} */\n`;
}

function membersOf(schema: Schema, indent: string): string {
  const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
  const required = new Set((schema['required'] ?? []) as string[]);
  const inner = `${indent}  `;
  return Object.entries(properties)
    .map(([key, property]) => {
      const mark = required.has(key) ? '' : '?';
      const name = isName(key) ? key : literal(key);
      const type = typeOf(property, inner);
      return `${commentOf(property['description'], inner)}${inner}readonly ${name}${mark}: ${type};\n`;
    })
    .join('');
}

function objectOf(schema: Schema, indent: string): string {
  if (schema['properties'] !== undefined) return `{\n${membersOf(schema, indent)}${indent}}`;
  const others = schema['additionalProperties'];
  const isSchema = typeof others === 'object' && others !== null;
  const type = isSchema ? typeOf(others as Schema, indent) : 'unknown';
  return `Readonly<Record<string, ${type}>>`;
}

function arrayOf(schema: Schema, indent: string): string {
  const places = schema['prefixItems'] as Schema[] | undefined;
  if (places !== undefined)
    return `readonly [${places.map((each) => typeOf(each, indent)).join(', ')}]`;
  return `ReadonlyArray<${typeOf((schema['items'] ?? {}) as Schema, indent)}>`;
}

function oneType(type: unknown, schema: Schema, indent: string): string {
  switch (type) {
    case 'object':
      return objectOf(schema, indent);
    case 'array':
      return arrayOf(schema, indent);
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    default:
      return 'unknown';
  }
}

/** Known texts beside any text: editors go on offering those that are known. */
function unionOf(types: readonly string[]): string {
  const isOpen = types.some((type) => type.startsWith('"'));
  return types
    .map((type) => (isOpen && type === 'string' ? '(string & Record<never, never>)' : type))
    .join(' | ');
}

/**
 * @returns the TypeScript type of what a JSON Schema (2020-12, as zod writes it) describes; `unknown` where it does not say
 * @param indent of the line that it stands in
 */
export function typeOf(schema: Schema, indent = ''): string {
  const { $ref: ref, const: only } = schema;
  if (typeof ref === 'string') return ref.slice(REF.length);
  if (only !== undefined) return literal(only);
  const options = schema['enum'] as unknown[] | undefined;
  if (options !== undefined) return options.map(literal).join(' | ');
  const choices = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined;
  const joined = schema['allOf'] as Schema[] | undefined;
  if (choices !== undefined) return unionOf(choices.map((each) => typeOf(each, indent)));
  if (joined !== undefined) return joined.map((each) => typeOf(each, indent)).join(' & ');
  const types = [schema['type']].flat();
  return types.map((type) => oneType(type, schema, indent)).join(' | ');
}
