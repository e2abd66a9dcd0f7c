import { setImmediate as othersTurn } from 'node:timers/promises';
import { OAUTH_PATHS, SCOPES } from '../../oauth/index.js';
import { omitUndefined } from '../../base/index.js';
import type { Endpoint } from '../http/endpoint.js';
import { IDEMPOTENCY_KEY } from '../http/idempotency.js';
import { fieldNames } from '../http/select-fields.js';
import { API_PATH, IF_MATCH } from '../http/serve.js';
import { fieldsParameter, partly } from './fields.js';
import { PROBLEM, problem } from './problems.js';
import { createSchemas, type JsonSchema } from './schemas.js';

const header = (name: string, description: string, pattern: RegExp, isRequired = false) => ({
  name,
  in: 'header',
  required: isRequired,
  description,
  schema: { type: 'string', pattern: pattern.source },
});

type SchemaOf = ReturnType<typeof createSchemas>['schemaOf'];

function queryOf({ query, answer }: Endpoint, schemaOf: SchemaOf): unknown[] {
  const schema = query === undefined ? {} : (schemaOf(query, 'input') as JsonSchema);
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
  const required = (schema['required'] ?? []) as string[];
  const own = Object.entries(properties).map(([name, { description, ...rest }]) =>
    omitUndefined({
      name,
      in: 'query',
      required: required.includes(name),
      description,
      schema: rest,
    }),
  );
  const names = answer.schema === undefined ? null : fieldNames(answer.schema);
  return names === null ? own : [...own, fieldsParameter(names)];
}

function parametersOf(one: Endpoint, schemaOf: SchemaOf): unknown[] {
  const path = [...one.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1, maxLength: 500 },
  }));
  const headers: unknown[] = [];
  if (one.method === 'post')
    headers.push(
      header(
        'Idempotency-Key',
        'The same key within 24 hours gives the same answer.',
        IDEMPOTENCY_KEY,
      ),
    );
  if (one.needsIfMatch === true || one.problems?.includes(412) === true)
    headers.push(header('If-Match', 'The ETag that was read.', IF_MATCH, one.needsIfMatch));
  return [...path, ...queryOf(one, schemaOf), ...headers];
}

function contentOf({ answer }: Endpoint, schemaOf: SchemaOf): object | undefined {
  if (answer.files !== undefined) {
    const file = { schema: { type: 'string', contentEncoding: 'binary' } };
    return Object.fromEntries(answer.files.map((type) => [type, file]));
  }
  if (answer.schema === undefined) return undefined;
  const whole = schemaOf(answer.schema, 'output');
  if (fieldNames(answer.schema) === null) return { 'application/json': { schema: whole } };
  const part = schemaOf(partly(answer.schema), 'output');
  // With `fields` an answer has those alone.
  return { 'application/json': { schema: { anyOf: [whole, part] } } };
}

function operationOf(one: Endpoint, schemaOf: SchemaOf): object {
  const statuses = new Set<number>([401, 403, 429, 503, ...(one.problems ?? [])]);
  if (one.query !== undefined || one.answer.schema !== undefined) statuses.add(422);
  if (one.method === 'post') for (const each of [409, 422]) statuses.add(each);
  if (one.body !== undefined || one.uploads !== undefined)
    for (const each of [400, 413, 415, 422]) statuses.add(each);
  if (one.needsIfMatch === true) statuses.add(428);
  const problems = Object.fromEntries(
    [...statuses].sort().map((status) => [String(status), problem(status)] as const),
  );
  const types = one.uploads ?? (one.body && { 'application/json': one.body });
  const body = types && {
    // Where every member may be absent, so may the body.
    required: one.body?.safeParse({}).success !== true,
    content: Object.fromEntries(
      Object.entries(types).map(([type, of]) => [type, { schema: schemaOf(of, 'input') }]),
    ),
  };
  return omitUndefined({
    operationId: one.id,
    tags: [one.tag],
    summary: one.summary,
    description: one.description,
    // Either: a token that a person made, or one that a client got.
    security: [{ token: [] }, { oauth: [one.scope] }],
    parameters: parametersOf(one, schemaOf),
    requestBody: body,
    responses: {
      [one.answer.status]: omitUndefined({
        description: 'It was done.',
        content: contentOf(one, schemaOf),
      }),
      ...problems,
    },
  });
}

/** What a scope lets do, in English. */
function wordsOf(scope: string): string {
  const [what = '', how] = scope.split(':');
  return `${how === 'write' ? 'Change' : 'Read'} ${what}.`;
}

/** Describes the endpoints in OpenAPI 3.1; between two of them other requests have their turn. */
export async function describeApi(
  endpoints: readonly Endpoint[],
  publicUrl: string,
): Promise<JsonSchema> {
  const { components, schemaOf } = createSchemas();
  // Answers first: what requests take is named after them.
  for (const { answer } of endpoints) if (answer.schema) schemaOf(answer.schema, 'output');
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of endpoints) {
    (paths[one.path] ??= {})[one.method] = operationOf(one, schemaOf);
    await othersTurn();
  }
  const tags = [...new Set(endpoints.map(({ tag }) => tag))];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Laurel',
      version: '1',
      description: 'Badges of courses: read, given, revoked. docs/api.md is a tour.',
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: `${publicUrl}${API_PATH}` }],
    tags: tags.map((name) => ({
      name,
      description: `${name} of the platforms that a token opens.`,
    })),
    paths,
    components: {
      schemas: { ...components, Problem: PROBLEM },
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'lrl_…',
          description: `A token that an administrator made, with some of the scopes: ${SCOPES.join(', ')}.`,
        },
        oauth: {
          type: 'oauth2',
          description: 'A token that a client gets for itself (RFC 6749, 4.4).',
          flows: {
            clientCredentials: {
              tokenUrl: `${publicUrl}${OAUTH_PATHS.token}`,
              scopes: Object.fromEntries(SCOPES.map((scope) => [scope, wordsOf(scope)])),
            },
          },
        },
      },
    },
  };
}
