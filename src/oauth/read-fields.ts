import type { Request } from 'express';
import { invalidRequest } from './oauth-error.js';

/** The fields of a request to an OAuth endpoint, each given once. */
export type OAuthFields = ReadonlyMap<string, string>;

const FORM = 'application/x-www-form-urlencoded';
const MOST_LETTERS = 20_000;

/**
 * Reads a form as RFC 6749, 3.2 has it: a field without a value was not sent, and none is sent twice.
 * @throws OAuthError invalid_request
 */
export function readFields(req: Request): OAuthFields {
  if (req.is(FORM) === false) throw invalidRequest(`Send the fields as ${FORM}.`);
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries((req.body ?? {}) as Record<string, unknown>)) {
    if (typeof value !== 'string') throw invalidRequest('A field was sent more than once.');
    if (value.length > MOST_LETTERS) throw invalidRequest('A field is too long.');
    if (value !== '') fields.set(name, value);
  }
  return fields;
}
