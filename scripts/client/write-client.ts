import { commentOf, typeOf, type Schema } from './types-of.js';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

/** What the client is made of: the description that the API serves. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const HEAD = `/* Made by \`npm run client\` of the API's OpenAPI description; a test fails where it is out of date. */
`;

function groupOf(name: string, parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return '';
  const isNeeded = parameters.some(({ required }) => required === true);
  const members = parameters.map(
    ({ name: key, required, description, schema }) =>
      `${commentOf(description, '        ')}        readonly ${key}${required === true ? '' : '?'}: ${typeOf(schema, '        ')};\n`,
  );
  return `      readonly ${name}${isNeeded ? '' : '?'}: {\n${members.join('')}      };\n`;
}

function inputOf({ parameters, requestBody }: Operation): string {
  const of = (place: Parameter['in']) => parameters.filter((each) => each.in === place);
  // Answers are typed whole: a client of types asks for whole resources.
  const query = of('query').filter(({ name }) => name !== 'fields');
  const body = requestBody?.content['application/json'];
  const header = (name: string) => of('header').find((each) => each.name === name);
  const ifMatch = header('If-Match');
  const lines = [groupOf('params', of('path')), groupOf('query', query)];
  if (body !== undefined) lines.push(`      readonly body: ${typeOf(body.schema, '      ')};\n`);
  if (ifMatch !== undefined)
    lines.push(`      readonly ifMatch${ifMatch.required === true ? '' : '?'}: string;\n`);
  if (header('Idempotency-Key') !== undefined)
    lines.push('      readonly idempotencyKey?: string;\n');
  return lines.join('') === '' ? 'Record<never, never>' : `{\n${lines.join('')}    }`;
}

function contentOf({ responses }: Operation): Content | undefined {
  return Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1].content;
}

function answerOf(operation: Operation): string {
  const content = contentOf(operation);
  if (content === undefined) return 'undefined';
  const json = content['application/json'];
  const isFile = json === undefined || json.schema['contentEncoding'] !== undefined;
  if (isFile) return 'LaurelFile';
  // Whole, or with the members that were asked for: the first of the two.
  const [whole] = (json.schema['anyOf'] ?? [json.schema]) as Schema[];
  return typeOf(whole ?? {}, '    ');
}

function listOperations({ paths }: Description) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation,
    })),
  );
}

/** @returns the source of `operations.gen.ts`: a type for each resource and each operation, and where operations are */
export function writeClient(description: Description): string {
  const schemas = Object.entries(description.components.schemas).map(
    ([name, schema]) =>
      `${commentOf(schema['description'], '')}export type ${name} = ${typeOf(schema)};\n`,
  );
  const operations = listOperations(description);
  const types = operations.map(
    ({ operation }) =>
      `${commentOf(operation.summary, '  ')}  readonly ${operation.operationId}: {\n` +
      `    readonly input: ${inputOf(operation)};\n    readonly answer: ${answerOf(operation)};\n  };\n`,
  );
  const places = operations.map(
    ({ operation, method, path }) =>
      `  ${operation.operationId}: ['${method}', '${path}', '${answerOf(operation) === 'LaurelFile' ? 'file' : 'json'}'],\n`,
  );
  return [
    HEAD,
    '/** A file as it was answered. */\nexport interface LaurelFile {\n  readonly type: string;\n  readonly bytes: Uint8Array;\n}\n',
    ...schemas,
    `/** What can be called, with what, and what comes back. */\nexport interface Operations {\n${types.join('')}}\n`,
    `/** Where each operation is: method, path after /api/v1, what it answers with. */\nexport const OPERATIONS = {\n${places.join('')}} as const satisfies Readonly<Record<keyof Operations, readonly [string, string, 'json' | 'file']>>;\n`,
  ].join('\n');
}
