/** What the statuses of problems mean, for the description. */
const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'The request could not be read.',
  401: 'There is no token, or it is not good.',
  403: 'The token may not do this.',
  404: 'There is nothing with this id that the token may see.',
  405: 'The address does not take this method.',
  409: 'The present state does not allow this.',
  410: 'It is no longer kept.',
  412: 'It has changed since it was read.',
  413: 'The body is too large.',
  415: 'The body is no JSON.',
  422: 'The request does not fit.',
  428: 'If-Match is missing.',
  429: 'The token has called too often.',
  503: 'The store cannot be reached just now.',
};

/** The schema of a problem (RFC 9457). */
export const PROBLEM = {
  type: 'object',
  description: 'A problem (RFC 9457).',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'The page of the code.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; docs/errors.md lists all.' },
    detail: { type: 'string', description: 'What to do next.' },
    instance: { type: 'string', description: 'The reference in the operator’s log.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['detail'],
        properties: {
          pointer: { type: 'string' },
          parameter: { type: 'string' },
          detail: { type: 'string' },
        },
      },
    },
  },
};

/** @returns the response of a status that is a problem */
export const problem = (status: number) => ({
  description: PROBLEMS[status] ?? 'A problem.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
