import type { z } from 'zod';
import { InvalidInput } from '../../base/index.js';

/** One thing that is wrong with a request. */
export interface RequestFault {
  /** Where: a JSON Pointer (RFC 6901) into the body, or the name of a parameter. */
  readonly pointer?: string;
  readonly parameter?: string;
  readonly detail: string;
}

/** A request that does not fit its schema, with each thing that is wrong. */
export class RequestInvalid extends InvalidInput {
  constructor(readonly faults: readonly RequestFault[]) {
    super('request_invalid', 'The request does not fit what this address takes.', {
      action: 'Look at `errors`; the API’s description says what is asked for.',
    });
  }
}

const MOST_FAULTS = 50;
const escapePointer = (key: PropertyKey): string =>
  String(key).replaceAll('~', '~0').replaceAll('/', '~1');

/** @returns what is wrong, by JSON Pointers into the body or by names of parameters */
export function faultsOf(error: z.ZodError, where: 'body' | 'query'): RequestFault[] {
  return error.issues
    .slice(0, MOST_FAULTS)
    .map(({ path, message }) =>
      where === 'body'
        ? { pointer: path.map((key) => `/${escapePointer(key)}`).join(''), detail: message }
        : { parameter: String(path[0] ?? ''), detail: message },
    );
}
