/**
 * JSON Schema 2019-09, as far as `schema-check.ts` implements it: without code generation, so that it runs under a
 * strict content security policy, too. Below are the parts of which the schemas of badges are made.
 */
export interface Schema {
  readonly $ref?: string;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'boolean';
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: 'date-time' | 'uri' | 'language';
  readonly minLength?: number;
  readonly minItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false;
  readonly items?: Schema | readonly Schema[];
  readonly additionalItems?: Schema;
  readonly contains?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

export const text: Schema = { type: 'string' };
export const words: Schema = { type: 'string', minLength: 1 };
export const uri: Schema = { type: 'string', format: 'uri' };
export const dateTime: Schema = { type: 'string', format: 'date-time' };
export const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
export const list = (items: Schema): Schema => ({ type: 'array', items });
const EXTENSION = '^ext:[A-Za-z0-9.\\-_]+$';
export const vocabulary = (...terms: string[]): Schema => ({
  type: 'string',
  anyOf: [{ enum: terms }, { pattern: EXTENSION }],
});
export const typed = (...names: string[]): Schema => ({
  type: 'array',
  minItems: 1,
  items: text,
  contains: { enum: names },
});
export const LANGUAGE: Schema = { type: 'string', format: 'language' };
export const COMPACT_JWS: Schema = {
  type: 'string',
  pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]+$',
};

/** Makes the schema of a class of the data model: its `type`, its required and its optional members. */
export function classOf(
  name: string,
  required: readonly string[],
  properties: Readonly<Record<string, Schema>>,
): Schema {
  return {
    type: 'object',
    required: ['type', ...required],
    properties: { type: typed(name), ...properties },
  };
}

export const anyTyped = (required: readonly string[]): Schema => ({
  type: 'object',
  required: [...required],
  properties: { id: uri, type: { anyOf: [text, list(text)] } },
});
